"""From a block of a document to the sentences that are said, and the pauses between them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..documents.base import Block, Kind
from ..text.ear.announcements import code_block, formula
from ..text.ear.stream import whole_for_the_ear
from ..text.quotes import quoted
from ..text.sentences import split_sentences


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said in one breath; where it stands is told by its block's place and its number in the block."""

    place: int
    number: int
    text: str  # as it is shown, on one line
    kind: Kind = Kind.PARAGRAPH
    language: str = ""  # ISO 639-1, "" where unknown
    page: int | None = None
    quotes: tuple[tuple[int, int], ...] = ()  # where in the text somebody else speaks


def sentences_of(block: Block, language: str = "", following: str = "") -> list[Sentence]:
    """`language` is the document's, for a block that has none of its own. Empty where there is nothing to say.

    `following` is the text of the next block: a quotation may go on there.
    """
    language = block.language or language
    texts = [" ".join(text.split()) for text in split_sentences(_told(block, language[:2] or "en"))]
    quotes = [] if block.kind in _NEVER_QUOTED else quoted(" ".join(texts), following)
    sentences: list[Sentence] = []
    at = 0
    for text in texts:
        if any(letter.isalnum() for letter in text):
            inside = tuple(_overlaps(quotes, at, at + len(text)))
            sentences.append(Sentence(block.place, len(sentences), text, block.kind, language, block.page, inside))
        at += len(text) + 1
    return sentences


_NEVER_QUOTED = {Kind.HEADING, Kind.CODE, Kind.FORMULA, Kind.TABLE, Kind.REFERENCE}


def _overlaps(ranges: list[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """What of `ranges` is between `start` and `end`, counted from `start`."""
    for begins, ends in ranges:
        if begins < end and ends > start:
            yield max(begins, start) - start, min(ends, end) - start


def _told(block: Block, language: str) -> str:
    match block.kind:
        case Kind.CODE:
            return code_block(len(block.text.strip().splitlines()), language)
        case Kind.FORMULA:
            return formula(language)
        case Kind.TABLE:
            return whole_for_the_ear(f"\n{block.text}\n", language=language)
        case _:
            return block.text


SENTENCE_S, ITEM_S, PARAGRAPH_S, AFTER_HEADING_S, BEFORE_HEADING_S = 0.25, 0.4, 0.6, 0.7, 1.0


def pause_s(before: Sentence, after: Sentence) -> float:
    """The silence between two sentences that follow each other, at the usual speed."""
    if before.place == after.place:
        return SENTENCE_S
    if after.kind is Kind.HEADING:
        return BEFORE_HEADING_S
    if before.kind is Kind.HEADING:
        return AFTER_HEADING_S
    return ITEM_S if before.kind is after.kind is Kind.ITEM else PARAGRAPH_S
