"""What a screen gives: pictures of itself."""

from __future__ import annotations

from typing import Literal, Protocol

from ..picture import Origin, Picture

Shown = Literal["screen", "window", "region", "all"]

LONGEST_SIDE = 1920
"""Pixels: the writing on a common screen is not made smaller."""


class Screen(Protocol):
    async def grab(self, what: Shown = "screen") -> list[Picture]:
        """What is shown now: the screen in use, the window with the keyboard, a region that the person draws with the
        mouse, or all screens, one picture each.

        Raises `PictureError` where there is no display, the person said no, or there is nothing to be seen.
        """
        ...

    def close(self) -> None: ...


def origin_of(what: Shown) -> Origin:
    return "screen" if what == "all" else what
