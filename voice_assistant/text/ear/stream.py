"""What may be said of a reply while it is being written.

Code, formulas, tables and thinking aloud span many sentences: they are taken out, or told in words, before the text
is cut into sentences. Only a line that may begin one of them is held back; all other text passes at once.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable

from ...concurrency import closing
from .announcements import code_block, formula
from .tables import is_divider, is_row, told

_THINK, _THOUGHT = "<think>", "</think>"
_BEFORE = r"[ \t]*(?:[-*+][ \t]+|\d{1,3}[.)][ \t]+|>[ \t]*)?"
_OPENS = re.compile(_BEFORE + r"(?P<marks>`{3,}(?=[^`]*$)|~{3,}|\$\$|\\\[)(?P<rest>.*)")
_MAY_OPEN = re.compile(r"[ \t]*(?:[-*+][ \t]*|\d{1,3}[.)]?[ \t]*|>[ \t]*)?(?:`{1,2}|~{1,2}|\$|\\)?")
_FORMULA_ENDS = {"$$": "$$", "\\[": "\\]"}


async def for_the_ear(
    deltas: AsyncIterator[str], *, language: str = "en", on_code: Callable[[str], None] | None = None
) -> AsyncIterator[str]:
    """`deltas` without thinking aloud, with code and formulas announced and tables told row by row.

    `on_code` gets the text of each code block, for the clipboard: the announcement says so. Closes `deltas`, also when
    closed early.
    """
    ear = EarFilter(language=language, on_code=on_code)
    async with closing(deltas):
        async for delta in deltas:
            if said := ear.add(delta):
                yield said
    if said := ear.finish():
        yield said


def whole_for_the_ear(text: str, *, language: str = "en") -> str:
    """The same for a text that is there as a whole."""
    ear = EarFilter(language=language)
    return ear.add(text) + ear.finish()


class EarFilter:
    """Holds what is not yet decided. How the text is cut into pieces makes no difference."""

    def __init__(self, *, language: str = "en", on_code: Callable[[str], None] | None = None) -> None:
        self._thoughts = _Thoughts()
        self._blocks = _Blocks(language, on_code)

    def add(self, piece: str) -> str:
        """What may be said now that `piece` is known."""
        return self._blocks.add(self._thoughts.add(piece))

    def finish(self) -> str:
        """What is left: nothing more will come."""
        return self._blocks.add(self._thoughts.finish()) + self._blocks.finish()


class _Thoughts:
    """Takes out `<think> ... </think>`, wherever it stands."""

    def __init__(self) -> None:
        self._held, self._thinking = "", False

    def add(self, piece: str) -> str:
        text, self._held = self._held + piece, ""
        said = []
        while text:
            mark = _THOUGHT if self._thinking else _THINK
            before, found, after = text.partition(mark)
            if not found:
                self._held = _begun(text, mark)
                before, after = text[: len(text) - len(self._held)], ""
            if not self._thinking:
                said.append(before)
            self._thinking ^= bool(found)
            text = after
        return "".join(said)

    def finish(self) -> str:
        return "" if self._thinking else self._held


def _begun(text: str, mark: str) -> str:
    """The end of `text` that may be the beginning of `mark`."""
    for length in range(min(len(mark) - 1, len(text)), 0, -1):
        if mark.startswith(text[-length:]):
            return text[-length:]
    return ""


class _Blocks:
    """Announces code and formulas, and tells tables. Goes line by line where a line may belong to one of them."""

    def __init__(self, language: str, on_code: Callable[[str], None] | None) -> None:
        self._language, self._on_code = language, on_code
        self._held = ""  # of a line that may be, or is, part of a block
        self._passing = False  # the current line is plain text
        self._closes = ""  # what ends the block we are in
        self._block: list[str] = []
        self._table: list[str] = []
        self._told = False  # the table's rows so far
        self._said: list[str] = []

    def add(self, piece: str) -> str:
        for number, part in enumerate(piece.split("\n")):
            if number:
                self._end_line()
            if part:
                self._add_to_line(part)
        said, self._said = "".join(self._said), []
        return said

    def finish(self) -> str:
        if self._held:
            self._line(self._held, end="")
        self._end_table()
        if self._closes:
            self._end_block()
        return "".join(self._said)

    def _add_to_line(self, part: str) -> None:
        if self._passing:
            self._said.append(part)
            return
        self._held += part
        if self._closes or self._held.lstrip().startswith("|"):
            return
        if not (_MAY_OPEN.fullmatch(self._held) or _OPENS.match(self._held)):
            self._end_table()
            self._said.append(self._held)
            self._held, self._passing = "", True

    def _end_line(self) -> None:
        if self._passing:
            self._said.append("\n")
            self._passing = False
        else:
            line, self._held = self._held, ""
            self._line(line, end="\n")

    def _line(self, line: str, end: str) -> None:
        if self._closes:
            self._line_of_block(line)
        elif match := _OPENS.match(line):
            self._end_table()
            self._begin_block(match["marks"], match["rest"])
        elif is_row(line):
            self._row(line)
        else:
            self._end_table()
            self._said.append(line + end)

    def _begin_block(self, marks: str, rest: str) -> None:
        self._closes = _FORMULA_ENDS.get(marks, marks)
        if marks in _FORMULA_ENDS and rest.strip():
            self._line_of_block(rest)

    def _line_of_block(self, line: str) -> None:
        code = self._closes[0] in "`~"
        bare = line.strip().lstrip("> ")
        if bare.startswith(self._closes) and not bare.strip(self._closes[0]) if code else bare.endswith(self._closes):
            self._end_block()
        else:
            self._block.append(line)

    def _end_block(self) -> None:
        code = self._closes[0] in "`~"
        lines, self._block, self._closes = self._block, [], ""
        written = sum(1 for line in lines if line.strip())
        if not code:
            self._announce(formula(self._language))
        elif written:
            if self._on_code is not None:
                self._on_code("\n".join(lines))
            self._announce(code_block(written, self._language, copied=self._on_code is not None))

    def _announce(self, text: str) -> None:
        self._said.append(f"\n\n{text}\n\n")

    def _row(self, line: str) -> None:
        """A row is told at once when the table has a header, else when the table is over."""
        if not self._table:
            self._said.append("\n")
        self._table.append(line)
        if len(self._table) > 2 and is_divider(self._table[1]):
            self._said.append(told([*self._table[:2], line]))
            del self._table[2:]
            self._told = True

    def _end_table(self) -> None:
        if self._table and not self._told:
            self._said.append(told(self._table))
        self._table, self._told = [], False
