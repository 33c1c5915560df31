"""A picture of a text as a document."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from ..errors import DocumentError
from .listed import Found, ListedDocument
from .pdf.layout import Layout
from .pdf.scans import NoReader, read_picture

MOST_PIXELS = 100_000_000


def picture_document(source: Path | bytes, *, identity: str, name: str = "") -> ListedDocument:
    """Raises `DocumentError`."""
    picture = _pixels(source, name or "This picture")
    parts = Layout().laid_out(0, read_picture(picture), picture.shape[0], {})
    found = [Found(part.kind, part.text, part.level) for part in parts]
    return ListedDocument(found, identity=identity, title=name.rpartition(".")[0])


def _pixels(source: Path | bytes, called: str) -> Any:
    try:
        import numpy as np
        from PIL import Image, ImageOps
    except ImportError as error:  # it comes with the reader
        raise NoReader from error
    try:
        with Image.open(io.BytesIO(source) if isinstance(source, bytes) else source) as image:
            if image.width * image.height > MOST_PIXELS:
                raise DocumentError(f"{called} is too large to be read.")
            return np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
    except DocumentError:
        raise
    except Exception as error:  # of a broken file it raises nearly anything
        raise DocumentError(f"{called} is damaged: it cannot be opened as a picture.") from error
