"""Telling the keys that we press ourselves from the person's: a Shift of our typing is nobody's hotkey.

The server marks all synthetic keys alike, also those of a remote desktop or of a switch for the disabled, which are
a person's. So whoever types here says so, in this process.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

IN_FLIGHT_S = 0.15
"""How long a key that was pressed may be on its way to the thread that listens."""


class OwnKeys:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pressing = 0
        self._until_s = 0.0

    @contextmanager
    def pressing(self) -> Iterator[None]:
        """What goes down and up meanwhile is ours. Any thread."""
        with self._lock:
            self._pressing += 1
        try:
            yield
        finally:
            with self._lock:
                self._pressing -= 1
                self._until_s = time.monotonic() + IN_FLIGHT_S

    def may_be_ours(self) -> bool:
        """Whether a key that is heard of now may be ours. Any thread."""
        with self._lock:
            return self._pressing > 0 or time.monotonic() < self._until_s


own_keys = OwnKeys()
"""There is one keyboard."""
