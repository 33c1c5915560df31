"""News from the running assistant, read on a thread, for a toolkit whose main loop has the main thread."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..control_client import request, watch
from ..errors import ControlError

START_S = 15.0
"""How long the assistant may take to open its control socket."""


class News:
    """`take` the events when `readable` is; `over` says that the assistant has ended."""

    def __init__(self, runtime_dir: Path) -> None:
        self.over = False
        self._runtime_dir = runtime_dir
        self._events: deque[dict[str, Any]] = deque()
        self._lock = threading.Lock()
        self.readable, self._ring = os.pipe()
        os.set_blocking(self.readable, False)
        os.set_blocking(self._ring, False)

    def start(self) -> dict[str, Any]:
        """Wait for the assistant; its status. Raises `ControlError` when none comes."""
        deadline = time.monotonic() + START_S
        while True:
            try:
                status = request(self._runtime_dir, "status")
                break
            except ControlError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        threading.Thread(target=self._read, name="news", daemon=True).start()
        return status

    def take(self) -> list[dict[str, Any]]:
        """What has happened since the last call, oldest first. Of many levels only the newest."""
        with suppress(BlockingIOError):
            os.read(self.readable, 4096)
        with self._lock:
            events = list(self._events)
            self._events.clear()
        last = max((i for i, event in enumerate(events) if event["event"] == "LevelMeasured"), default=-1)
        return [event for i, event in enumerate(events) if event["event"] != "LevelMeasured" or i == last]

    def _read(self) -> None:
        with suppress(ControlError):
            for event in watch(self._runtime_dir):
                with self._lock:
                    self._events.append(event)
                self._wake()
        self.over = True
        self._wake()

    def _wake(self) -> None:
        with suppress(BlockingIOError):  # rung already
            os.write(self._ring, b"!")
