"""Tables as they are told: for each row its headers and values."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DIVIDER = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_CELL_END = re.compile(r"(?<!\\)\|")


def is_row(line: str) -> bool:
    return line.lstrip().startswith("|") and line.count("|") > 1


def is_divider(line: str) -> bool:
    return "|" in line and _DIVIDER.fullmatch(line) is not None


def cells(line: str) -> list[str]:
    parts = [part.strip().replace("\\|", "|") for part in _CELL_END.split(line.strip())]
    if parts and not parts[0]:
        parts = parts[1:]
    return parts[:-1] if parts and not parts[-1] else parts


def told(lines: Sequence[str]) -> str:
    """One line for each row: "Name: Ann, Age: 30." Without a header row the values alone."""
    rows = [cells(line) for line in lines if not is_divider(line)]
    header: list[str] = []
    if len(lines) > 1 and is_divider(lines[1]):
        header, rows = rows[0], rows[1:]
        if not rows:
            rows, header = [header], []
    return "".join(_row(header, row) for row in rows)


def _row(header: list[str], row: list[str]) -> str:
    said = []
    for column, value in enumerate(row):
        if value and value not in ("-", "–", "—"):
            name = header[column] if column < len(header) else ""
            said.append(f"{name}: {value}" if name else value)
    text = ", ".join(said)
    return f"{text}{'' if text.endswith(('.', '!', '?')) else '.'}\n\n" if text else ""
