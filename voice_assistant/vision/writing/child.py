"""What runs in the reader's child process: a JPEG to the writing in it."""

from __future__ import annotations

import io
import os
from functools import cache

from ..picture import Writing
from .pieces import pieces_of
from .recogniser import Settings
from .rows import writing_of


def read(settings: Settings, jpeg: bytes) -> Writing:
    """Raises `PictureError`."""
    _stand_back()
    import numpy as np
    from PIL import Image

    with Image.open(io.BytesIO(jpeg)) as image:
        pixels = np.asarray(image.convert("RGB"))
    return writing_of(pieces_of(pixels, settings))


@cache
def _stand_back() -> None:
    """Somebody is listened and spoken to meanwhile: that must not stutter for it."""
    if hasattr(os, "nice"):
        os.nice(5)
