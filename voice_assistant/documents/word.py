"""DOCX by way of HTML."""

from __future__ import annotations

import html
import io
from pathlib import Path
from typing import Any

from ..errors import DocumentError
from .archive import Archive
from .inline import name_of, squeezed
from .listed import ListedDocument
from .markup import Walker
from .trees import html_tree, xml_tree

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Caption'] => figcaption:fresh
p[style-name='caption'] => figcaption:fresh
p[style-name='Bibliography'] => div.references > p:fresh
p[style-name='HTML Preformatted'] => pre:separator('\\n')
p[style-name='Source Code'] => pre:separator('\\n')
"""


def word_document(source: Path | bytes, *, identity: str, name: str = "", link_targets: bool = False) -> ListedDocument:
    """Raises `DocumentError`."""
    called = name or "This document"
    with Archive(source, called, "a DOCX document") as archive:
        if "word/document.xml" not in archive:
            raise DocumentError(f"{called} is damaged: it holds no text of a DOCX document.")
        archive.check_size()
        properties = _properties(archive)
        page = _as_html(source) or _salvaged(archive)
    found = Walker(link_targets=link_targets).blocks(html_tree(f"<html><body>{page}</body></html>")) if page else ()
    document = ListedDocument(
        found,
        identity=identity,
        title=_property(properties, "title"),
        author=_property(properties, "creator"),
        language=_property(properties, "language")[:2],
    )
    document.title = document.title or name.rpartition(".")[0]
    return document


def _as_html(source: Path | bytes) -> str:
    """ "" where the document is damaged, or has no text."""
    import mammoth

    try:
        with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
            result: Any = mammoth.convert_to_html(
                file, style_map=_STYLES, convert_image=mammoth.images.img_element(lambda image: {"src": ""})
            )
            return str(result.value)
    except Exception:  # it trusts its files, so any error may come of one that is broken
        return ""


def _salvaged(archive: Archive) -> str:
    """The bare paragraphs of what is left of a damaged document."""
    tree = xml_tree(archive.read("word/document.xml"))
    if tree is None:
        return ""
    texts = ("".join(run.text or "" for run in paragraph.iter("{*}t")) for paragraph in tree.iter("{*}p"))
    return "".join(f"<p>{html.escape(text)}</p>" for text in texts)


def _properties(archive: Archive) -> bytes:
    try:
        return archive.read("docProps/core.xml")
    except DocumentError:  # it can do without
        return b""


def _property(properties: bytes, name: str) -> str:
    tree = xml_tree(properties) if properties else None
    if tree is None:
        return ""
    return next((squeezed(element.text or "") for element in tree.iter() if name_of(element) == name), "")
