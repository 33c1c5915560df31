"""Whether a picture shows something else than the one before; cheap, so that a still scene costs nearly nothing."""

from __future__ import annotations

import io
from typing import Any

from ..picture import Picture

_SIZE = (160, 90)
_LEVEL = 14.0
"""Of 255: from which on a point of a camera differs; its noise stays below at this size."""
_POINTS = 6
"""So many that differ are a change: a digit of a display is not much more."""
_SCREEN_LEVEL = 24.0
"""The same for a screen, in full size, which has no noise but that of the JPEG."""
_SCREEN_POINTS = 12
_MUCH = 0.001
"""Share of a screen from which on it looks different to a person: the clock and the cursor are less."""


class Stillness:
    """Of what is seen through one watch, picture after picture."""

    def __init__(self) -> None:
        self.much = False
        """Whether a person would say that it has changed, since they would have said so last."""
        self._last: Any = None
        self._base: Any = None
        self._jpeg = b""

    def changed(self, picture: Picture) -> bool:
        """True for the first one, and where anything may be different to read. Takes 2 to 20 ms: not for the event
        loop's thread.
        """
        self.much = False
        if picture.jpeg == self._jpeg:
            return False
        self._jpeg = picture.jpeg
        return self._camera_changed(picture) if picture.origin == "camera" else self._screen_changed(picture)

    def _camera_changed(self, picture: Picture) -> bool:
        """Slow light does not add up to a change: a lamp, the exposure."""
        import numpy as np

        small = _grey(picture.jpeg, _SIZE)
        if self._base is not None:
            difference = small - self._base
            difference -= np.median(difference)
            if int((np.abs(difference) > _LEVEL).sum()) < _POINTS:
                return False
        self._base, self.much = small, True
        return True

    def _screen_changed(self, picture: Picture) -> bool:
        grey = _grey(picture.jpeg)
        changed = _differing(grey, self._last) >= _SCREEN_POINTS
        self.much = _differing(grey, self._base) >= max(_MUCH * grey.size, _SCREEN_POINTS)
        self._last = grey
        if self.much:
            self._base = grey
        return changed


def _differing(one: Any, other: Any) -> int:
    import numpy as np

    if other is None or one.shape != other.shape:
        return int(one.size)
    return int((np.abs(one - other) > _SCREEN_LEVEL).sum())


def _grey(jpeg: bytes, size: tuple[int, int] | None = None) -> Any:
    """Height x width, of `size` or in full."""
    import numpy as np
    from PIL import Image

    with Image.open(io.BytesIO(jpeg)) as image:
        if size is None:
            return np.asarray(image.convert("L"), np.float32)
        image.draft("L", (size[0] * 2, size[1] * 2))
        return np.asarray(image.convert("L").resize(size, Image.Resampling.BOX), np.float32)
