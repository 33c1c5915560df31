"""The screen on Windows, through mss. There is no region yet: the desktop's own Win+Shift+S copies one."""

from __future__ import annotations

import asyncio
import sys

from ...errors import PictureError
from ..opening import QUALITY
from ..picture import Picture
from .base import LONGEST_SIDE, Shown, origin_of
from .shots import Area, Shots, seen


class WindowsScreen:
    def __init__(self, *, longest_side: int = LONGEST_SIDE, quality: int = QUALITY) -> None:
        self._longest_side = longest_side
        self._quality = quality

    async def grab(self, what: Shown = "screen") -> list[Picture]:
        if what == "region":
            raise PictureError(
                "A region cannot be drawn on Windows yet: press Win+Shift+S, draw it, then ask about the clipboard.",
                spoken="Please press Windows, Shift and S, draw the region, and ask me about the clipboard.",
            )
        return await asyncio.to_thread(self._grab, what, asyncio.get_running_loop().time())

    def close(self) -> None:
        pass

    def _grab(self, what: Shown, asked_at_s: float) -> list[Picture]:
        with Shots() as shots:
            front = _front_window()
            match what:
                case "all":
                    areas = list(shots.screens)
                case "window":
                    areas = [front.within(shots.whole)]
                case _:
                    areas = [shots.screen_at(*front.middle)]
            if not all(areas):
                raise PictureError("The window in front is not on the screen.", spoken="I can't see that window.")
            return [
                seen(shots.take(area), origin_of(what), "", asked_at_s, self._longest_side, self._quality)
                for area in areas
            ]


def _front_window() -> Area:
    if sys.platform != "win32":
        return Area(0, 0, 0, 0)
    import ctypes
    from ctypes import wintypes

    rectangle = wintypes.RECT()
    user32 = ctypes.windll.user32
    user32.GetWindowRect(user32.GetForegroundWindow(), ctypes.byref(rectangle))
    return Area(
        rectangle.left, rectangle.top, rectangle.right - rectangle.left, rectangle.bottom - rectangle.top
    )  # fmt: skip
