"""One page as pieces in reading order, each with its kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

from ..base import Kind
from ..references import is_references_heading
from .columns import flows
from .file import PdfFile
from .furniture import MARGIN, key_of, keys_of, without_furniture
from .kinds import Told, is_scrap, told
from .lines import Piece, line_step, lines_of, pieces_of
from .runs import Run, page_runs
from .tables import table_text

T = TypeVar("T")

_AROUND = (-2, -1, 1, 2)
_KEPT = 12


@dataclass(frozen=True, slots=True)
class Part:
    """What stands on a page, from top to bottom; `full` where it may go on in the next column."""

    kind: Kind
    text: str
    level: int
    height: float
    full: bool
    indented: bool


class Pages:
    """Lays out the pages of a document; `marks` are its bookmarks: level from 0, title, page from 0."""

    def __init__(self, file: PdfFile, bookmarks: Sequence[tuple[int, str, int]]) -> None:
        self._file = file
        self._heights: Counter[float] = Counter()
        self._fonts: Counter[str] = Counter()
        self._margins: dict[int, set[str]] = {}
        self._marks: dict[int, dict[str, int]] = {}
        self._counted: set[int] = set()
        for level, title, page in bookmarks:
            self._marks.setdefault(page, {})[key_of(title)] = level + 1

    def parts(self, number: int) -> list[Part]:
        """Of page `number`, from 0; footnotes last. Empty where it has no text, or is damaged."""
        with self._file.page(number) as opened:
            if opened is None:
                return []
            height = opened[0].get_size()[1]
            runs = page_runs(*opened)
        return self.laid_out(number, without_furniture(runs, height, lambda: self._around(number)), height)

    def laid_out(self, number: int, runs: Sequence[Run], height: float) -> list[Part]:
        """`runs` of page `number`, which is `height` points high, as what they make up."""
        self._count(number, runs)
        groups = [lines_of(flow) for flow in flows(runs)]
        step = line_step([line for lines in groups for line in lines])
        marks = self._marks.get(number, {})
        pieces = [piece for lines in groups for piece in pieces_of(lines, step, lambda text: key_of(text) in marks)]
        parts = self._parts(pieces, height, marks)
        return _footnotes_last(parts)

    def _parts(self, pieces: Sequence[Piece], height: float, marks: dict[str, int]) -> list[Part]:
        body, font = _most(self._heights, 10.0), _most(self._fonts, "")
        found: list[tuple[Part, bool]] = []
        for piece in pieces:
            said = Told(Kind.TABLE, table_text(piece.lines)) if piece.table else told(piece, body, font, height, marks)
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
        return parts

    def _around(self, number: int) -> list[set[str]]:
        near = [number + away for away in _AROUND if 0 <= number + away < self._file.pages]
        for page in near:
            if page not in self._margins:
                self._margins[page] = keys_of(self._file.margins(page, MARGIN * 1.2))
        while len(self._margins) > _KEPT:
            del self._margins[next(iter(self._margins))]
        return [self._margins[page] for page in near if page in self._margins]

    def _count(self, number: int, runs: Sequence[Run]) -> None:
        if number not in self._counted:
            self._counted.add(number)
            for run in runs:
                self._heights[round(run.height * 2) / 2] += len(run.text)
                self._fonts[run.font] += len(run.text)


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


def _says_something(part: Part) -> bool:
    return sum(letter.isalpha() for letter in part.text) * 2 > len(part.text)
