"""What one frame is like: how sharp, how dark, and whether it shows something else than another one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""H x W x 3, BGR, as OpenCV has it."""

_WIDTH = 640
"""Pixels of the grey picture on which sharpness is measured: a blur that cannot be seen in it matters to nobody."""
_SMALL = (32, 24)
_SMOOTH = 0.7
"""Small pictures are smoothed, so that a shaking hand, which blurs, is no other view."""
_MOVED = 0.02
"""Mean difference from which two small pictures show different views; noise stays below."""
_CELL, _CELLS = 0.05, 8
"""Or so many cells that differ by so much: a display whose number changes is a small part of the picture."""
_LIGHT = 0.2
"""Or a picture that is lighter or darker by so much as a whole: a lamp was switched, a hand lies on the lens."""
_BLACK = 12
"""Brightest cell of a picture that shows nothing: a dark room has something lighter somewhere."""


@dataclass(frozen=True, slots=True)
class Measured:
    """`sharpness` is the variance of the Laplacian; `small` a grey thumbnail, 24 x 32."""

    sharpness: float
    small: NDArray[np.uint8]

    @property
    def black(self) -> bool:
        """Nothing is to be seen in it."""
        return int(self.small.max()) < _BLACK


def measure(cv2: Any, pixels: Pixels) -> Measured:
    """Well below a millisecond. `cv2` is the module, which is imported where the camera is."""
    step = max(1, pixels.shape[1] // _WIDTH)
    grey = np.ascontiguousarray(pixels[::step, ::step, 1])  # of green, which is most of what we see as light
    _, deviation = cv2.meanStdDev(cv2.Laplacian(grey, cv2.CV_16S))
    small = cv2.GaussianBlur(cv2.resize(grey, _SMALL, interpolation=cv2.INTER_AREA), (0, 0), _SMOOTH)
    return Measured(float(deviation[0, 0]) ** 2, small)


def change(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """How much two small pictures differ: 0 for the same, from 1 on it is another view. The exposure alone is none."""
    difference = (one.astype(np.int16) - other) / 255
    shift = float(difference.mean())
    difference = np.abs(difference - shift)
    cells = int((difference > _CELL).sum())
    return max(float(difference.mean()) / _MOVED, cells / _CELLS, abs(shift) / _LIGHT)
