"""Sentences out of a stream of text, each as soon as it is sure to be one.

The rules are our own: the splitting libraries at hand either want the whole text, or change it on the way. Here
the sentences must give back the text, or what was heard could not be told from what was written.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

from ..concurrency import closing
from .abbreviations import is_abbreviation

LONGEST = 400
"""Characters after which a text without any end of sentence is cut at a comma or a space."""

WRAPPED = 50
"""A line of at least this many characters may have been broken only because it was full."""

_CLOSERS = r"'\"”’»)\]}」』）》】〕〉*_`~"
_END = re.compile(
    rf"(?P<full_width>[。！？｡।॥؟۔]+[{_CLOSERS}]*)"  # needs no space after it
    rf"|(?P<mark>[.!?…]+)(?P<closers>[{_CLOSERS}]*)(?=\s)"
    r"|\n"
)
_LAST_WORD = re.compile(r"[^\s(\[{\"'“„«*_`~]*$")
_LIST_NUMBER = re.compile(r"(?:^|[:;,]\s)[\s*_`~(]*\d{1,3}$")
_LIST_ITEM = re.compile(r"\s*(?:[-*+•–>]|\d{1,3}[.)]|#{1,6})\s+\S")
_LIST_ITEM_BEGUN = re.compile(r"\s*(?:[-*+•–>]|\d{1,3}[.)]?|#{1,6})?\s*")
_CLAUSES = (r"[;:,](?=\s)|[、，；：،؛]", r"\s")  # where to cut what has no end, best first


async def sentences(deltas: AsyncIterator[str]) -> AsyncIterator[str]:
    """The sentences of a text that arrives in pieces, trimmed; what is left, at the end of the text.

    Joined with spaces they are the text again, up to white space. Closes `deltas`, also when closed early.
    """
    splitter = SentenceSplitter()
    async with closing(deltas):
        async for delta in deltas:
            for sentence in splitter.add(delta):
                yield sentence
    for sentence in splitter.finish():
        yield sentence


def split_sentences(text: str) -> list[str]:
    """The sentences of a text that is there as a whole."""
    splitter = SentenceSplitter()
    return [*splitter.add(text), *splitter.finish()]


class SentenceSplitter:
    """Holds the part of a stream that is not yet a sentence. How the text is cut into pieces makes no difference."""

    def __init__(self) -> None:
        self._text = ""
        self._taken = ""  # of the sentence that `_text` goes on with
        self._checked = 0  # no sentence ends before this

    @property
    def rest(self) -> str:
        """The beginning of a sentence, with the white space before it."""
        return self._text

    def add(self, piece: str) -> list[str]:
        """The sentences that are complete with `piece`."""
        return [sentence.strip() for sentence in self.cut(piece)]

    def cut(self, piece: str) -> list[str]:
        """The same with the white space before them: joined, they are the text again."""
        self._text += piece
        found, space = [], ""
        while (end := self._end()) is not None:
            sentence, self._text = space + self._text[:end], self._text[end:]
            self._taken, self._checked = "", 0
            if sentence.strip():
                found.append(sentence)
                space = ""
            else:
                space = sentence
        self._text = space + self._text
        self._checked += len(space)
        return found

    def take(self, end: int) -> str:
        """The first `end` characters of the rest, which will be said before the sentence is complete."""
        taken, self._text = self._text[:end], self._text[end:]
        self._taken, self._checked = self._taken + taken, 0
        return taken

    def finish(self) -> list[str]:
        """What is left: nothing more will come."""
        rest, self._text, self._taken, self._checked = self._text.strip(), "", "", 0
        return [rest] if rest else []

    def _end(self) -> int | None:
        """Where the first sentence surely ends, None when only more text can tell."""
        for match in _END.finditer(self._text, self._checked, LONGEST + 1):
            ends = _ends(self._text, match, self._taken)
            if ends is None:
                return None
            if ends:
                return match.end()
            self._checked = match.end()
        return _cut(self._text) if len(self._text) > LONGEST else None


def _cut(text: str) -> int:
    """The best place within `LONGEST` to divide a text that has no end of sentence."""
    for marks in _CLAUSES:
        places = [match.end() for match in re.finditer(marks, text[:LONGEST])]
        if places and places[-1] > LONGEST // 4:
            return places[-1]
    return LONGEST


def _ends(text: str, match: re.Match[str], taken: str) -> bool | None:
    """Whether the sentence that begins `text`, or began with `taken`, ends with `match`; None when only what follows
    can tell."""
    after = text[match.end() :]
    if match["full_width"]:
        return bool(after) or None  # a closing quote might follow
    if match["mark"]:
        return _mark_ends(taken + text[: match.start()], match["mark"], match["closers"], after.lstrip())
    return _line_ends(text[: match.start()], after)


def _mark_ends(before: str, mark: str, closers: str, following: str) -> bool | None:
    if not following:
        return None
    quoted = closers.strip("*_`~") != ""
    if mark == "." and not quoted:
        word = _LAST_WORD.search(before)
        if _LIST_NUMBER.search(before) or (word and is_abbreviation(word[0], following)):
            return False
    if not following[0].islower():
        return True
    # A lower-case letter goes on with the sentence, unless this writer does not know any other.
    first = next((letter for letter in before if letter.isalpha()), "A")
    return first.islower() and not quoted and mark not in ("…", "..", "...")


def _line_ends(before: str, after: str) -> bool | None:
    """Whether something ends with a line: so it is with headings, before list items and blank lines, and when
    the line is short; a full one may just be wrapped."""
    line = before[before.rfind("\n") + 1 :].strip()
    following = after.lstrip()
    blank_line = "\n" in after[: len(after) - len(following)]
    if blank_line or line.startswith("#") or _LIST_ITEM.match(after):
        return True
    if _LIST_ITEM_BEGUN.fullmatch(after):
        return None
    return len(line) < WRAPPED and not following[0].islower()
