"""What runs in the reader's child process: a JPEG to the writing in it."""

from __future__ import annotations

import io

from ..picture import Writing
from .pieces import pieces_of
from .recogniser import Settings
from .rows import writing_of


def read(settings: Settings, jpeg: bytes) -> Writing:
    """Raises `PictureError`."""
    import numpy as np
    from PIL import Image

    with Image.open(io.BytesIO(jpeg)) as image:
        pixels = np.asarray(image.convert("RGB"))
    return writing_of(pieces_of(pixels, settings))
