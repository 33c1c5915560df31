"""A screen that shows nothing: locked, switched off, or not to be recorded."""

from __future__ import annotations

import io

from ...errors import PictureError
from ..picture import Picture

BLACK = 8
"""Of 255: nothing is brighter on a screen that shows nothing."""


def all_black() -> PictureError:
    return PictureError(
        "The screen is all black: it is locked, switched off, or may not be recorded.",
        spoken="I see only black: the screen is locked or switched off.",
    )


def check_not_black(picture: Picture) -> None:
    """Raises `PictureError`."""
    from PIL import Image

    with Image.open(io.BytesIO(picture.jpeg)) as image:
        brightest = max(level for level, count in enumerate(image.convert("L").histogram()) if count)
    if brightest <= BLACK:
        raise all_black()
