"""What a person says to the assistant's memory: "remember that ...", "forget my address", "no, it is Clara". Pure.

Only a whole utterance counts, and a question stays a question: "do you remember the pirate film?" is for the model.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any


class Wanted(StrEnum):
    """`about` of a `MemoryCommand` is what is in brackets."""

    REMEMBER = "remember"  # [the fact]
    FORGET = "forget"  # [what it is about]
    FORGET_ALL = "forget_all"
    LIST = "list"  # what is known of the person, or [about something]
    TALKED = "talked"  # what was said in earlier talks [about something], "" for "what did we talk about"


@dataclass(frozen=True, slots=True)
class MemoryCommand:
    wanted: Wanted
    about: str = ""
    language: str = field(default="en", compare=False)  # that it was said in


_NOT_A_FACT = re.compile(r"(?:i|we)(?:'d| would)? (?:said|told|asked|want you)\b|(?:it|this|that)$", re.IGNORECASE)
_CORRECTION = re.compile(
    r"(?:no|nope|wrong|that(?:'s| is| was) (?:wrong|not (?:right|true|correct))|not quite|actually|correction"
    r"|nein|falsch|das stimmt nicht|non|c'est faux|eso no es cierto|es falso)[,.!:;]+"
    r" (?:no[,.]? |actually,? )?(?P<fact>.{2,})",
    re.IGNORECASE,
)
_TAKE_BACK = re.compile(
    r"(?:please |no[,.]? )*(?:forget (?:that|it|about it|this)(?: again)?|don't (?:save|remember) (?:that|it|this)"
    r"|undo that|scratch that|never mind|vergiss (?:das|es)(?: wieder)?|oublie (?:ça|cela)|olvida (?:eso|esto)"
    r"|olvídalo)(?: please| bitte| por favor| s'il te plaît)?",
    re.IGNORECASE,
)


def memory_command(text: str, language: str = "") -> MemoryCommand | None:
    """What `text`, as a recogniser writes it, wants of the memory; None if nothing. English is understood anywhere.

    Without a `language`, for a question in writing, those of all languages are tried.
    """
    said = re.sub(r"[’ʼ]", "'", " ".join(text.split())).strip(" ¿¡")
    bare = re.sub(r"[\s.!?。！？,]+$", "", said)
    for spoken in dict.fromkeys((language, "en") if language else ("en", *_wordings())):
        for wanted, pattern in _compiled(spoken):
            match = pattern.fullmatch(bare)
            if match is None:
                continue
            groups = match.groupdict()
            about = (groups.get("about") or groups.get("about2") or "").strip(" ,.:;!?")
            if wanted in (Wanted.REMEMBER, Wanted.FORGET) and (_NOT_A_FACT.match(about) or not about):
                continue
            if wanted is Wanted.FORGET and said.endswith("?") and not _polite(said):
                continue
            return MemoryCommand(wanted, about, spoken)
    return None


def correction(text: str) -> str | None:
    """What is true instead: "no, it is Clara" -> "it is Clara". None if this corrects nothing."""
    said = re.sub(r"[’ʼ]", "'", " ".join(text.split())).strip()
    match = None if said.endswith("?") else _CORRECTION.fullmatch(said)
    return match["fact"].strip(" .!") if match else None


def takes_back(text: str) -> bool:
    """Whether what was just saved was not to be."""
    return _TAKE_BACK.fullmatch(re.sub(r"[’ʼ]", "'", text).strip(" .!")) is not None


def _polite(said: str) -> bool:
    return re.match(r"(?:can|could|will|would) you\b", said, re.IGNORECASE) is not None


@cache
def _compiled(language: str) -> tuple[tuple[Wanted, re.Pattern[str]], ...]:
    table = _wordings().get(language, {})
    ask = table.get("ask", "")
    return tuple(
        (wanted, re.compile(pattern.replace("{ask}", ask), re.IGNORECASE))
        for wanted in _ORDER
        for pattern in table.get(wanted.value, ())
    )


@cache
def _wordings() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


_ORDER = (Wanted.LIST, Wanted.TALKED, Wanted.FORGET_ALL, Wanted.FORGET, Wanted.REMEMBER)
