"""The terminal we run in, as a field to try typing in: where no window can be opened without more programs."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from .base import Target


class TerminalField:
    """What is typed or pasted into our own terminal, unseen, until `close`."""

    def __init__(self) -> None:
        self._fd = sys.stdin.fileno()
        self._before: list[Any] = []
        self._bytes = bytearray()
        self._news = asyncio.Event()

    @staticmethod
    def there() -> bool:
        return sys.stdin.isatty() and sys.stdout.isatty()

    def open(self) -> None:
        import termios
        import tty

        self._before = termios.tcgetattr(self._fd)
        tty.setcbreak(self._fd)  # without echo; Ctrl+C still ends us
        asyncio.get_running_loop().add_reader(self._fd, self._read)

    async def text(self) -> str:
        """All that has come so far, as soon as there is more."""
        await self._news.wait()
        self._news.clear()
        return self._bytes.decode(errors="replace")

    def close(self) -> None:
        import termios

        asyncio.get_running_loop().remove_reader(self._fd)
        termios.tcsetattr(self._fd, termios.TCSAFLUSH, self._before)

    def _read(self) -> None:
        self._bytes += os.read(self._fd, 4096)
        self._news.set()


def is_ours(target: Target) -> bool:
    """Whether the window is that of the terminal we run in, as far as anybody knows."""
    return target.pid is None or target.pid in _ancestors()


def _ancestors() -> set[int]:
    found: set[int] = set()
    pid = os.getpid()
    while pid > 1 and pid not in found:
        found.add(pid)
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            break
    return found
