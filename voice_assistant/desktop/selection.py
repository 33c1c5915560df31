"""The selected text: one interface, and who reads it on this desktop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from ..errors import DeviceError
from .clipboard import Clipboard, clipboard
from .session import Desktop

COPIED_WITHIN_S = 1.0


class Selection(Protocol):
    async def read(self) -> str:
        """The text that is selected in whatever program, "" when there is none. Raises `DeviceError`."""
        ...

    def close(self) -> None: ...


class CopyingSelection:
    """Reads the selected text where the desktop keeps no selection: by copying it, and then the old copy back.

    Of the old content of the clipboard only text survives.
    """

    def __init__(self, clipboard: Clipboard, press_copy: Callable[[], None], *, poll_s: float = 0.02) -> None:
        self._clipboard = clipboard
        self._press_copy = press_copy
        self._poll_s = poll_s

    async def read(self) -> str:
        before = await self._clipboard.read()
        await self._clipboard.write("")
        try:
            await asyncio.to_thread(self._press_copy)
            for _ in range(round(COPIED_WITHIN_S / self._poll_s)):
                if text := await self._clipboard.read():
                    return text
                await asyncio.sleep(self._poll_s)
            return ""
        finally:
            await self._clipboard.write(before)

    def close(self) -> None:
        self._clipboard.close()


def selection(desktop: Desktop) -> Selection:
    """Raises `DeviceError` where there is none."""
    match desktop:
        case Desktop.X11:
            from .x11.clipboard import X11Selection

            return X11Selection()
        case Desktop.WAYLAND:
            from .wayland.clipboard import WaylandClipboard

            return WaylandClipboard(selection="PRIMARY")
        case Desktop.MACOS | Desktop.WINDOWS:
            from .typing.pynput import press_copy

            return CopyingSelection(clipboard(desktop), press_copy)
        case Desktop.NONE:
            raise DeviceError("there is no display, and so no selected text")
