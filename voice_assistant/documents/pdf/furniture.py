"""What stands on every page and belongs to none: running heads, page numbers, notices."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from statistics import median

from .runs import Run

MARGIN = 0.13
"""Of the page's height, above and below."""

_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|p\.|s\.|página|pagina)\s*)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|of|von|de|di)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"arXiv:\d{4}\.\d{4,5}|^(?:©|\(c\)) ?\d{4}\b|^https?://doi\.org/\S+$|^DOI:? ?10\.\S+$|^Vol\.:", re.IGNORECASE
)
_FIGURES = re.compile(r"\d+")


def key_of(text: str) -> str:
    """The same for the lines that differ only in the number of the page."""
    bare = re.sub(r"[\W_]+", "", text.casefold())
    return _FIGURES.sub("#", bare) if any(letter.isalpha() for letter in bare) else bare


def keys_of(margins: str) -> set[str]:
    return {key for line in margins.splitlines() if (key := key_of(line))}


def margin_keys(runs: Sequence[Run], height: float) -> set[str]:
    """Of the lines in the margins of a page."""
    rows = _rows([run for run in runs if run.middle < height * MARGIN or run.middle > height * (1 - MARGIN)])
    return {key_of(" ".join(run.text for run in row)) for row in rows}


def without_furniture(runs: Sequence[Run], height: float, neighbours: Callable[[], Iterable[set[str]]]) -> list[Run]:
    """`neighbours` gives the keys of the lines in the margins of the pages around."""
    rows = _rows(runs)
    upper = [number for number, row in enumerate(rows) if row[0].middle < height * MARGIN]
    lower = [number for number, row in enumerate(rows) if row[0].middle > height * (1 - MARGIN)]
    if not upper and not lower:
        return list(runs)
    around = list(neighbours())
    common = median(run.height for run in runs)
    gone: set[int] = set()
    for number, inner in [*((n, n + 1) for n in reversed(upper)), *((n, n - 1) for n in lower)]:
        text = " ".join(run.text for run in rows[number])
        near = inner not in gone and 0 <= inner < len(rows) and _is_next(rows[number][0], rows[inner][0])
        large = rows[number][0].height > 1.25 * common  # a title, even when the next pages repeat it
        alone = _PAGE_NUMBER.fullmatch(text) and _is_outermost(rows[number][0], runs, height)
        if (
            alone
            or _STAMP.search(text)
            or (not near and not large and any(_is_in(key_of(text), keys) for keys in around))
        ):
            gone.add(number)
    return [run for number, row in enumerate(rows) if number not in gone for run in row]


def _is_next(run: Run, other: Run) -> bool:
    """As one line of a text follows another; a running head keeps a distance."""
    gap = max(run.top, other.top) - min(run.bottom, other.bottom)
    return gap < 0.45 * max(run.height, other.height)


def _rows(runs: Sequence[Run]) -> list[list[Run]]:
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (run.middle, run.x0)):
        if rows and abs(run.middle - rows[-1][-1].middle) < 0.3 * run.height:
            rows[-1].append(run)
        else:
            rows.append([run])
    return [sorted(row, key=lambda run: run.x0) for row in rows]


def _is_in(key: str, keys: set[str]) -> bool:
    """As a line, or as most of one."""
    if key in keys:
        return len(key) > 1
    return len(key) > 11 and any(
        (key in other or other in key) and 2 * min(len(key), len(other)) > max(len(key), len(other)) for other in keys
    )


def _is_outermost(run: Run, runs: Sequence[Run], height: float) -> bool:
    """Nothing but its own line and one more stands between it and the edge of the page."""
    if run.middle < height / 2:
        return sum(other.bottom < run.top for other in runs) <= 1
    return sum(other.top > run.bottom for other in runs) <= 2
