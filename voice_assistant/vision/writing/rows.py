"""Pieces of writing in the order in which they are read: set straight, in columns, lines and tables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ...documents.pdf.columns import flows
from ...documents.pdf.lines import Line, line_step, lines_of
from ...documents.pdf.lines import pieces_of as paragraphs_of
from ...documents.pdf.runs import Run
from ...documents.pdf.tables import table_text
from ..picture import Writing, WrittenLine
from .pieces import Piece, Point

_GAP = 0.55
"""In heights of a line: a reader of pictures parts what is so far apart only where it looks like two things."""


def writing_of(pieces: Sequence[Piece]) -> Writing:
    runs = runs_of(pieces)
    straight = dict(zip(map(id, runs), pieces, strict=True))
    lines: list[WrittenLine] = []
    parts: list[str] = []
    groups = [lines_of(flow, _GAP) for flow in flows(runs)]
    step = line_step([line for group in groups for line in group])
    row = 0
    for group in groups:
        for line in group:
            lines += [_written(cell, runs, straight, row) for cell in line.cells]
            row += 1
        parts += [
            table_text(part.lines) if part.table else "\n".join(map(_text, part.lines))
            for part in paragraphs_of(group, step, lambda text: False)
        ]
    return Writing(tuple(lines), "\n\n".join(parts))


def runs_of(pieces: Sequence[Piece]) -> list[Run]:
    """One for each piece, as if the picture had been taken straight from the front; y grows downwards."""
    runs = []
    for piece, corners in zip(pieces, _straightened(pieces), strict=True):
        left = (corners[0][0] + corners[3][0]) / 2
        right = (corners[1][0] + corners[2][0]) / 2
        top = (corners[0][1] + corners[1][1]) / 2
        bottom = (corners[2][1] + corners[3][1]) / 2
        runs.append(Run(piece.text, min(left, right), max(left, right), min(top, bottom), max(top, bottom)))
    return _even(runs)


def _text(line: Line) -> str:
    return "   ".join(cell.text for cell in line.cells)


def _written(cell: Run, runs: Sequence[Run], pieces: dict[int, Piece], row: int) -> WrittenLine:
    own = [pieces[id(run)] for run in runs if _in(run, cell)]
    points = [point for piece in own for point in piece.corners]
    return WrittenLine(
        cell.text,
        min(x for x, _ in points),
        min(y for _, y in points),
        max(x for x, _ in points),
        max(y for _, y in points),
        min(piece.confidence for piece in own),
        row,
    )


def _in(run: Run, cell: Run) -> bool:
    across = cell.x0 - 0.5 <= run.x0 and run.x1 <= cell.x1 + 0.5
    return run is cell or (across and run.text in cell.text and abs(run.middle - cell.middle) < 0.75 * cell.height)


@dataclass(frozen=True, slots=True)
class _Slope:
    """How lines rise across the picture, which is more at its top than at its foot where it was taken from the side."""

    middle_x: float
    middle_y: float
    rise: float  # in the middle: pixels down for each pixel to the right
    change: float  # of that for each pixel down

    def at(self, y: float) -> float:
        return self.rise + self.change * (y - self.middle_y)


def _straightened(pieces: Sequence[Piece]) -> list[list[Point]]:
    """The corners of each, turned and set straight."""
    if not pieces:
        return []
    angle = _direction(pieces)
    cosine, sine = math.cos(-angle), math.sin(-angle)
    turned = [[(x * cosine - y * sine, x * sine + y * cosine) for x, y in piece.corners] for piece in pieces]
    slope = _slope(turned)
    return [[(x, y - slope.at(y) * (x - slope.middle_x)) for x, y in corners] for corners in turned]


def _direction(pieces: Sequence[Piece]) -> float:
    """In which most of the writing runs, in radians; 0 is to the right, half pi down."""
    vectors = [_along(piece.corners) for piece in pieces]
    long = [(x, y) for x, y in vectors if math.hypot(x, y) > 0] or [(1.0, 0.0)]
    return math.atan2(sum(y for _, y in long), sum(x for x, _ in long))


def _along(corners: Sequence[Point]) -> Point:
    """From the left end to the right one."""
    a, b, c, d = corners
    return (b[0] + c[0] - a[0] - d[0]) / 2, (b[1] + c[1] - a[1] - d[1]) / 2


def _slope(pieces: Sequence[Sequence[Point]]) -> _Slope:
    """A line through the slopes of all pieces by their heights, each counted by its length."""
    xs = [x for corners in pieces for x, _ in corners]
    middle_x = (min(xs) + max(xs)) / 2
    weights, slopes, heights = [], [], []
    for corners in pieces:
        across, down = _along(corners)
        high = abs(corners[3][1] - corners[0][1] + corners[2][1] - corners[1][1]) / 2
        if across > 2 * high and abs(down) < 0.3 * across:
            weights.append(across)
            slopes.append(down / across)
            heights.append(sum(y for _, y in corners) / 4)
    total = sum(weights)
    if not total:
        return _Slope(middle_x, 0.0, 0.0, 0.0)
    middle_y = sum(w * y for w, y in zip(weights, heights, strict=True)) / total
    rise = sum(w * s for w, s in zip(weights, slopes, strict=True)) / total
    spread = sum(w * (y - middle_y) ** 2 for w, y in zip(weights, heights, strict=True))
    if len(weights) < 4 or not spread:
        return _Slope(middle_x, middle_y, rise, 0.0)
    change = sum(w * (s - rise) * (y - middle_y) for w, s, y in zip(weights, slopes, heights, strict=True)) / spread
    return _Slope(middle_x, middle_y, rise, change)


def _even(runs: list[Run]) -> list[Run]:
    """Boxes around letters are as high as the letters happen to be: nearly the same is the same."""
    heights = sorted(run.height for run in runs)
    for run in runs:
        near = [height for height in heights if abs(height - run.height) <= 0.18 * run.height]
        height = near[len(near) // 2] if near else run.height
        middle = run.middle
        run.top, run.bottom = middle - height / 2, middle + height / 2
    return runs
