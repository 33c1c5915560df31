"""In which order the runs of a page are read: columns one after another, and what goes across them in between."""

from __future__ import annotations

from collections.abc import Sequence

from .runs import Run

_DEEPEST = 3
_TRIED = 16
"""Left edges that are tried, those of the most lines first."""
_LONG = 14
"""Characters of a line of a column on average; the cells of a table have fewer."""


def flows(runs: Sequence[Run], depth: int = 0) -> list[list[Run]]:
    """Groups of runs, in reading order, each one column wide."""
    gutter = _gutter(runs) if depth < _DEEPEST else None
    if gutter is None:
        return [list(runs)] if runs else []
    wide_table = _table_across(runs, gutter)
    left = [run for run in runs if run.x1 <= gutter + 1 and id(run) not in wide_table]
    right = [run for run in runs if run.x0 >= gutter - 1 and run.x1 > gutter + 1 and id(run) not in wide_table]
    beside = {id(run) for run in (*left, *right)}
    across = sorted((run for run in runs if id(run) not in beside), key=lambda run: run.middle)
    found: list[list[Run]] = []
    top = float("-inf")
    wide: list[Run] = []
    for run in [*across, None]:
        bottom = run.middle if run else float("inf")
        sides = [[r for r in side if top <= r.middle < bottom] for side in (left, right)]
        if any(sides):
            found += [wide] if wide else []
            wide = []
            for side in sides:
                found += flows(side, depth + 1)
        if run:
            wide.append(run)
        top = bottom
    return found + ([wide] if wide else [])


def _table_across(runs: Sequence[Run], gutter: float) -> set[int]:
    """The cells (by `id`) of a table that goes across the columns: short ones, on both sides, in rows that follow."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: run.middle):
        if rows and abs(run.middle - rows[-1][0].middle) < 0.4 * run.height:
            rows[-1].append(run)
        else:
            rows.append([run])
    like = [_is_row(row, gutter) for row in rows]
    found: set[int] = set()
    for number, row in enumerate(rows):
        if like[number] and (like[number - 1 : number] == [True] or like[number + 1 : number + 2] == [True]):
            found.update(id(run) for run in row)
    return found


def _is_row(row: Sequence[Run], gutter: float) -> bool:
    cells = [run for run in row if len(run.text) > 2 or run.text.isdecimal()]
    sides = {run.x0 > gutter for run in cells}
    return len(cells) > 2 and len(sides) == 2 and _length(cells) < _LONG and max(len(c.text) for c in cells) < 2 * _LONG


def _gutter(runs: Sequence[Run]) -> float | None:
    """Where the right column begins; None where there is one column, or none that can be told from a table."""
    starts: dict[int, list[float]] = {}
    for run in runs:
        starts.setdefault(round(run.x0 / 3), []).append(run.x0)
    best, chosen = 0.0, None
    for key in sorted(starts, key=lambda key: (-len(starts[key]), key))[:_TRIED]:
        near = starts[key] + starts.get(key + 1, [])
        if len(near) >= 3:
            score = _score(runs, min(near) - 1.5)
            if score > best:
                best, chosen = score, min(near) - 1.5
    return chosen


def _score(runs: Sequence[Run], gutter: float) -> float:
    """How many lines stand side by side at `gutter`, less those that go across it among them."""
    left = [run for run in runs if run.x1 <= gutter + 1]
    right = [run for run in runs if run.x0 >= gutter - 1]
    if len(left) < 3 or len(right) < 3:
        return 0
    left_rows, right_rows = _rows(left), _rows(right)
    beside_right = [run for run in right if _row(run) & left_rows]
    beside_left = [run for run in left if _row(run) & right_rows]
    if len(beside_right) < 3 or len(beside_left) < 3:
        return 0
    if min(_length(beside_left), _length(beside_right)) < _LONG:
        return 0
    top = min(run.top for run in beside_left + beside_right)
    bottom = max(run.bottom for run in beside_left + beside_right)
    crossing = sum(1 for run in runs if run.x0 < gutter - 1 and run.x1 > gutter + 1 and top < run.middle < bottom)
    lines = min(len(beside_left), len(beside_right))
    return lines - 2.0 * crossing if crossing * 3 <= lines else 0


def _length(runs: Sequence[Run]) -> float:
    return sum(_width_of(run.text) for run in runs) / len(runs)


def _width_of(text: str) -> int:
    """A Chinese character counts as two."""
    return len(text) if text.isascii() else sum(2 if character > "\u2e80" else 1 for character in text)


def _row(run: Run) -> int:
    """The height that a run takes up, a bit for each point."""
    top = max(int(run.top + run.height * 0.25), 0)
    return ((1 << max(int(run.height * 0.5), 1)) - 1) << min(top, 20_000)


def _rows(runs: Sequence[Run]) -> int:
    taken = 0
    for run in runs:
        taken |= _row(run)
    return taken
