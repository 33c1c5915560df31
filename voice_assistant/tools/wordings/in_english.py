"""Wishes for timers in other languages, as they would be said in English: "Stell einen Timer auf fünf Minuten".

Works on the `forms` of spoken.py. Lengths and moments are turned into English ones, and so is the frame they stand in;
what somebody is to be reminded of stays as it was said. `in_english.toml` has the words. Pure.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("de", "fr", "es")
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_POLITE = r"(?:bitte|por favor|s'il te plaît|s'il vous plaît|kannst du|könntest du|peux-tu|puedes)"


def may_be_in(language: str) -> Sequence[str]:
    """Those of `LANGUAGES` that something may be in: `language`, or any where that is not known."""
    if not language:
        return LANGUAGES
    return (language[:2],) if language[:2] in LANGUAGES else ()


def in_english(form: str, language: str) -> str | None:
    """One of `forms` as it would be said in English; None when it is nothing of this kind."""
    words = _words()[language]
    text = re.sub(rf"^{_POLITE} | {_POLITE}$|[¿¡]", "", form.replace(",", " "))
    text = " ".join(text.split())
    for name, day in zip(words["days"].split(), _DAYS, strict=True):
        text = re.sub(rf"\b{words['on']}{name}\b", f"on {day}", text)
    for pattern, instead in words["times"]:
        text = re.sub(pattern, _before if "{before}" in instead else instead, text)
    text = re.sub(r"\b(\d+ (?:seconds|minutes|hours|days|weeks)) (?:und|et|y) (?=\d)", r"\1 and ", text)
    for pattern, wish in words["wishes"]:
        if match := re.fullmatch(pattern, text):
            filled = " ".join(match.expand(wish).split())
            return re.sub(rf"\b{words['in']} (?=\d)", "in ", filled)
    return None


def _before(match: re.Match[str]) -> str:
    """ "halb 8" is half past seven."""
    hour = int(match[1])
    return f"half past {(hour - 2) % 12 + 1 if hour <= 12 else hour - 1}"


@cache
def _words() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
