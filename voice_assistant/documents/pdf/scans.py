"""Pages that are pictures of text, read on this computer."""

from __future__ import annotations

from typing import Any

from ...errors import DocumentError, PictureError
from .runs import Run

_SURE = 0.5


def read_picture(picture: Any) -> list[Run]:
    """`picture`: an array of height, width, 3 bytes. The lines on it in its pixels. Raises `DocumentError`."""
    from ...vision.writing.pieces import pieces_of
    from ...vision.writing.recogniser import Settings
    from ...vision.writing.rows import runs_of

    try:
        pieces = pieces_of(picture, Settings())
    except PictureError as error:
        raise DocumentError(str(error)) from error
    return runs_of([piece for piece in pieces if piece.confidence >= _SURE])
