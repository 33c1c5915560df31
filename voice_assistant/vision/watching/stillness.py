"""Whether a picture shows something else than the one before; cheap, so that a still scene costs nearly nothing."""

from __future__ import annotations

import io
from typing import Any

from ..picture import Picture

_SIZE = (160, 90)
_LEVEL = 14.0
"""Of 255: from which on a point differs; the noise of a camera stays below at this size."""
_POINTS = 6
"""So many that differ are a change: a digit of a display is not much more."""


class Stillness:
    def __init__(self) -> None:
        self._jpeg = b""
        self._small: Any = None

    def changed(self, picture: Picture) -> bool:
        """True for the first one. Takes about a millisecond; not for the event loop's thread."""
        if picture.jpeg == self._jpeg:
            return False
        small = _small(picture.jpeg)
        differs = self._small is None or self._differs(small)
        self._jpeg = picture.jpeg
        if differs or picture.origin != "camera":  # slow light must not add up to a change, a slow clock must
            self._small = small
        return differs or picture.origin != "camera"

    def _differs(self, small: Any) -> bool:
        import numpy as np

        difference = small - self._small
        difference -= np.median(difference)  # a lamp, the exposure
        return int((np.abs(difference) > _LEVEL).sum()) >= _POINTS


def _small(jpeg: bytes) -> Any:
    import numpy as np
    from PIL import Image

    with Image.open(io.BytesIO(jpeg)) as image:
        image.draft("L", (_SIZE[0] * 2, _SIZE[1] * 2))
        return np.asarray(image.convert("L").resize(_SIZE, Image.Resampling.BOX), np.float32)
