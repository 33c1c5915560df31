"""A document that is small enough to be there as a whole, block by block."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ..errors import DocumentError
from ..text.language import language_of
from .base import Block, Kind, OutlineEntry
from .references import with_references
from .searching import find_place

_FOREIGN = (Kind.CODE, Kind.FORMULA, Kind.REFERENCE, Kind.TABLE)
"""Kinds that are of no language, or of others."""
_TELLING = 40
"""Characters that a text in the alphabet of many languages has, for its language to be told."""
_FIRST = 30
"""Blocks that tell the language and the title of a document."""
_LETTER = re.compile(r"\b[a-z]\b", re.IGNORECASE)  # a sign in one language, a word in another


@dataclass(frozen=True, slots=True)
class Found:
    """A block without its place: what parsers find."""

    kind: Kind
    text: str
    level: int = 0
    page: int | None = None


def placed(found: Iterable[Found], first: int = 0, language: str = "") -> Iterator[Block]:
    """`found` as blocks numbered from `first`; `language` is the document's, where a block does not tell its own."""
    for place, piece in enumerate(found, first):
        own = language
        if piece.kind not in _FOREIGN:
            own = language_in(piece.text, language)
        yield Block(piece.kind, piece.text, place, piece.page, piece.level, own)


class ListedDocument:
    """See `base.Document`. What is `found` is looked for when it is wanted: a long text begins at once.

    Raises `DocumentError` where nothing is.
    """

    def __init__(
        self, found: Iterable[Found], *, identity: str, title: str = "", author: str = "", language: str = ""
    ) -> None:
        self._known: list[Found] = []
        self._to_come = with_references(found)
        first = list(islice(self._pieces(0), _FIRST))
        if not first:
            raise DocumentError(f"There is no text in {title or 'this document'}.")
        self.title = title or next((piece.text for piece in first if piece.kind is Kind.HEADING), "")
        self.author = author
        self.language = main_language((piece.text for piece in first if piece.kind not in _FOREIGN), language)
        self.identity = identity
        self.pages: int | None = None

    @property
    def end(self) -> int:
        self._known += self._to_come
        return len(self._known)

    def blocks(self, start: int = 0) -> Iterator[Block]:
        first = max(start, 0)
        return placed(self._pieces(first), first, self.language)

    def outline(self) -> Sequence[OutlineEntry]:
        return [
            OutlineEntry(piece.text, max(piece.level, 1), place)
            for place, piece in enumerate(self._pieces(0))
            if piece.kind is Kind.HEADING
        ]

    def place_of(self, where: str) -> int:
        return find_place(where, self.outline(), self.blocks())

    def close(self) -> None:
        pass

    def _pieces(self, place: int) -> Iterator[Found]:
        while True:
            while place >= len(self._known):
                piece = next(self._to_come, None)
                if piece is None:
                    return
                self._known.append(piece)
            yield self._known[place]
            place += 1


def language_in(text: str, language: str) -> str:
    """Of a block in a document of `language`: names and titles do not make another one."""
    text = text[:600]
    if language and text.isascii() and len(text) < _TELLING:
        return language
    words = text.split()
    names = sum(word[:1].isupper() for word in words)
    return language if language and names * 2 > len(words) else language_of(text, language)


def main_language(texts: Iterable[str], declared: str = "", most: int = 4000) -> str:
    """Of the first texts of a document; `declared` where they do not tell otherwise."""
    sample = ""
    for text in texts:
        sample += text[:400] + "\n"
        if len(sample) > most:
            break
    return language_of(_LETTER.sub(" ", sample), declared)
