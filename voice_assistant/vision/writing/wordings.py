"""How things are asked about writing, and what is said to it, by language; asking.toml has the words."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from ...text.wordings import WRITTEN_TOGETHER

_ORDINAL = re.compile(r"\d{1,3}(?:st|nd|rd|th|er|e|ème|o|a|º|ª)?")


@cache
def _words() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("asking.toml").read_text(encoding="utf-8"))


def replies(language: str) -> dict[str, str]:
    """Those of `language`, and of English where it has none."""
    found = {**_words()["en"]["say"], **_words().get(language, {}).get("say", {})}
    return {name: str(text) for name, text in found.items()}


@cache
def patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What can be wanted, and how it is said; the first that fits counts."""
    words = _words().get(language)
    if words is None:
        return ()
    number = f"(?:{'|'.join([_ORDINAL.pattern, *_numbers(language)])})"
    before, after = (rf"(?:{words[side]})" for side in ("before", "after"))
    gap = "" if language in WRITTEN_TOGETHER else " "
    found = []
    for wanted in _ORDER:
        for wording in words.get(wanted, ()):
            said = wording.replace("{n}", number).replace("{thing}", words["thing"])
            found.append((wanted, re.compile(rf"(?:{before}{gap})*(?:{said})(?:{gap}{after})*")))
    return tuple(found)


_ORDER = (
    "unsure", "sure", "spell", "count_ingredients", "count_lines", "ingredient", "ingredients", "line", "total",
    "time", "figure", "read", "contains", "look_up",
)  # fmt: skip


@cache
def _numbers(language: str) -> dict[str, int]:
    """ "third" -> 3, "last" -> -1."""
    words = _words()[language]
    found = dict.fromkeys(str(words["last"]).split("|"), -1)
    for key in ("one", "first"):
        found |= {word: number for number, word in enumerate(str(words[key]).split(), start=1)}
    return found


def number_of(said: str, language: str) -> int | None:
    """From 1; -1 is the last one."""
    known = _numbers(language)
    if said in known:
        return known[said]
    return int(re.findall(r"\d+", said)[0]) if _ORDINAL.fullmatch(said) else None
