"""A part of the screen that is chosen once and then looked at again and again, in pictures of the whole screen."""

from __future__ import annotations

import asyncio
import io
from typing import Any

from ...errors import PictureError
from ..opening import encode
from ..picture import Picture
from ..sight import Screen, ScreenPart

_ALIKE = 0.9
_SCALES = (1.0, 0.8, 2 / 3, 0.75, 0.533, 0.5, 0.6, 0.4)
"""Of the whole screen's picture against that of a part: a large screen is made smaller, a part of it is not."""


class Pinned:
    """The region or window that the person means, found again where it was at first."""

    def __init__(self, screen: Screen, part: ScreenPart) -> None:
        self._screen = screen
        self._part = part
        self._box: tuple[int, int, int, int] | None = None  # left, top, right, bottom
        self._number = 0  # of its screen

    async def take(self) -> Picture:
        """Raises `PictureError` or `DeviceError`."""
        if self._box is None:
            return await self._pin()
        screens = await self._screen.grab("all")
        if self._number >= len(screens):
            raise PictureError(
                "The screen with that part is not there any more.", spoken="That screen is not there any more."
            )
        return await asyncio.to_thread(_cut, screens[self._number], self._box, self._part)

    async def _pin(self) -> Picture:
        part = (await self._screen.grab(self._part))[-1]
        for number, screen in enumerate(await self._screen.grab("all")):
            self._box = await asyncio.to_thread(_found, part.jpeg, screen.jpeg)
            if self._box is not None:
                self._number = number
                return await asyncio.to_thread(_cut, screen, self._box, self._part)
        raise PictureError(
            "That part of the screen was not found again: it moves too much.",
            spoken="I can't keep my eye on that part of the screen.",
        )


def _found(part: bytes, whole: bytes) -> tuple[int, int, int, int] | None:
    import cv2

    small, large = _grey(part), _grey(whole)
    for scale in _SCALES:
        scaled = small if scale == 1.0 else cv2.resize(small, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        if scaled.shape[0] > large.shape[0] or scaled.shape[1] > large.shape[1] or min(scaled.shape) < 8:
            continue
        _, likeness, _, (x, y) = cv2.minMaxLoc(cv2.matchTemplate(large, scaled, cv2.TM_CCOEFF_NORMED))
        if likeness >= _ALIKE:
            return int(x), int(y), int(x + scaled.shape[1]), int(y + scaled.shape[0])
    return None


def _cut(whole: Picture, box: tuple[int, int, int, int], part: ScreenPart) -> Picture:
    left, top, right, bottom = box
    return encode(_pixels(whole.jpeg)[top:bottom, left:right], origin="region" if part == "region" else "window")


def _pixels(jpeg: bytes) -> Any:
    import numpy as np
    from PIL import Image

    with Image.open(io.BytesIO(jpeg)) as image:
        return np.asarray(image.convert("RGB"))


def _grey(jpeg: bytes) -> Any:
    import cv2

    return cv2.cvtColor(_pixels(jpeg), cv2.COLOR_RGB2GRAY)
