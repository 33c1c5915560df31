"""From a file, bytes or a text to the document it is."""

from __future__ import annotations

from pathlib import Path

from .base import Document


def open_document(
    source: str | Path | bytes, *, name: str = "", media: str = "", link_targets: bool = False
) -> Document:
    """A `Path` is a file, `bytes` are its content, a `str` is the text itself (also one that looks like an address).

    `name` is what the content is called ("notes.md", the title of a window); `media` what it is, a file ending
    ("md") or media type ("text/html"), where that is known better than from name and content. With `link_targets`
    the address of a link follows its text. Raises `DocumentError`.
    """
    raise NotImplementedError
