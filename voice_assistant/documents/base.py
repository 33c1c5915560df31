"""What every document is to its reader: blocks in reading order, an outline, and places to begin at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """What a block is, and with that how it is told."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"  # of a list
    QUOTE = "quote"
    TABLE = "table"
    CODE = "code"
    FORMULA = "formula"
    FIGURE = "figure"  # the text is what the picture shows, as far as its author says so
    FOOTNOTE = "footnote"
    REFERENCE = "reference"  # an entry of the list of works cited
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document, never empty.

    The text has no marks of its format, with one exception: a table is a Markdown table, which `text.ear` tells row
    by row. The line breaks in it are meant (verse, code, rows).
    """

    kind: Kind
    text: str
    place: int
    """Where it begins. Grows from block to block, but not by one: a document need not count what it has not read."""
    page: int | None = None  # from 1
    level: int = 0  # of a heading from 1, of an item how deep in the list from 1; 0 else
    language: str = ""  # ISO 639-1, "" where unknown


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    title: str
    level: int  # from 1
    place: int  # to begin at: the block there, or the next one


class Document(Protocol):
    """A file, page or text that is open. All calls may block, and belong to one thread."""

    @property
    def title(self) -> str: ...  # "" where unknown

    @property
    def author(self) -> str: ...

    @property
    def language(self) -> str: ...  # ISO 639-1, "" where unknown

    @property
    def identity(self) -> str: ...  # the same for the same content, wherever it lies: bookmarks go by it

    @property
    def pages(self) -> int | None: ...  # None where there are none

    @property
    def end(self) -> int: ...  # a place behind all others: how far is place / end

    def blocks(self, start: int = 0) -> Iterator[Block]:
        """From the block at place `start`, or the next one. Reads as it goes; raises `DocumentError`."""
        ...

    def outline(self) -> Sequence[OutlineEntry]:
        """Chapters or headings, in order; empty where the document has none."""
        ...

    def place_of(self, where: str) -> int:
        """The place of a page ("12"), a chapter ("chapter 3", its title) or a piece of text. `DocumentError` if none.

        "12" is a page where there are pages, else the twelfth chapter.
        """
        ...

    def close(self) -> None: ...
