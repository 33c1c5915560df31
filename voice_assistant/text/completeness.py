"""What the words tell about the end of a turn: "I would like a coffee with" is none, whatever the melody says.

A recogniser puts a full stop behind whatever it was given, so a full stop tells little; the last words tell much. The
words can say surely that more is to come, seldom that nothing does. Where they do not tell, the number says so: 0.5.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .talk_commands import talk_command
from .wordings import WRITTEN_TOGETHER, any_of, plain

GOES_ON = 0.05
"""It hangs in the air: a conjunction, an article, "um", figures being dictated."""
PERHAPS = 0.25
"""A clause that mostly needs another one, a number without what is counted; or something that hangs in the air, with a
full stop all the same: perhaps a word was misheard."""
NO_STOP = 0.3
"""Several words without a full stop at their end, which a recogniser rarely forgets."""
UNKNOWN = 0.5
SENTENCE = 0.7
"""Reads like a sentence. A recogniser makes everything read like one."""
QUESTION = 0.85
AT_ONCE = 1.0
"""Nothing can be missing: "yes", "stop"."""

_WHOLE_NUMBER = 10
"""A telephone number has about so many figures."""


@dataclass(frozen=True, slots=True)
class _Words:
    hanging: frozenset[str]
    prepositions: frozenset[str]
    together: frozenset[str]
    separable: frozenset[str]
    clauses: frozenset[str]
    turned: frozenset[str]
    numerals: frozenset[str]
    over: tuple[str, ...]
    hesitating: re.Pattern[str]  # at the end
    openers: re.Pattern[str]
    answers: re.Pattern[str]
    numbers: re.Pattern[str]  # anywhere


def completeness(text: str, language: str = "") -> float:
    """How likely `text`, all that was said so far in `language` (ISO 639-1, "" if unknown), is all that will be said.

    0.0 surely more is to come, 1.0 surely nothing, 0.5 the words do not tell.
    """
    text = text.strip()
    words = _words(language or "en")
    if not text or words is None:
        return UNKNOWN
    if talk_command(text, language) is not None:
        return AT_ONCE
    said = plain(re.sub(r"(?<=\d)[-.,/](?=\d)", " ", text), language)
    if words.answers.fullmatch(said):
        return AT_ONCE
    if re.search(r"(?:\.\.|…|[,，、;；:：]|[-–—])$", text) or words.hesitating.search(said):
        return GOES_ON
    if language in WRITTEN_TOGETHER:
        return _together(said, text, words)
    return _apart(said.split(), text, words)


def _apart(said: list[str], text: str, words: _Words) -> float:
    if not said:
        return UNKNOWN
    asks = text.endswith("?")
    last = said[-1]
    if last in words.hanging or words.openers.fullmatch(" ".join(said)):
        return PERHAPS if text[-1] in ".!" and len(said) > 2 else GOES_ON
    of_the_verb = words.separable.intersection(said) or words.together.intersection(said[-2:-1])
    if last in words.prepositions and not asks and not of_the_verb:
        return PERHAPS if text[-1] in ".!" and len(said) > 2 else GOES_ON
    if (dictated := _dictated(said, words)) is not None:
        return dictated
    if said[0] in words.clauses and not asks and "," not in text and not (len(said) > 1 and said[1] in words.turned):
        return PERHAPS
    if asks:
        return QUESTION
    if len(said) > 2 and text[-1] not in ".!":
        return NO_STOP
    return SENTENCE if len(said) > 1 and text[-1] in ".!" else UNKNOWN


def _together(said: str, text: str, words: _Words) -> float:
    if any(said.endswith(ending) for ending in words.hanging):
        return GOES_ON
    if words.numbers.search(said) and re.search(r"\d$", said) and len(re.findall(r"\d", said)) < _WHOLE_NUMBER:
        return GOES_ON
    if text[-1] in "?？":
        return QUESTION
    return SENTENCE if said.endswith(words.over) else UNKNOWN


def _dictated(said: list[str], words: _Words) -> float | None:
    """What figures or letters at the end tell; None when there are none, or as many as a number has."""
    tail: list[str] = []
    for word in reversed(said):
        if not (word[0].isdigit() or word in words.numerals or len(word) == 1):
            break
        tail.append(word)
    figures = sum(len(word) if word.isdigit() else 1 for word in tail)
    if not tail or figures >= _WHOLE_NUMBER:
        return None
    if words.numbers.search(" ".join(said)) or len(tail) > 2:
        return GOES_ON
    return PERHAPS if len(said) > 2 and said[len(said) - len(tail) - 1] in words.prepositions else None


@cache
def _words(language: str) -> _Words | None:
    tables = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    table = tables.get(language)
    if table is None:
        return None
    gap = "" if language in WRITTEN_TOGETHER else " "

    def listed(name: str) -> frozenset[str]:
        return frozenset(table.get(name, "").split())

    def pattern(name: str, form: str) -> re.Pattern[str]:
        return re.compile(form.format(any_of(table.get(name, ""), language)))

    return _Words(
        hanging=listed("hanging"),
        prepositions=listed("prepositions"),
        together=listed("together"),
        separable=listed("separable"),
        clauses=listed("clauses"),
        turned=listed("turned"),
        numerals=listed("numerals"),
        over=tuple(listed("over")),
        hesitating=pattern("hesitating", r"(?:^|\s){}$" if gap else "{}$"),
        openers=pattern("openers", "{}"),
        answers=pattern("answers", "{}"),
        numbers=pattern("numbers", r"(?:^|\s){}(?:\s|$)" if gap else "{}"),
    )
