"""What is on the clipboard: one interface, and who does it on this desktop."""

from __future__ import annotations

from typing import Protocol

from ..errors import DeviceError
from .session import Desktop


class Clipboard(Protocol):
    async def read(self) -> str:
        """The text that was copied last, "" when there is none. Raises `DeviceError`."""
        ...

    async def picture(self) -> bytes | None:
        """The content of the picture's file that was copied, None when there is none. Raises `DeviceError`."""
        ...

    async def write(self, text: str) -> None:
        """Copy `text`. Raises `DeviceError`."""
        ...

    def close(self) -> None:
        """End what serves the clipboard, if anything does."""
        ...


def clipboard(desktop: Desktop) -> Clipboard:
    """Raises `DeviceError` where there is none."""
    match desktop:
        case Desktop.X11:
            from .x11.clipboard import X11Clipboard

            return X11Clipboard()
        case Desktop.WAYLAND:
            from .wayland.clipboard import WaylandClipboard

            return WaylandClipboard()
        case Desktop.MACOS:
            from .macos import MacClipboard

            return MacClipboard()
        case Desktop.WINDOWS:
            from .windows import WindowsClipboard

            return WindowsClipboard()
        case Desktop.NONE:
            raise DeviceError("there is no display, and so no clipboard")
