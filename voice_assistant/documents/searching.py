"""Where in a document "chapter 3", a title or a piece of text is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from ..errors import DocumentError
from .base import Block, OutlineEntry

_CHAPTER = re.compile(
    r"(?:chapter|ch\.?|part|section|kapitel|teil|abschnitt|chapitre|partie|capítulo|capitulo|parte|capitolo|hoofdstuk)"
    r"\s+(?P<number>\w+)",
    re.IGNORECASE,
)
_NUMBER_FIRST = re.compile(r"(?P<number>\d{1,3}|[IVXLC]{1,7})(?:[.):\s]|$)")
_ROMAN = re.compile(r"(?=[IVXLC])(?:XC|XL|L?X{0,4}|C{1,3}(?:XC|XL|L?X{0,4}))(?:IX|IV|V?I{0,4})", re.IGNORECASE)
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_WORDS = "one two three four five six seven eight nine ten eleven twelve".split()


def find_place(where: str, outline: Sequence[OutlineEntry], blocks: Iterable[Block]) -> int:
    """Chapters before text. Raises `DocumentError`."""
    wanted = " ".join(where.split())
    if not wanted:
        raise DocumentError("No place to begin at: give a page, a chapter or a piece of the text.")
    place = find_chapter(wanted, outline)
    if place is None:
        place = find_text(wanted, blocks)
    if place is None:
        raise DocumentError(not_found(wanted, outline))
    return place


def find_chapter(wanted: str, outline: Sequence[OutlineEntry]) -> int | None:
    """By title, by the beginning of one, by number, by a part of a title, in this order."""
    key = _folded(wanted)
    for matches in (str.__eq__, str.startswith):
        for entry in outline:
            if matches(_folded(entry.title), key) and not key.isdigit():
                return entry.place
    named = _CHAPTER.fullmatch(wanted)
    number = _value(named["number"] if named else wanted) if named or wanted.isdigit() else None
    if number is not None:
        return _numbered(number, outline)
    return next((entry.place for entry in outline if len(key) > 3 and key in _folded(entry.title)), None)


def _numbered(number: int, outline: Sequence[OutlineEntry]) -> int | None:
    """The chapter that calls itself so; where none does, the one at this position among its like."""
    for entry in outline:
        found = _CHAPTER.match(entry.title) or _NUMBER_FIRST.match(entry.title)
        if found and _value(found["number"]) == number:
            return entry.place
    top = min((entry.level for entry in outline), default=1)
    if sum(entry.level == top for entry in outline) == 1 and len(outline) > 1:  # the title of the whole
        outline = [entry for entry in outline if entry.level != top]
        top = min(entry.level for entry in outline)
    chapters = [entry.place for entry in outline if entry.level == top]
    return next(islice(chapters, number - 1, None), None) if number > 0 else None


def find_text(wanted: str, blocks: Iterable[Block]) -> int | None:
    key = _folded(wanted)
    return next((block.place for block in blocks if key in _folded(block.text)), None)


def not_found(wanted: str, outline: Sequence[OutlineEntry]) -> str:
    titles = ", ".join(f"“{entry.title[:40]}”" for entry in outline[:3])
    begins = f"; its chapters begin with {titles}" if titles else ""
    return f"“{wanted[:60]}” is not in this document{begins}."


def _folded(text: str) -> str:
    text = text.casefold().translate({ord("’"): "'", ord("‘"): "'", ord("“"): '"', ord("”"): '"', ord("‐"): "-"})
    return " ".join(text.split())


def _value(word: str) -> int | None:
    if word.isdecimal():
        return int(word[:6])
    if word.casefold() in _WORDS:
        return _WORDS.index(word.casefold()) + 1
    if not _ROMAN.fullmatch(word):
        return None
    values = [_VALUES[letter] for letter in word.casefold()]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
