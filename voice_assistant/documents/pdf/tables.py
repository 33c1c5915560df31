"""The lines of a table on a page as a Markdown table."""

from __future__ import annotations

from collections.abc import Sequence

from ..markup_tables import looks_like_header, markdown_table
from .lines import Line
from .runs import Run


def table_text(lines: Sequence[Line]) -> str:
    columns = _columns(lines)
    rows: list[list[str]] = []
    for line in lines:
        row = [""] * len(columns)
        for cell in line.cells:
            at = _column(cell, columns)
            row[at] = f"{row[at]} {cell.text}".strip()
        if rows and len(line.cells) == 1 and not row[0]:  # a cell of two lines
            rows[-1] = [f"{above} {here}".strip() for above, here in zip(rows[-1], row, strict=True)]
        else:
            rows.append(row)
    return markdown_table(rows, header=looks_like_header(rows))


def _columns(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Left and right edge of each, told by the rows with the most cells."""
    most = max(len(line.cells) for line in lines)
    spans = sorted((cell.x0, cell.x1) for line in lines if len(line.cells) == most for cell in line.cells)
    columns = [spans[0]]
    for x0, x1 in spans[1:]:
        if x0 < columns[-1][1] + 1:
            columns[-1] = (columns[-1][0], max(columns[-1][1], x1))
        else:
            columns.append((x0, x1))
    return columns


def _column(cell: Run, columns: Sequence[tuple[float, float]]) -> int:
    def away(number: int) -> float:
        x0, x1 = columns[number]
        return max(x0 - cell.x1, cell.x0 - x1, 0.0) - min(min(x1, cell.x1) - max(x0, cell.x0), 0.0) * 0.01

    shared = [min(x1, cell.x1) - max(x0, cell.x0) for x0, x1 in columns]
    widest = max(range(len(columns)), key=lambda number: shared[number])
    return widest if shared[widest] > 0 else min(range(len(columns)), key=away)
