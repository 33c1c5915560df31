"""Runs on a page to what they make up, in reading order, each with its kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from textwrap import dedent
from typing import TypeVar

from ..base import Kind
from ..references import is_references_heading
from .columns import flows
from .furniture import key_of
from .kinds import Body, Told, is_scrap, told
from .lines import Piece, line_step, lines_of, pieces_of
from .runs import Run
from .tables import table_text

T = TypeVar("T")

_TYPED = 0.85
"""Share of a document in letters of one width, from which on that is no sign of code."""


@dataclass(frozen=True, slots=True)
class Part:
    """What stands on a page, from top to bottom; `full` where it may go on in the next column."""

    kind: Kind
    text: str
    level: int
    height: float
    full: bool
    indented: bool


class Layout:
    """Learns from page to page what the common lines of the document are like."""

    def __init__(self) -> None:
        self._heights: Counter[float] = Counter()
        self._fonts: Counter[tuple[str, bool]] = Counter()
        self._counted: set[int] = set()

    def laid_out(self, number: int, runs: Sequence[Run], height: float, marks: Mapping[str, int]) -> list[Part]:
        """Of page `number`, which is `height` points high; `marks` are the levels of its bookmarks. Footnotes last."""
        self._count(number, runs)
        groups = [lines_of(flow) for flow in flows(runs)]
        step = line_step([line for lines in groups for line in lines])
        pieces = [piece for lines in groups for piece in pieces_of(lines, step, lambda text: key_of(text) in marks)]
        parts = self._parts(pieces, height, marks)
        return _footnotes_last(parts)

    def _parts(self, pieces: Sequence[Piece], height: float, marks: Mapping[str, int]) -> list[Part]:
        body = self._body()
        found: list[tuple[Part, bool]] = []
        for piece in pieces:
            said = Told(Kind.TABLE, table_text(piece.lines)) if piece.table else told(piece, body, height, marks)
            if not any(letter.isalnum() for letter in said.text):
                continue
            indented = piece.lines[0].x0 > piece.begun + 0.6 * piece.height
            part = Part(said.kind, said.text, said.level, piece.height, piece.full, indented)
            found.append((part, is_scrap(piece, said, body)))
        parts: list[Part] = []
        for scrap, group in groupby(found, key=lambda pair: pair[1]):
            several = [part for part, _ in group]
            if scrap and (len(several) > 2 or all(not _says_something(part) for part in several)):
                text = ", ".join(part.text for part in several)
                parts.append(Part(Kind.FIGURE, text, 0, several[0].height, False, False))
            else:
                parts += several
        return _code_in_one(parts)

    def _body(self) -> Body:
        all_letters = sum(self._fonts.values())
        mono = sum(count for (_, is_mono), count in self._fonts.items() if is_mono)
        return Body(_most(self._heights, 10.0), _most(self._fonts, ("", False))[0], mono > _TYPED * all_letters)

    def _count(self, number: int, runs: Sequence[Run]) -> None:
        if runs and number not in self._counted:
            self._counted.add(number)
            for run in runs:
                self._heights[round(run.height * 2) / 2] += len(run.text)
                self._fonts[run.font, run.mono] += len(run.text)


def _most(counted: Counter[T], default: T) -> T:
    return max(counted, key=lambda value: counted[value], default=default)


def _footnotes_last(parts: list[Part]) -> list[Part]:
    """Where they would be most of the page, they are entries of a list instead."""
    notes = [part for part in parts if part.kind is Kind.FOOTNOTE]
    others = [part for part in parts if part.kind is not Kind.FOOTNOTE]
    listed = any(part.kind is Kind.HEADING and is_references_heading(part.text) for part in parts)
    if listed or sum(len(part.text) for part in notes) > sum(len(part.text) for part in others):
        return [replace(part, kind=Kind.ITEM) if part.kind is Kind.FOOTNOTE else part for part in parts]
    return others + notes


def _code_in_one(parts: Sequence[Part]) -> list[Part]:
    """Lines of code that follow each other, whatever is between them."""
    found: list[Part] = []
    for is_code, group in groupby(parts, key=lambda part: part.kind is Kind.CODE):
        several = list(group)
        text = dedent("\n".join(part.text for part in several)) if is_code else ""
        found += [replace(several[0], text=text)] if is_code else several
    return found


def _says_something(part: Part) -> bool:
    return sum(letter.isalpha() for letter in part.text) * 2 > len(part.text)
