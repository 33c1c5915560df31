"""Runs to lines, and lines to the pieces of text they make up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ..hyphens import SOFT, joined
from .runs import WIDE_GAP, Run

_BULLET = re.compile(r"(?:[•●◦▪■□▶►‣⁃∙·–—*-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])\s+\S|[•●◦▪■‣⁃]\S")
_ENTRY = re.compile(r"\[\d{1,3}\]\s|\[[A-Z][\w+]{1,8}\d{2}[a-z]?\]\s")
LEADER = re.compile(r"\s*(?:\.\s?){4,}\s*")  # from a title to the number of its page
_MARK = re.compile(r"[^\w\s]|\(?(?:\d{1,3}|[A-Za-z])[.)]|\[\d{1,3}\]")
_ENDED = re.compile(r"[.!?:;。！？][\"'”’»)\]]*(?:\[[\d,–\- ]+\])?$")


@dataclass(slots=True)
class Line:
    cells: list[Run]  # from left to right; more than one where there are wide gaps

    @property
    def text(self) -> str:
        return " ".join(cell.text for cell in self.cells)

    @property
    def x0(self) -> float:
        return self.cells[0].x0

    @property
    def x1(self) -> float:
        return self.cells[-1].x1

    @property
    def top(self) -> float:
        return min(cell.top for cell in self.cells)

    @property
    def bottom(self) -> float:
        return max(cell.bottom for cell in self.cells)

    @property
    def height(self) -> float:
        return max(self.cells, key=lambda cell: len(cell.text)).height

    @property
    def font(self) -> str:
        return max(self.cells, key=lambda cell: len(cell.text)).font

    @property
    def mono(self) -> bool:
        return all(cell.mono for cell in self.cells)

    @property
    def bold(self) -> bool:
        return all(cell.bold for cell in self.cells)


@dataclass(slots=True)
class Piece:
    """Lines that belong together."""

    lines: list[Line]
    table: bool = False
    right: float = 0.0  # of its column
    begun: float = field(default=0.0)  # left edge of its column

    @property
    def text(self) -> str:
        return joined(line.text for line in self.lines)

    @property
    def height(self) -> float:
        return median(line.height for line in self.lines)

    @property
    def code(self) -> str:
        """The lines as they stand, with their indents from the edge of the column."""
        wide = max(sum(line.x1 - line.x0 for line in self.lines) / sum(len(line.text) for line in self.lines), 0.1)
        return "\n".join(" " * round((line.x0 - self.begun) / wide) + line.text for line in self.lines)

    @property
    def mono(self) -> bool:
        return all(line.mono for line in self.lines)

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)

    @property
    def font(self) -> str:
        return max(self.lines, key=lambda line: len(line.text)).font

    @property
    def top(self) -> float:
        return self.lines[0].top

    @property
    def full(self) -> bool:
        """Its last line goes to the end of the column, so it may go on in the next."""
        return self.lines[-1].x1 > self.right - 0.12 * (self.right - self.begun)


@dataclass(frozen=True, slots=True)
class _Column:
    begun: float  # left edge
    right: float
    step: float  # how far apart lines are, in their heights
    justified: bool  # most lines go to the right edge, so one that does not is a last one

    @classmethod
    def of(cls, lines: Sequence[Line], step: float) -> _Column:
        edges = sorted(line.x0 for line in lines)
        right = max(line.x1 for line in lines)
        full = sum(line.x1 > right - 0.02 * (right - edges[0]) for line in lines)
        return cls(edges[len(edges) // 10], right, step, len(lines) > 5 and full * 2 > len(lines))


def lines_of(flow: Sequence[Run], gap: float = 1.6 * WIDE_GAP) -> list[Line]:
    """From top to bottom. Neighbours that are `gap` heights apart are cells of their own."""
    rows: list[list[Run]] = []
    for run in sorted(flow, key=lambda run: (run.middle, run.x0)):
        for row in reversed(rows[-4:]):
            same = min(row[0].bottom, run.bottom) - max(row[0].top, run.top)
            if same > 0.5 * min(row[0].height, run.height) and not _overlaps(row, run):
                row.append(run)
                break
        else:
            rows.append([run])
    lines = [Line(_merged(sorted(row, key=lambda run: run.x0), gap)) for row in rows]
    return sorted(lines, key=lambda line: line.top)


def _overlaps(row: Sequence[Run], run: Run) -> bool:
    return any(min(other.x1, run.x1) - max(other.x0, run.x0) > 0.3 * run.height for other in row)


def _merged(row: Sequence[Run], wide: float) -> list[Run]:
    """Neighbours without a wide gap are one, and so are a mark of a list and what follows."""
    cells = [row[0]]
    for run in row[1:]:
        last = cells[-1]
        gap = run.x0 - last.x1
        height = max(run.height, last.height)
        if gap < wide * height or (len(cells) == 1 and _MARK.fullmatch(last.text) and gap < 4 * height):
            space = "" if gap < 0.2 * min(run.height, last.height) else " "
            main = last if len(last.text) >= len(run.text) else run
            cells[-1] = Run(
                last.text + space + run.text, last.x0, run.x1, main.top, main.bottom, main.bold, main.font, main.mono
            )
        else:
            cells.append(run)
    return cells


def pieces_of(lines: Sequence[Line], step: float, is_title: Callable[[str], bool]) -> Iterator[Piece]:
    """Paragraphs, headings, items, tables; `step` is how far apart the lines of a paragraph are on this page."""
    if not lines:
        return
    column = _Column.of(lines, step)
    begun, right = column.begun, column.right
    number = 0
    while number < len(lines):
        rows = _rows_of_table(lines, number)
        if rows:
            yield Piece(list(lines[number : number + rows]), table=True, right=right, begun=begun)
            number += rows
            continue
        part = [lines[number]]
        number += 1
        while number < len(lines) and not _rows_of_table(lines, number) and not _breaks(part, lines[number], column):
            if is_title(joined(line.text for line in part)):
                break
            part.append(lines[number])
            number += 1
        yield Piece(part, right=right, begun=begun)


def _rows_of_table(lines: Sequence[Line], start: int) -> int:
    """How many lines from `start` on are rows of a table; 0 where they are none."""
    end = start
    while end < len(lines):
        line = lines[end]
        near = end == start or line.top - lines[end - 1].bottom < 1.6 * line.height
        wrapped = (
            end > start + 1
            and len(line.cells) == 1
            and end + 1 < len(lines)
            and len(lines[end + 1].cells) > 1
            and len(line.text) < 40
        )
        if not near or not (len(line.cells) > 1 or wrapped) or line.mono or LEADER.search(line.text):
            break
        end += 1
    rows = [line for line in lines[start:end] if len(line.cells) > 1]
    widest = max((len(line.cells) for line in rows), default=0)
    if len(rows) < 2 or (widest == 2 and len(rows) < 3):
        return 0
    mean = sum(len(cell.text) for line in rows for cell in line.cells) / sum(len(line.cells) for line in rows)
    return end - start if mean < 35 else 0


def _breaks(part: Sequence[Line], line: Line, column: _Column) -> bool:
    """Whether `line` begins something new after the lines of `part`."""
    begun, right, step = column.begun, column.right, column.step
    last = part[-1]
    height = max(last.height, 0.1)
    parted = last.text[-1:] in SOFT or (last.text.endswith("-") and line.text[:1].islower())
    if abs(line.height - last.height) > 0.12 * max(height, line.height):
        return True
    distance = line.top - last.top
    if part[0].mono and line.mono:
        return distance > 3 * height
    if part[0].mono != line.mono:
        full = last.x1 > right - height and _ENDED.search(last.text[-40:]) is None
        return not full or abs(line.x0 - last.x0) > 0.6 * height
    if LEADER.search(last.text):
        return True
    if distance > 1.28 * max(step * max(height, 1), 1.0) and not (parted and distance < 2.2 * height):
        return True
    short = last.x1 < right - 0.18 * (right - begun)
    if (last.bold != line.bold or (short and last.font != line.font)) and last.x1 < right - height and not parted:
        return True
    if _BULLET.match(line.text) or _ENTRY.match(line.text):
        first = part[0]
        return bool(_BULLET.match(first.text) or _ENTRY.match(first.text)) or _ENDED.search(last.text[-40:]) is not None
    hanging = _BULLET.match(part[0].text) or _ENTRY.match(part[0].text)
    indent = line.x0 - last.x0
    if indent > 0.6 * height and not hanging and not parted:
        return len(part) > 1 or abs(last.x0 - begun) < 0.3 * height or last.x1 < right - 2 * height
    if hanging and indent < -0.6 * height and len(part) > 1:
        return True
    outdent = len(part) > 1 and indent < -0.6 * height and abs(part[-1].x0 - part[-2].x0) < 0.3 * height
    if outdent and _ENDED.search(last.text[-40:]):
        return True
    ended = _ENDED.search(last.text[-40:]) or (column.justified and last.text[-1:] != "," and line.text[:1].isupper())
    return bool(short and ended and not parted)


def line_step(lines: Sequence[Line]) -> float:
    """How far apart lines are, in their heights."""
    steps = [
        (below.top - above.top) / above.height
        for above, below in pairwise(lines)
        if above.height > 0.1
        and abs(above.height - below.height) < 0.1 * above.height
        and 0.5 < (below.top - above.top) / above.height < 2.6
    ]
    return median(steps) if len(steps) >= 3 else 1.15
