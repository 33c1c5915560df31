"""Tables of HTML as Markdown tables, which are told row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .base import Kind
from .inline import Inline, name_of, squeezed
from .listed import Found

WIDEST = 60
"""Columns that are looked at: "colspan" may say anything."""


def markdown_table(rows: Sequence[Sequence[str]], *, header: bool) -> str:
    """Rows of cells as a table; without a header its values are told alone."""
    lines = ["| " + " | ".join(cell.replace("\n", " ").replace("|", "\\|") for cell in row) + " |" for row in rows]
    if header and len(rows) > 1:
        lines.insert(1, "|" + " --- |" * len(rows[0]))
    return "\n".join(lines)


def looks_like_header(rows: Sequence[Sequence[str]]) -> bool:
    """Names without figures over at least one row of values."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    named = [cell for cell in rows[0] if cell]
    return (
        len(named) >= len(rows[0]) - 1
        and all(len(cell) < 60 and not cell[0].isdigit() for cell in named)
        and len(set(named)) == len(named)
    )


def is_layout(table: Any) -> bool:
    """A table that only places things on the page."""
    if (table.get("role") or "") == "presentation":
        return True
    rows = [row for row in table.iter() if name_of(row) == "tr"]
    widest = max((sum(name_of(cell) in ("td", "th") for cell in row) for row in rows), default=0)
    nested = any(name_of(inner) in ("table", "h1", "h2", "h3", "pre") for inner in table.iter() if inner is not table)
    return nested or widest < 2 or any(len("".join(cell.itertext())) > 1200 for row in rows for cell in row)


def table_blocks(table: Any, inline: Inline) -> Iterator[Found]:
    for child in table:
        if name_of(child) == "caption" and (caption := inline.text(child)):
            yield Found(Kind.CAPTION, caption)
    rows, has_header = _rows(table, inline)
    rows = [row for row in rows if any(row)]
    if rows:
        width = max(len(row) for row in rows)
        rows = [[*row, *[""] * (width - len(row))] for row in rows]
        yield Found(Kind.TABLE, markdown_table(rows, header=has_header or looks_like_header(rows)))


def _rows(table: Any, inline: Inline) -> tuple[list[list[str]], bool]:
    rows: list[list[str]] = []
    has_header = False
    below: dict[int, tuple[int, str]] = {}  # column: rows that a cell of an earlier row goes on for
    for row in (row for row in table.iter() if name_of(row) == "tr"):
        cells = [cell for cell in row if name_of(cell) in ("td", "th")]
        if not rows:
            in_head = name_of(row.getparent()) == "thead" if row.getparent() is not None else False
            has_header = in_head or (bool(cells) and all(name_of(cell) == "th" for cell in cells))
        said: list[str] = []
        for cell in cells:
            _go_on(said, below)
            text = squeezed(inline.text(cell).replace("\n", ", "))
            columns, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for _ in range(min(columns, WIDEST - len(said))):
                if high > 1:
                    below[len(said)] = (high - 1, text)
                said.append(text)
        _go_on(said, below)
        rows.append(said)
    return rows, has_header


def _go_on(said: list[str], below: dict[int, tuple[int, str]]) -> None:
    while len(said) in below:
        column = len(said)
        left, text = below.pop(column)
        if left > 1:
            below[column] = (left - 1, text)
        said.append(text)


def _span(cell: Any, key: str) -> int:
    value = cell.get(key) or "1"
    return max(int(value), 1) if value.isdecimal() and len(value) < 5 else 1
