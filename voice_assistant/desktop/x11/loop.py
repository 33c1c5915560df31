"""One thread that waits for X events and for calls from other threads."""

from __future__ import annotations

import os
import select
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from .connection import Connection


class EventLoop:
    """Made on any thread; `run` and whatever it calls belong to one thread; `post` and `end` to all."""

    def __init__(self) -> None:
        self.events: deque[Any] = deque()  # what is still to be handled, for handlers that look ahead
        self._calls: deque[Callable[[], None]] = deque()
        self._wake_read, self._wake_write = os.pipe()
        self._lock = threading.Lock()  # or a call posted late would be written to another's file
        self._closed = False
        self._ended = False

    def post(self, call: Callable[[], None]) -> bool:
        """Run `call` on the loop's thread, between two events. False when the loop is closed: it will not."""
        with self._lock:
            if not self._closed:
                self._calls.append(call)
                os.write(self._wake_write, b"!")
            return not self._closed

    def end(self) -> None:
        """Let `run` return before the next event."""

        def end() -> None:
            self._ended = True

        self.post(end)

    def run(self, connection: Connection, handle: Callable[[Any], None]) -> None:
        """Handle events and calls until `end`. Raises one of `LOST` when the server has gone."""
        while not self._ended:
            self.fetch(connection)
            if not self.events:
                select.select([connection.fileno(), self._wake_read], [], [])
                self._obey()
            elif not self._obey():
                handle(self.events.popleft())

    def fetch(self, connection: Connection) -> None:
        """Move what the server has sent to `events`."""
        while connection.pending_events():
            self.events.append(connection.next_event())

    def close(self) -> None:
        """Free the pipe; nothing that is posted runs any more."""
        with self._lock:
            self._closed = True
            os.close(self._wake_read)
            os.close(self._wake_write)

    def _obey(self) -> bool:
        """Make the calls that were posted; False when there were none."""
        if not select.select([self._wake_read], [], [], 0)[0]:
            return False
        os.read(self._wake_read, 4096)
        while self._calls and not self._ended:
            self._calls.popleft()()
        return True
