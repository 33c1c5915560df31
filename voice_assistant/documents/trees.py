"""Bytes and text to trees of HTML and XML, that nothing in them can make dangerous or endless."""

from __future__ import annotations

import html.entities
import re
from typing import Any

from ..errors import DocumentError

_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
_XML_ENTITIES = {b"amp", b"lt", b"gt", b"quot", b"apos"}


def html_tree(text: str) -> Any:
    """Whatever of `text` is HTML. Raises `DocumentError` where nothing is."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    data = text.encode("utf-8", errors="replace")
    try:
        return html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise DocumentError("There is nothing to read in this page.") from error


def xml_tree(data: bytes) -> Any | None:
    """None where it is not XML, not even broken XML. Entities and other files are never followed."""
    from lxml import etree

    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(_ENTITY.sub(_character, data), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def _character(match: re.Match[bytes]) -> bytes:
    """XML knows five names for characters, books use those of HTML as well."""
    if match[1] in _XML_ENTITIES:
        return match[0]
    character = html.entities.html5.get(match[1].decode() + ";")
    return "".join(f"&#{ord(part)};" for part in character).encode() if character else b""
