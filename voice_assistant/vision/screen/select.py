"""Who takes pictures of this desktop's screen."""

from __future__ import annotations

from collections.abc import Callable

from ...desktop.session import Desktop, detect
from ...errors import PictureError
from ..opening import QUALITY, PictureOpener
from ..picture import Picture
from .base import LONGEST_SIDE, Screen, Shown


class NoScreen:
    async def grab(self, what: Shown = "screen") -> list[Picture]:
        raise PictureError(
            "There is no display, and so nothing to look at: start this from your desktop session.",
            spoken="There is no screen here that I could look at.",
        )

    def close(self) -> None:
        pass


def make_screen(
    opener: PictureOpener,
    desktop: Desktop | None = None,
    *,
    longest_side: int = LONGEST_SIDE,
    quality: int = QUALITY,
    on_drawing: Callable[[], object] = lambda: None,
) -> Screen:
    """Nothing is asked or started before the first picture. `desktop` is this session's when it is left out.

    `on_drawing` is called, on the event loop, when a region is to be drawn: the person should be told.
    """
    match detect() if desktop is None else desktop:
        case Desktop.X11:
            from .x11 import X11Screen

            return X11Screen(longest_side=longest_side, quality=quality, on_drawing=on_drawing)
        case Desktop.WAYLAND:
            from .wayland import WaylandScreen

            return WaylandScreen(opener, longest_side=longest_side, quality=quality, on_drawing=on_drawing)
        case Desktop.MACOS:
            from .macos import MacScreen

            return MacScreen(opener, longest_side=longest_side, quality=quality)
        case Desktop.WINDOWS:
            from .windows import WindowsScreen

            return WindowsScreen(longest_side=longest_side, quality=quality)
        case Desktop.NONE:
            return NoScreen()
