"""Where one language model goes on with what another wrote: nothing twice, and no word cut in two. Pure.

A model that is asked to go on often begins with the last words again, or with the whole answer from its beginning.
"""

from __future__ import annotations

import re

_LOOKED_AT = 12
"""Words of the continuation that are held against what was written, before any of it goes on."""
_BEGINS_AGAIN = 4
"""So many words like the first ones: it begins from the beginning."""
_LONGEST_WORD = 40
_OPEN_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]*)*$")
_WORD = re.compile(r"[\w'’]+")


class WholeWords:
    """Gives out what is written up to its last whole word: a model that dies in the middle of one may be gone on from.

    Scripts without spaces are given out at once.
    """

    def __init__(self) -> None:
        self._open = ""

    def add(self, piece: str) -> str:
        text = self._open + piece
        match = _OPEN_WORD.search(text)
        self._open = match[0] if match and match[0][-1] < "\u2e80" and len(match[0]) < _LONGEST_WORD else ""
        return text[: len(text) - len(self._open)]

    def end(self) -> str:
        rest, self._open = self._open, ""
        return rest


class Seam:
    """`add` the pieces of what goes on after `written`; they come back without what is said already."""

    def __init__(self, written: str) -> None:
        self._written = written
        self._words = [_same(word) for word in _WORD.findall(written)]
        self._held: str | None = "" if self._words else None  # None: decided, the rest goes through

    def add(self, piece: str) -> str:
        if self._held is None:
            return piece
        self._held += piece
        words = _WORD.findall(self._held)
        enough = len(self._words) + 1 if self._begins_again(words) else _LOOKED_AT
        return self.end() if len(words) > enough else ""

    def end(self) -> str:
        """All has come, or enough of it."""
        held, self._held = self._held, None
        return self._joined(held) if held else ""

    def _begins_again(self, words: list[str]) -> bool:
        count = min(_BEGINS_AGAIN, len(self._words), len(words))
        return count > 1 and [_same(word) for word in words[:count]] == self._words[:count]

    def _joined(self, text: str) -> str:
        text = text.lstrip(".… \n") if text.lstrip().startswith(("...", "…")) else text
        found = list(_WORD.finditer(text))
        again = self._repeated([_same(match[0]) for match in found])
        if again:
            text = text[found[again - 1].end() :]
            if self._written.rstrip()[-1:] and not self._written.rstrip()[-1].isalnum():
                text = text.lstrip(",;:.!? ")  # the sign after the last word is written, too
        if not text.strip():
            return ""
        if self._written[-1:].isspace():
            return text.lstrip(" ")
        begins = text[0]
        return f" {text}" if begins.isalnum() and begins < "\u2e80" else text

    def _repeated(self, words: list[str]) -> int:
        """How many of the first words are written already."""
        if self._begins_again(words):
            same = 0
            while same < min(len(words), len(self._words)) and words[same] == self._words[same]:
                same += 1
            return same
        longest = min(len(words), len(self._words))
        return next((n for n in range(longest, 0, -1) if words[:n] == self._words[-n:]), 0)


def _same(word: str) -> str:
    return word.casefold().replace("’", "'")
