"""What is said when something is to be looked at: "look at this", "what is on my screen", "close your eyes". Pure.

Only a whole utterance counts: "look at it this way" and "I was on my screen all day" are for the model as they are.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from pathlib import Path
from typing import Any

from ..config.schema import SightName
from .wordings import WRITTEN_TOGETHER, plain


class Look(Enum):
    AT = auto()
    AWAY = auto()  # no more: the camera goes off
    BEGIN = auto()  # the camera goes on, nothing is asked yet


@dataclass(frozen=True, slots=True)
class LookWish:
    """`targets` as the sources of bindings are called; `reads`: it is about what is written there."""

    look: Look
    targets: tuple[SightName, ...] = ()
    reads: bool = False
    bare: bool = False  # nothing more is asked than what is there


_WISHES: dict[str, tuple[Look, tuple[SightName, ...]]] = {
    "away": (Look.AWAY, ()),
    "begin": (Look.BEGIN, ()),
    "region": (Look.AT, ("region",)),
    "picture": (Look.AT, ("picture",)),
    "window": (Look.AT, ("window",)),
    "screen": (Look.AT, ("screen",)),
    "label": (Look.AT, ("camera",)),
    "camera": (Look.AT, ("camera",)),
}
"""By the names of the tables, in the order in which they are tried."""

_READS = re.compile(
    r"\b(?:read|reads?|says?|written|spell|translate|proofread|transcribe|text|label|number|price|total|date|figures?)\b"
)
_BARE = re.compile(
    r"(?:.* )?(?:look|see|seeing|look here|look at (?:this|these|me|it|that)(?: \w+)?|holding|hands?"
    r"|(?:whats|what is|what (?:do|can) you see|look at|describe|see) (?:\w+ )?(?:(?:on|in) )?(?:this|my|the) .+)"
)
_ASKS = re.compile(
    r"\b(?:and|how|why|which|who|whose|where|explain|translate|summari[sz]e|mean|means|error|wrong|fix|help|solve|count|price"
    r"|number|total|colou?r|kind|many|much)\b"
)
_NOT_SHOWN = re.compile(
    r"\b(?:crack|cracks|cracked|clean|scratch\w*|dust|dirt|fingerprints?|smudges?|stains?|brightness|protector|saver"
    r"|resolution|pixels?|refresh rate|time on|broken|glass|size|inch|inches|fly|usually|always|generally|curtain)\b"
)
"""About the thing itself, not about what it shows."""


def look_wish(text: str, language: str = "") -> LookWish | None:
    """What `text`, as a recogniser writes it, wants looked at; None if nothing. English is understood anywhere."""
    for spoken in dict.fromkeys((language[:2], "en")):
        said = plain(text, spoken).replace("'", "")
        for name, pattern in _patterns(spoken):
            if pattern.fullmatch(said) and not (name in ("screen", "window") and _NOT_SHOWN.search(said)):
                look, targets = _WISHES[name]
                bare = look is Look.AT and not _ASKS.search(said) and _BARE.fullmatch(said) is not None
                return LookWish(look, targets, name == "label" or _READS.search(said) is not None, bare)
    return None


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = _wordings().get(language)
    if table is None:
        return ()
    parts = table.get("parts", {})
    ask, after = (parts.get(name, "") for name in ("ask", "after"))
    together = language in WRITTEN_TOGETHER
    found = []
    for name in _WISHES:
        for wording in table.get(name, ()):
            whole = f"{ask}(?:{wording})" + ("" if together else after)
            for part, pattern in [*parts.items(), *parts.items()]:  # parts may hold parts
                whole = whole.replace(f"{{{part}}}", pattern)
            found.append((name, re.compile(whole)))
    return tuple(found)


@cache
def _wordings() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
