"""What a person says to the assistant itself in a talk: "stop", "slower, please", "you cut me off".

Only a whole utterance is a command. "Stop signs are red" and "how do I stop it" are questions for the model: what the
tables of `talk_commands.toml` do not hold word for word, but for politeness around it, is none.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from enum import StrEnum
from functools import cache
from pathlib import Path


class TalkCommand(StrEnum):
    """What is wanted. What is done about it is the session's business."""

    STOP = "stop"  # be silent now; the talk goes on
    CANCEL = "cancel"  # never mind: silence, and nothing that was asked is done
    REPEAT = "repeat"  # say the last answer again
    SLOWER = "slower"
    FASTER = "faster"
    LOUDER = "louder"
    QUIETER = "quieter"
    SLEEP = "sleep"  # the talk is over
    FORGET = "forget"  # a new conversation
    CUT_OFF = "cut_off"  # the assistant spoke too early: wait longer


WRITTEN_TOGETHER = frozenset({"zh", "ja", "ko"})
"""Languages in which spaces tell nothing, or are set by taste."""


def talk_command(text: str, language: str = "") -> TalkCommand | None:
    """The command that `text`, as a recogniser writes it, is from beginning to end; None if it is none.

    `language` is an ISO 639-1 code, "" if unknown. English commands are understood in every language: "stop" is said
    everywhere, and a single word is what recognisers mistake for another language.
    """
    for spoken in dict.fromkeys((language, "en")):
        words = _plain(text, spoken)
        for command, pattern in _patterns(spoken):
            if pattern.fullmatch(words):
                return command
    return None


def _plain(text: str, language: str) -> str:
    """Letters and digits only, in lower case; one space between words, or none where the language writes none."""
    text = re.sub(r"['’ʼ]", "", unicodedata.normalize("NFKC", text).lower())
    return re.sub(r"[^\w]+", "" if language in WRITTEN_TOGETHER else " ", text).strip()


@cache
def phrases() -> dict[str, dict[str, str]]:
    """By language, then by the value of `TalkCommand`, "before" and "after". Read when somebody talks."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def _patterns(language: str) -> tuple[tuple[TalkCommand, re.Pattern[str]], ...]:
    table = phrases().get(language)
    if table is None:
        return ()
    gap = "" if language in WRITTEN_TOGETHER else " "
    before, after = _any(table["before"], gap), _any(table["after"], gap)
    patterns = []
    for command in TalkCommand:
        phrase = _any(table[command.value], gap)
        again = rf"(?:{gap}(?:{before}{gap})*{phrase})*"  # "stop, stop, please stop"
        whole = rf"(?:{before}{gap})*{phrase}{again}(?:{gap}{after})*"
        patterns.append((command, re.compile(whole)))
    return tuple(patterns)


def _any(wordings: str, gap: str) -> str:
    """One pattern for the phrases of a table, which stand on lines of their own or with `/` between them.

    In a phrase, `[...]` may be left out and `(a|b)` is one of both.
    """
    found = [phrase.strip() for phrase in re.split(r"[/\n]", wordings) if phrase.strip()]
    return f"(?:{'|'.join(_phrase(phrase, gap) for phrase in found)})"


def _phrase(phrase: str, gap: str) -> str:
    pattern = re.sub(r"['’]", "", phrase)
    pattern = re.sub(r"\[([^]]*)\] ", r"(?:(?:\1) )?", pattern)
    pattern = re.sub(r" ?\[([^]]*)\]", lambda found: f"(?:{' ' if found[0][0] == ' ' else ''}(?:{found[1]}))?", pattern)
    return pattern.replace(" ", gap)
