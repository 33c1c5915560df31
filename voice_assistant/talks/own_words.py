"""What a person told of themselves, in their own words: a summary that needs no model and makes nothing up."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST = 500
"""Characters, all together."""
_SAID = "The user said:"
_SENTENCE = re.compile(r"[^.!?。！？…]+[.!?。！？…]*")
_SHORTEST = 12
_LONGEST_SENTENCE = 160
_MINE = re.compile(
    r"\b(?:i|i'm|i've|i'd|my|me|we|our|ich|mein\w*|wir|je|j'\w+|mon|ma|mes|nous|yo|mi|mis|soy)\b|[我私]",
    re.IGNORECASE,
)


def own_words(asked: Iterable[str], before: str = "") -> str:
    """The statements in what was `asked`, questions left out, behind `before`, an earlier summary.

    Where they are too many, what the person says of themselves stays, and of it the newest.
    """
    told = [] if not before.startswith(_SAID) else _statements(before.removeprefix(_SAID))
    lead = "" if told else before
    for text in asked:
        told += [statement for statement in _statements(text) if statement not in told]
    room = LONGEST - len(_SAID)
    chosen: set[str] = set()
    by_worth = told[::-1]
    by_worth.sort(key=lambda statement: _MINE.search(statement) is None)
    for statement in by_worth:
        if len(statement) < room:
            chosen.add(statement)
            room -= len(statement) + 1
    said = " ".join([_SAID, *(statement for statement in told if statement in chosen)]) if chosen else ""
    return " ".join(filter(None, [_end(lead), said]))


def _statements(text: str) -> list[str]:
    sentences = (" ".join(sentence.split()) for sentence in _SENTENCE.findall(text))
    return [
        sentence
        for sentence in sentences
        if _SHORTEST <= len(sentence) <= _LONGEST_SENTENCE and sentence[-1] not in "?？"
    ]


def _end(text: str) -> str:
    """The end of a text that has grown too long: what came last."""
    return text if len(text) <= LONGEST else text[-LONGEST:].partition(" ")[2]
