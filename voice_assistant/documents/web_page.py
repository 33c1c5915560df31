"""HTML: the article without what is around it."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from ..errors import DocumentError
from .base import Kind
from .inline import name_of, squeezed
from .listed import Found, ListedDocument
from .markup import Walker
from .trees import html_tree

_LETTERS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\A\d{1,4}\. ")  # of an item, which is ours
_UNSEEN = re.compile(r"<(script|style|head|template|noscript|svg)\b.*?(?:</\1|\Z)|<!--.*?(?:-->|\Z)", re.I | re.S)
_TAG = re.compile(r"<[^<>]*>")
_TOLD = (Kind.HEADING, Kind.PARAGRAPH, Kind.ITEM, Kind.QUOTE)
_NOTES = (Kind.FOOTNOTE, Kind.REFERENCE)
_ENOUGH = 0.25
"""Of a page's text that an article has at least; less, and the page is none, so all of it is read."""
_SPAN = re.compile(r"\b(?:col|row)span\s*=\s*[\"']?\d+[\"']?", re.IGNORECASE)  # endless ones take it endless time
_LONGEST = 3_000_000
"""Characters of a page that is looked at for its article; books are read as a whole."""
_AROUND = {"nav", "header", "footer", "aside", "form", "dialog", "menu"}


def web_page(text: str, *, identity: str, name: str = "", link_targets: bool = False) -> ListedDocument:
    """Raises `DocumentError` where nothing in it is to be read."""
    tree = html_tree(text)
    language = (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "")[:2].lower()
    author = _meta(tree, "author", "article:author", "dc.creator", "citation_author")
    title = _meta(tree, "og:title", "citation_title", "dc.title") or _title(tree) or name
    article = _article(text)
    _drop_around(tree)
    found = list(Walker(link_targets=link_targets).blocks(tree))
    kept = _kept(found, article) or found or _flat(text)
    if not kept:
        raise DocumentError(f"There is nothing to read in {name or 'this page'}: its text may only come with scripts.")
    return ListedDocument(
        kept, identity=identity, title=title, author="" if author.startswith("http") else author, language=language
    )


def _flat(text: str) -> list[Found]:
    """Of a page that is nested too deep for a tree: its text without tags."""
    bare = squeezed(html.unescape(_TAG.sub(" ", _UNSEEN.sub(" ", text))))
    return [Found(Kind.PARAGRAPH, bare)] if any(letter.isalnum() for letter in bare) else []


def _article(text: str) -> str:
    """What is likely to be the article, as letters and figures alone; "" where that cannot be told."""
    if len(text) > _LONGEST:
        return ""
    import logging

    from trafilatura import extract

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        said = extract(
            _SPAN.sub(" ", text), output_format="txt", include_comments=False, include_tables=True, favor_recall=True
        )
    except Exception:  # whatever a page does to it
        return ""
    return _letters(said or "")


def _kept(found: Sequence[Found], article: str) -> list[Found]:
    """The blocks of the article, with the tables, pictures and notes among them."""
    inside = [piece.kind in _TOLD and _is_in(piece.text, article) for piece in found]
    if not any(inside):
        return []
    first = inside.index(True)
    last = len(inside) - 1 - inside[::-1].index(True)
    kept = [
        piece
        for number, piece in enumerate(found)
        if inside[number] or (piece.kind not in _TOLD and (first <= number <= last or piece.kind in _NOTES))
    ]
    kept = _with_title(found, first, kept)
    whole = sum(len(piece.text) for piece in found)
    return kept if sum(len(piece.text) for piece in kept) > _ENOUGH * whole else []


def _with_title(found: Sequence[Found], first: int, kept: list[Found]) -> list[Found]:
    """The page's main heading, which may stand apart from the article."""
    if any(piece.kind is Kind.HEADING and piece.level == 1 for piece in kept):
        return kept
    titles = [piece for piece in found[:first] if piece.kind is Kind.HEADING and piece.level == 1]
    return [*titles[-1:], *kept]


def _is_in(text: str, article: str) -> bool:
    letters = _letters(_NUMBER.sub("", text))
    if len(letters) > 36 and (letters[:24] in article or letters[-24:] in article):
        return True
    return bool(letters) and letters in article


def _letters(text: str) -> str:
    return _LETTERS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _drop_around(tree: Any) -> None:
    for element in [element for element in tree.iter() if name_of(element) in _AROUND]:
        inside_article = any(name_of(parent) in ("article", "main") for parent in element.iterancestors())
        stays = inside_article and name_of(element) in ("header", "footer", "aside")
        if not stays and element.getparent() is not None and "footnote" not in str(element.attrib):
            element.drop_tree()


def _meta(tree: Any, *names: str) -> str:
    for element in tree.iter("meta"):
        if (element.get("name") or element.get("property") or "").lower() in names:
            return squeezed(element.get("content") or "")[:300]
    return ""


def _title(tree: Any) -> str:
    return next((squeezed("".join(element.itertext()))[:300] for element in tree.iter("title")), "")
