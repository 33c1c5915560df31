"""A picture of a text as a document."""

from __future__ import annotations

from pathlib import Path

from ..errors import DocumentError, PictureError
from ..vision.decoding import upright
from .listed import Found, ListedDocument
from .pdf.layout import Layout
from .pdf.scans import read_picture


def picture_document(source: Path | bytes, *, identity: str, name: str = "") -> ListedDocument:
    """Raises `DocumentError`."""
    import numpy as np

    try:
        picture = np.asarray(upright(source, name or "This picture"))
    except PictureError as error:
        raise DocumentError(str(error)) from error
    parts = Layout().laid_out(0, read_picture(picture), picture.shape[0], {})
    found = [Found(part.kind, part.text, part.level) for part in parts]
    return ListedDocument(found, identity=identity, title=name.rpartition(".")[0])
