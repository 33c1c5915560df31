"""This machine's desktop, as a turn sees it: what is selected, copied, typed and printed."""

from __future__ import annotations

import asyncio
import sys
from functools import cached_property
from typing import TextIO

from .clipboard import Clipboard, clipboard
from .selection import Selection, selection
from .session import Desktop, detect
from .typing.base import Typist
from .typing.select import typist


class ThisDesk:
    """Implements the `Desk` of a turn with the back-ends of this desktop. All raise `DeviceError`.

    Each back-end is made when it is first used: a desktop without a display can still print.
    """

    def __init__(self, desktop: Desktop | None = None, output: TextIO | None = None) -> None:
        self._desktop = detect() if desktop is None else desktop
        self._output = output or sys.stdout

    async def selection(self) -> str:
        return await self._selection.read()

    async def clipboard(self) -> str:
        return await self._clipboard.read()

    async def copy(self, text: str) -> None:
        await self._clipboard.write(text)

    async def type(self, text: str) -> None:
        await self._typist.type(text)

    async def print(self, text: str) -> None:
        await asyncio.to_thread(self._write, text + "\n")  # a pipe may be full

    def close(self) -> None:
        """Give back what the desktop lent; what was copied may be gone with us, as with any program."""
        for part in ("_selection", "_clipboard"):
            if part in self.__dict__:
                getattr(self, part).close()

    def _write(self, text: str) -> None:
        self._output.write(text)
        self._output.flush()

    @cached_property
    def _selection(self) -> Selection:
        return selection(self._desktop)

    @cached_property
    def _clipboard(self) -> Clipboard:
        return clipboard(self._desktop)

    @cached_property
    def _typist(self) -> Typist:
        return typist(self._desktop)
