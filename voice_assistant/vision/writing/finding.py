"""Finding things in what was read: a row by its label, the total, the ingredients, the figure of a display. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from ..picture import Writing, WrittenLine

AMOUNT = re.compile(
    r"(?<![^\W_])[-−–]?(?:[$€£¥]\s?)?\d(?:[\d.,:/]*\d)?(?:\s?(?:%|℃|℉|°\s?[CF]?|[a-zA-Zµ]{1,3}\b|[$€£¥]))?"
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_LABEL = re.compile(r"[^\W\d_]{3,}")
_LETTERS = re.compile(r"[^\W\d_]")
_ALIKE = 0.8
"""Share of letters that two words have in common, from which on one is the other misread."""
_NOTHING = frozenset(
    (
        "the a an of for in on it is this that my per to at any der die das den im am le la les du de el los las del en"
    ).split()
)
_INGREDIENTS = re.compile(
    r"(?:^|\b)(?:ingredients?|contains|zutaten|ingrédients|ingredientes|ingredienti|ingrediënten)\s*[:.]\s*"
    r"|(?:配料表?|原料|原材料名?|성분|원재료명?)\s*[:：]?\s*",
    re.IGNORECASE,
)
_SECTION = re.compile(r"^[^\W\d_][^:,()]{2,30}:\s")
_TOTALS = (
    r"(?:grand total|total (?:due|amount|price|to pay)|amount due|balance due|to pay|gesamt(?:betrag|summe)?|summe"
    r"|zu zahlen|total à payer|total ttc|montant|importe total|totale|合计|总计|合計|합계|총액)",
    r"(?:total|sum)",
)


@dataclass(frozen=True, slots=True)
class Found:
    """What answers a question: its words, and the lines they were read from."""

    text: str
    lines: tuple[WrittenLine, ...]

    @property
    def confidence(self) -> float:
        return min((line.confidence for line in self.lines), default=0.0)


def rows_of(writing: Writing) -> list[list[WrittenLine]]:
    """From above; each from left to right."""
    return [list(row) for _, row in groupby(writing.lines, key=lambda line: line.row)]


def row_text(row: Iterable[WrittenLine]) -> str:
    return ", ".join(line.text for line in row)


def line_at(writing: Writing, number: int) -> Found | None:
    """The row `number`, from 1; from the end where it is negative."""
    rows = rows_of(writing)
    if not 0 < abs(number) <= len(rows):
        return None
    row = rows[number - 1 if number > 0 else number]
    return Found(row_text(row), tuple(row))


def labelled(writing: Writing, wanted: str) -> Found | None:
    """The row whose label is `wanted`, with its figures: "Sodium 148mg, 6%". The words may be a little misread."""
    words = _words(wanted)
    if not words:
        return None
    best: tuple[float, int, Found] | None = None
    for row in rows_of(writing):
        for at, line in enumerate(row):
            score = _likeness(words, line.text)
            found = _with_figures(writing, row, at) if score else None
            if found is not None and (best is None or (score, "total" in line.text.lower()) > best[:2]):
                best = score, "total" in line.text.lower(), found
    return best[2] if best is not None else None


def total(writing: Writing) -> Found | None:
    """The last row that is called so and has an amount."""
    for names in _TOTALS:
        pattern = re.compile(rf"(?<!sub)(?<!sub )(?<!sub-)\b{names}\b", re.IGNORECASE)
        for row in reversed(rows_of(writing)):
            for at, line in enumerate(row):
                if pattern.search(line.text) and (found := _with_figures(writing, row, at)):
                    return found
    return None


def figure(writing: Writing, *, time: bool = False) -> Found | None:
    """What a display shows: the largest figure there is, with its unit."""
    best: tuple[float, WrittenLine, str] | None = None
    for line in writing.lines:
        amounts = [match[0] for match in AMOUNT.finditer(line.text) if not time or ":" in match[0]]
        if not amounts or len(_LETTERS.findall(line.text)) > 8 + len(amounts[0]):
            continue
        height = line.bottom - line.top
        if best is None or height > best[0]:
            best = height, line, max(amounts, key=len)
    if best is None:
        return None
    _, line, amount = best
    unit = next((other for other in writing.lines if _is_unit(other, line)), None)
    return Found(f"{amount} {unit.text}" if unit else amount, (line,))


def ingredients(writing: Writing) -> list[Found]:
    """One by one, as the list has them."""
    rows = rows_of(writing)
    for number, row in enumerate(rows):
        begun = _INGREDIENTS.search(row_text(row))
        if begun:
            return _listed(row_text(row)[begun.end() :], row, rows[number + 1 :])
    return []


def saying(writing: Writing, wanted: str) -> Found | None:
    """The first row in which all words of `wanted` stand."""
    words = _words(wanted)
    for row in rows_of(writing):
        there = _words(row_text(row))
        if words and all(any(_same(word, other) for other in there) for word in words):
            return Found(row_text(row), tuple(row))
    return None


def _listed(first: str, row: Sequence[WrittenLine], after: Sequence[Sequence[WrittenLine]]) -> list[Found]:
    texts: list[tuple[str, Sequence[WrittenLine]]] = [(first, row)]
    for following in after:
        text = row_text(following)
        if texts[-1][0].rstrip().endswith(".") or _SECTION.match(text) or not _LETTERS.search(text):
            break
        texts.append((text, following))
    found, current, lines, depth = [], "", [], 0
    for text, own in texts:
        current = current[:-1] if current.endswith("-") and text[:1].islower() else f"{current} "
        lines += [line for line in own if line not in lines]
        for letter in text:
            depth = max(0, depth + (letter in "([（") - (letter in ")]）"))
            if letter in ",;，、" and not depth:
                found.append(Found(current.strip(" .:"), tuple(lines)))
                current, lines = "", list(own)
            else:
                current += letter
    found.append(Found(current.strip(" .:"), tuple(lines)))
    return [item for item in found if item.text]


def _with_figures(writing: Writing, row: Sequence[WrittenLine], at: int) -> Found | None:
    """The label at `at` with what belongs to it: the figures in it, beside it, or under it."""
    line = row[at]
    own = [line]
    for other in row[at + 1 :]:
        if _LABEL.search(other.text) and (AMOUNT.search(row_text(own)) or _beside(writing, line)):
            break
        own.append(other)
    if not AMOUNT.search(row_text(own)):
        near = _beside(writing, line) or _under(writing, line)
        if near is None:
            return None
        own.append(near)
    return Found(row_text(own), tuple(own))


def _beside(writing: Writing, line: WrittenLine) -> WrittenLine | None:
    """The next figure to the right, also where it is larger or a little higher."""
    right = [
        other
        for other in writing.lines
        if other.left >= line.right - 2
        and min(other.bottom, line.bottom) - max(other.top, line.top) > 0.2 * (line.bottom - line.top)
        and AMOUNT.search(other.text)
        and not _LABEL.search(other.text)
    ]
    return min(right, key=lambda other: other.left, default=None)


def _under(writing: Writing, line: WrittenLine) -> WrittenLine | None:
    below = [
        other
        for other in writing.lines
        if 0 <= other.top - line.top < 3 * (line.bottom - line.top)
        and other is not line
        and min(other.right, line.right) > max(other.left, line.left)
    ]
    nearest = min(below, key=lambda other: other.top, default=None)
    return nearest if nearest and AMOUNT.search(nearest.text) and not _LABEL.search(nearest.text) else None


def _is_unit(other: WrittenLine, figure: WrittenLine) -> bool:
    high = figure.bottom - figure.top
    near = -0.2 * high <= other.left - figure.right < 3 * high
    beside = figure.top - 0.2 * high < (other.top + other.bottom) / 2 < figure.bottom + 0.2 * high
    return near and beside and len(other.text) < 6 and not any(letter.isdigit() for letter in other.text)


def _words(text: str) -> list[str]:
    words = [word.lower() for word in _WORD.findall(text)]
    return [word for word in words if word not in _NOTHING] or words


def _likeness(wanted: Sequence[str], text: str) -> float:
    """1.0: the label of `text` is `wanted`; 0.0: a word of it is missing."""
    there = [word for word in _words(text) if not word[0].isdigit()]
    if not there or not all(any(_same(word, other) for other in there) for word in wanted):
        return 0.0
    return len(wanted) / max(len(there), len(wanted))


def _same(one: str, other: str) -> bool:
    if one.rstrip("s") == other.rstrip("s"):
        return True
    return min(len(one), len(other)) > 3 and SequenceMatcher(None, one, other).ratio() >= _ALIKE
