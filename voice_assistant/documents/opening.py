"""From a file, bytes or a text to the document it is."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ..errors import DocumentError
from .base import Document
from .recognising import media_of

MOST_BYTES = 500_000_000
MOST_TEXT = 64_000_000
_HEAD = 8192


def open_document(
    source: str | Path | bytes, *, name: str = "", media: str = "", link_targets: bool = False
) -> Document:
    """A `Path` is a file, `bytes` are its content, a `str` is the text itself (also one that looks like an address).

    `name` is what the content is called ("notes.md", the title of a window); `media` what it is, a file ending
    ("md") or media type ("text/html"), where that is known better than from name and content. With `link_targets`
    the address of a link follows its text. Raises `DocumentError`.
    """
    if isinstance(source, str):
        source, media = source.encode("utf-8", errors="replace"), media or "text"
    if isinstance(source, Path):
        name = name or source.name
        size, head = _looked_at(source)
    else:
        size, head = len(source), source[:_HEAD]
    if size > MOST_BYTES:
        raise DocumentError(f"{name or 'This'} is too large to be read ({size // 1_000_000} MB).")
    kind = media_of(name, head, media)
    if kind in ("text", "markdown", "html") and size > MOST_TEXT:
        raise DocumentError(f"{name or 'This'} is too large to be read as a text ({size // 1_000_000} MB).")
    if not head.strip():
        raise DocumentError(f"{name or 'This'} is empty.")
    return _opened(kind, source, identity_of(source), name, link_targets)


def _opened(kind: str, source: Path | bytes, identity: str, name: str, link_targets: bool) -> Document:
    title = name.rpartition(".")[0] or name
    match kind:
        case "pdf":
            from .pdf.document import PdfDocument

            return PdfDocument(source, identity=identity, name=name)
        case "epub":
            from .epub.document import EpubDocument

            return EpubDocument(source, identity=identity, name=name, link_targets=link_targets)
        case "docx":
            from .word import word_document

            return word_document(source, identity=identity, name=name, link_targets=link_targets)
        case "html":
            from .decoding import declared_in_html, decoded
            from .web_page import web_page

            data = _bytes(source)
            text = decoded(data, declared_in_html(data))
            return web_page(text, identity=identity, name=title, link_targets=link_targets)
        case "picture":
            from .picture import picture_document

            return picture_document(source, identity=identity, name=name)
        case "markdown":
            from .decoding import decoded
            from .markdown import markdown_document

            return markdown_document(decoded(_bytes(source)), identity=identity, link_targets=link_targets)
        case "text":
            from .decoding import decoded
            from .listed import ListedDocument
            from .plain import text_blocks

            return ListedDocument(text_blocks(decoded(_bytes(source))), identity=identity, title=title)
    raise DocumentError(f"{name or 'This'} cannot be read yet.")


def identity_of(source: Path | bytes) -> str:
    """The same for the same content."""
    digest = hashlib.sha256()
    if isinstance(source, bytes):
        digest.update(source)
    else:
        with source.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()[:32]


def _looked_at(path: Path) -> tuple[int, bytes]:
    try:
        with path.open("rb") as file:
            return path.stat().st_size, file.read(_HEAD)
    except IsADirectoryError as error:
        raise DocumentError(f"{path.name} is a folder: give one of the files in it.") from error
    except FileNotFoundError as error:
        raise DocumentError(f"There is no file {path}.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DocumentError(f"{path.name} cannot be opened: {reason}.") from error


def _bytes(source: Path | bytes) -> bytes:
    return source if isinstance(source, bytes) else source.read_bytes()
