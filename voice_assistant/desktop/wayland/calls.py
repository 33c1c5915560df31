"""Calls from other threads to a thread that waits for files to become ready."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any


class Calls:
    """Ready to be read while there is something to make."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[Callable[[], None], Future[Any]]] = deque()
        self._read, self._write = os.pipe()
        self._lock = threading.Lock()
        self._ended = self._closed = False

    def fileno(self) -> int:
        return self._read

    def post(self, call: Callable[[], None], future: Future[Any]) -> bool:
        """Have `call` made, which resolves `future`. False when it will not be."""
        with self._lock:
            if self._ended:
                return False
            self._waiting.append((call, future))
            os.write(self._write, b"!")
            return True

    def make(self) -> bool:
        """Make what was posted; False when it is time to end."""
        os.read(self._read, 4096)
        while self._waiting and not self._ended:
            self._waiting.popleft()[0]()
        return not self._ended

    def end(self) -> None:
        """Let `make` say so."""
        with self._lock:
            if not self._ended:
                self._ended = True
                os.write(self._write, b"!")

    def close(self, error: Exception) -> None:
        """Whoever still waits gets `error`."""
        with self._lock:
            self._ended = True
            if not self._closed:
                self._closed = True
                os.close(self._read)
                os.close(self._write)
        while self._waiting:
            self._waiting.popleft()[1].set_exception(error)
