"""From a block of a document to the sentences that are said, and the pauses between them. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ..documents.base import Block, Kind
from ..text.ear.announcements import code_block, formula
from ..text.ear.stream import whole_for_the_ear
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


def sentences_of(block: Block, language: str = "") -> list[Sentence]:
    """`language` is the document's, for a block that has none of its own. Empty where there is nothing to say."""
    language = block.language or language
    texts = (" ".join(text.split()) for text in split_sentences(_told(block, language[:2] or "en")))
    meant = [text for text in texts if any(letter.isalnum() for letter in text)]
    return [Sentence(block.place, number, text, block.kind, language, block.page) for number, text in enumerate(meant)]


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
