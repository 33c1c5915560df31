"""Leaves out sounds that are no words. What is a filler in one language is a word in another: German "um",
Spanish "eh"; so nothing is left out of a language that has no table here."""

from __future__ import annotations

import re
from dataclasses import replace

from .tokens import Token, joined, tokens

FILLERS = {
    "en": frozenset("um umm ummm uhm uh uhh uhhh erm ehm".split()),
    "de": frozenset("äh ähh ähm öhm hmm".split()),
    "fr": frozenset("euh heu euhm".split()),
    "es": frozenset("ehm emm mmm".split()),
    "it": frozenset("ehm uhm mmm".split()),
    "pt": frozenset("ãh hãm ehm mmm".split()),
    "nl": frozenset("uhm ehm uh euh".split()),
}

BETWEEN_MARKS = {
    "en": ("you know", "er"),
    "de": ("also äh",),
    "ko": ("음", "어", "그"),
}
"""Fillers only between two pauses: "it was, you know, late" but not "do you know"."""

_CHINESE = re.compile(r"(?P<before>^|[，。、！？,.!?\s])(?:嗯+|呃+)(?:[，、,…]+|(?=[。！？]|$))")


def without_fillers(text: str, language: str) -> str:
    """`text` without its fillers; the same string when there are none."""
    if language == "zh":
        return _CHINESE.sub(lambda match: match["before"], text)
    if language not in FILLERS and language not in BETWEEN_MARKS:
        return text
    kept: list[Token] = []
    said = tokens(text)
    at, found = 0, False
    while at < len(said):
        length = _filler(said, at, kept, language)
        if length:
            _leave_out(said, at, length, kept)
            found = True
        else:
            kept.append(said[at])
        at += length or 1
    return joined(kept) if found else text


def without_stutters(text: str) -> str:
    """ "the the" -> "the". Words that may well follow themselves stay: "had had", "very very"."""
    kept: list[Token] = []
    for token in tokens(text):
        if kept and token.key == kept[-1].key and token.key in _STUTTERED and not kept[-1].trail and not token.lead:
            kept[-1] = replace(kept[-1], trail=token.trail)
        else:
            kept.append(token)
    return joined(kept)


_STUTTERED = frozenset(
    "the a an i we you he they it to of in on at and but or for with my your this if as is "
    "ich wir und zu mit für ein eine le la les je et de un el los y".split()
)


def _filler(said: list[Token], at: int, kept: list[Token], language: str) -> int:
    """How many words at `at` are a filler."""
    first = said[at]
    if first.key in FILLERS.get(language, ()) and not (first.core.isupper() and len(first.core) > 1):
        return 1
    for phrase in BETWEEN_MARKS.get(language, ()):
        length = len(phrase.split())
        part = said[at : at + length]
        begins = not kept or bool(kept[-1].trail)
        if begins and [token.key for token in part] == phrase.split() and part[-1].trail[:1] in (",", "…", "."):
            if part[-1].trail == "." or any(token.trail for token in part[:-1]):
                continue
            return length
    return 0


def _leave_out(said: list[Token], at: int, length: int, kept: list[Token]) -> None:
    """Mend the marks and the capital where `said[at : at + length]` is taken away."""
    first, trail = said[at], said[at + length - 1].trail
    starts = first.core[:1].isupper() and (not kept or kept[-1].ends_sentence)
    if kept and trail and kept[-1].trail == ",":  # the commas were the filler's own
        kept[-1] = replace(kept[-1], trail="")
    if kept and trail[-1:] in ("?", "!", ".") and not trail.endswith(("..", "…")) and not kept[-1].ends_sentence:
        kept[-1] = replace(kept[-1], trail=trail)
    if starts and at + length < len(said):
        following = said[at + length]
        said[at + length] = replace(following, core=following.core[:1].upper() + following.core[1:])
