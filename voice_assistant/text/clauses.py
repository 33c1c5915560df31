"""Where a sentence may be divided so that the voice can begin, or go on, before all of it is there. Pure.

A voice says each part with a melody of its own. So the place must be one where a person might breathe: after a comma,
semicolon, colon or dash; before a conjunction only in a long stretch without any of these. Never inside a figure
("May 5, 2026"), quotes, brackets or marks of emphasis, and never so that a part is only a word or two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from .durations import spoken_s

SHORTEST_S = 0.8
"""A part that takes less to say is not worth its pause: "However,"."""
SHORTEST_WORDS = 3
_BEFORE_CONJUNCTION = 7  # words

_MARK = re.compile(r"(?:[,;:][\"'”’»)\]]*|\s[-–—]|—)(?=\s+(?P<next>\S))|[、，；：،؛—](?=(?P<next_wide>\S))")
_CONJUNCTIONS = {
    "en": "and but or because which while although unless until whereas if when so",
    "de": "und aber oder sondern",
    "fr": "et mais ou parce puisque lorsque car",
    "es": "y pero o porque aunque cuando",
    "it": "e ma o perché quando",
    "pt": "e mas ou porque quando",
    "nl": "en maar of omdat terwijl",
}
_CONJUNCTION = {
    language: re.compile(rf"\s+(?=(?:{words.replace(' ', '|')})\s+\S)") for language, words in _CONJUNCTIONS.items()
}
_MORE_THAN_A_WORD = re.compile(r"\s*(?:\S*[^\s.!?…。！？]\s|\S+\s+\S|[\u2e80-\U0003ffff]{3})")
_OPENING = dict(zip(")]}”»」』）》】", "([{“«「『（《【", strict=True))
_TOGGLES = '"`*_'


def clause_ends(text: str, language: str = "en", *, complete: bool = True) -> list[int]:
    """Places, best kept in order, at which `text`, a sentence or its beginning, may be divided.

    `complete`: nothing follows `text`, and the last part must be long enough as well; else more must surely follow
    than a word.
    """
    ends = [end for end in _marks(text) if _long_enough(text[:end])]
    if not ends and (conjunction := _CONJUNCTION.get(language[:2])):
        ends = [m.start() for m in conjunction.finditer(text) if len(text[: m.start()].split()) >= _BEFORE_CONJUNCTION]
    closed = _closed(text)
    goes_on = _long_enough if complete else _goes_on
    return [end for end in ends if closed[end] and goes_on(text[end:])]


def divided(text: str, language: str, longest: int) -> list[str]:
    """`text` in parts of at most `longest` characters each, as far as there are places for it."""
    if len(text) <= longest:
        return [text]
    ends = clause_ends(text, language)
    places, start = [0], 0
    while len(text) - start > longest and (following := [end for end in ends if end > start]):
        start = max((end for end in following if end - start <= longest), default=following[0])
        places.append(start)
    return [text[begin:end] for begin, end in pairwise([*places, len(text)])]


def _marks(text: str) -> Iterator[int]:
    for match in _MARK.finditer(text):
        following = match["next"] or match["next_wide"]
        before = text[: match.start()].rstrip()[-1:]
        if not (before.isdigit() and following.isdigit()):
            yield match.end()


def _goes_on(rest: str) -> bool:
    """Whether more follows than a last word: "I think so, yes." """
    return bool(_MORE_THAN_A_WORD.match(rest))


def _long_enough(part: str) -> bool:
    wide = sum(1 for character in part if character >= "\u2e80")
    return len(part.split()) + wide // 2 >= SHORTEST_WORDS and spoken_s(part) >= SHORTEST_S


def _closed(text: str) -> list[bool]:
    """For each place in `text`, whether everything that was opened before it is closed."""
    open_marks: list[str] = []
    closed = [True]
    for position, character in enumerate(text):
        if character in _TOGGLES:
            _toggle(open_marks, character, text, position)
        elif character in _OPENING.values():
            open_marks.append(character)
        elif (opening := _OPENING.get(character)) and opening in open_marks:
            open_marks.remove(opening)
        closed.append(not open_marks)
    return closed


def _toggle(open_marks: list[str], mark: str, text: str, position: int) -> None:
    before, after = text[position - 1 : position], text[position + 1 : position + 2]
    if mark in open_marks:
        open_marks.remove(mark)
    elif after.strip() and not before.isalnum():  # not 5 * 3, 5", snake_case
        open_marks.append(mark)
