"""Contents through pipes, whose other end is a program that may be slow, hang or end."""

from __future__ import annotations

import os
import select
import selectors
import time
from collections.abc import Set
from typing import Any

from ...errors import DeviceError


class Writers:
    """What is still to be written, by file. It never blocks."""

    def __init__(self) -> None:
        self._left: dict[int, memoryview] = {}

    def add(self, fd: int, content: bytes) -> None:
        """Write `content` to `fd`, and close that."""
        os.set_blocking(fd, False)
        self._left[fd] = memoryview(content)
        self._step(fd)

    def register(self, selector: selectors.BaseSelector) -> None:
        known = selector.get_map()
        for fd in self._left:
            if fd not in known:
                selector.register(fd, selectors.EVENT_WRITE)

    def write(self, ready: Set[Any], selector: selectors.BaseSelector) -> None:
        for fd in [fd for fd in self._left if fd in ready]:
            selector.unregister(fd)  # before it may be closed
            self._step(fd)

    def close(self) -> None:
        for fd in self._left:
            os.close(fd)
        self._left.clear()

    def _step(self, fd: int) -> None:
        try:
            while left := self._left[fd]:
                self._left[fd] = left[os.write(fd, left) :]
        except BlockingIOError:
            return
        except OSError:  # nobody reads any more
            pass
        del self._left[fd]
        os.close(fd)


def read_all(fd: int, most: int, deadline_s: float) -> bytes:
    """All that comes, at most `most` bytes until `deadline_s` on the monotonic clock; closes `fd`.

    Raises `DeviceError` when it is more, or takes longer.
    """
    content = bytearray()
    try:
        while len(content) <= most:
            left_s = deadline_s - time.monotonic()
            if left_s <= 0 or not select.select([fd], [], [], left_s)[0]:
                raise DeviceError("the program that holds the clipboard does not answer")
            if not (part := os.read(fd, 1 << 16)):
                return bytes(content)
            content += part
        raise DeviceError("the clipboard holds too much to be put aside")
    finally:
        os.close(fd)
