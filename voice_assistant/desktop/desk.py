"""This machine's desktop, as a turn sees it: what is selected, copied, typed and printed."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from functools import cached_property
from typing import TextIO

from .clipboard import Clipboard, clipboard
from .insertion.base import Landed, Target
from .insertion.landing import Lander
from .insertion.select import lander
from .selection import Selection, selection
from .session import Desktop, detect


class ThisDesk:
    """Implements the `Desk` of a turn with the back-ends of this desktop. All raise `DeviceError`.

    Each back-end is made when it is first used: a desktop without a display can still print.
    """

    def __init__(
        self,
        desktop: Desktop | None = None,
        output: TextIO | None = None,
        *,
        method: str = "auto",
        apps: Mapping[str, str] | None = None,
    ) -> None:
        """`method` and `apps` say how texts are inserted: see `InsertionConfig`."""
        self._desktop = detect() if desktop is None else desktop
        self._output = output or sys.stdout
        self._method = method
        self._apps = apps

    async def selection(self) -> str:
        return await self._selection.read()

    async def clipboard(self) -> str:
        return await self._clipboard.read()

    async def picture(self) -> bytes | None:
        """The content of the picture's file that was copied last, None when there is none."""
        return await self._clipboard.picture()

    async def copy(self, text: str) -> None:
        await self._clipboard.write(text)

    async def pin(self) -> Target | None:
        """The place that has the keyboard now, for a text to come; None when there is none."""
        return await self._lander.pin()

    async def insert(self, text: str, target: Target | None) -> Landed:
        """Land `text` in `target`, on the clipboard, or hold it. The text is never lost."""
        return await self._lander.insert(text, target)

    async def held(self) -> str:
        """The text that waits for `deliver_held`, "" when there is none."""
        return self._lander.held

    async def deliver_held(self) -> Landed | None:
        """Insert what is held where the keyboard is now; None when nothing is held."""
        return await self._lander.deliver_held()

    async def press(self, key: str, target: Target | None) -> bool:
        """Press a key such as "Enter" in `target`; False when that has the keyboard no longer."""
        return await self._lander.press(key, target)

    async def undo(self) -> Landed:
        """Take back what was inserted last: `INSERTED` means that it is gone, `HELD` that nothing was done."""
        return await self._lander.undo()

    async def before_cursor(self) -> str | None:
        """The text before the cursor, None when the desktop does not tell."""
        return await self._lander.before_cursor()

    async def print(self, text: str) -> None:
        await asyncio.to_thread(self._write, text + "\n")  # a pipe may be full

    def close(self) -> None:
        """Give back what the desktop lent; what was copied may be gone with us, as with any program."""
        for part in ("_selection", "_clipboard", "_lander"):
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
    def _lander(self) -> Lander:
        return lander(self._desktop, method=self._method, apps=self._apps)
