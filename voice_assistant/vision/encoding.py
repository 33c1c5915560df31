"""The one way from pixels to the JPEG that may leave the machine."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image


def as_jpeg(image: Image.Image, quality: int) -> bytes:
    """An RGB image as JPEG, without any metadata."""
    image.info.clear()  # Pillow would write a comment or a resolution that it finds there
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality, subsampling="4:4:4" if quality >= 80 else "4:2:0")
    return file.getvalue()
