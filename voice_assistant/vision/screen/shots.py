"""Pixels of the screen through mss, which knows X11, macOS and Windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...errors import PictureError
from ..opening import encode
from ..picture import Origin, Picture
from .black import BLACK, all_black

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Area:
    """Part of the whole desktop, in its pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def middle(self) -> tuple[int, int]:
        return self.left + self.width // 2, self.top + self.height // 2

    def holds(self, x: int, y: int) -> bool:
        return self.left <= x < self.left + self.width and self.top <= y < self.top + self.height

    def within(self, other: Area) -> Area:
        """What both have in common; without width or height when that is nothing."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        right = min(self.left + self.width, other.left + other.width)
        bottom = min(self.top + self.height, other.top + other.height)
        return Area(left, top, max(0, right - left), max(0, bottom - top))

    def __bool__(self) -> bool:
        return self.width > 0 and self.height > 0


class Shots:
    """One connection to the display, on one thread. A context."""

    def __init__(self, display: str | None = None) -> None:
        """Raises `PictureError`."""
        import mss

        try:
            self._mss: Any = mss.MSS(display=display) if display else mss.MSS()
            whole, *screens = [Area(m["left"], m["top"], m["width"], m["height"]) for m in self._mss.monitors]
        except (mss.ScreenShotError, OSError) as error:
            raise refused(error) from error
        self.whole = whole
        self.screens: Sequence[Area] = screens or [whole]

    def __enter__(self) -> Shots:
        return self

    def __exit__(self, *_: object) -> None:
        self._mss.close()

    def screen_at(self, x: int, y: int) -> Area:
        return next((screen for screen in self.screens if screen.holds(x, y)), self.screens[0])

    def take(self, area: Area) -> NDArray[np.uint8]:
        """Height x width x 3, RGB. Raises `PictureError`."""
        import mss
        import numpy as np

        part = {"left": area.left, "top": area.top, "width": area.width, "height": area.height}
        try:
            shot = self._mss.grab(part)
        except (mss.ScreenShotError, OSError) as error:
            raise refused(error) from error
        pixels = np.frombuffer(shot.bgra, np.uint8).reshape(shot.height, shot.width, 4)
        return np.ascontiguousarray(pixels[..., 2::-1])


def seen(
    pixels: NDArray[np.uint8], origin: Origin, name: str, taken_at_s: float, longest_side: int, quality: int
) -> Picture:
    """Raises `PictureError` when there is nothing on it."""
    if int(pixels.max()) <= BLACK:
        raise all_black()
    return encode(
        pixels, origin=origin, name=name, taken_at_s=taken_at_s, longest_side=longest_side, quality=quality
    )  # fmt: skip


def refused(error: Exception) -> PictureError:
    reason = str(error).strip() or type(error).__name__
    return PictureError(f"The screen gives no picture ({reason}).", spoken="I can't see the screen.")
