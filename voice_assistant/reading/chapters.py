"""The parts of a document that are read one by one, and their text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ..documents.base import Kind, OutlineEntry
from .opened import Pages

_AT_ONCE = 200
_LONGEST = 200_000
"""Characters of a part that are looked at."""
_TOLD = {Kind.PARAGRAPH, Kind.ITEM, Kind.QUOTE}


@dataclass(frozen=True, slots=True)
class Chapter:
    """From place `begin` up to `end`, or to the end of the document."""

    begin: int
    end: int | None = None


def chapter_at(place: int, outline: Sequence[OutlineEntry]) -> Chapter:
    """The chapter that `place` is in; the whole document where it has none."""
    begins = _begins(outline)
    number = bisect_right(begins, place)
    begin = begins[number - 1] if number else 0
    return Chapter(begin, begins[number] if number < len(begins) else None)


def _begins(outline: Sequence[OutlineEntry]) -> list[int]:
    """Of the highest level that divides the document: a title alone does not."""
    for level in sorted({entry.level for entry in outline}):
        places = sorted({entry.place for entry in outline if entry.level <= level})
        if len(places) > 1:
            return places
    return []


async def text_of(chapter: Chapter, pages: Pages) -> str:
    """A paragraph a line. Raises `DocumentError`."""
    told: list[str] = []
    start, length = chapter.begin, 0
    while length < _LONGEST and (blocks := await pages.some(start, _AT_ONCE)):
        for block in blocks:
            if chapter.end is not None and block.place >= chapter.end:
                return "\n".join(told)
            if block.kind in _TOLD:
                told.append(" ".join(block.text.split()))
                length += len(block.text)
        start = blocks[-1].place + 1
    return "\n".join(told)
