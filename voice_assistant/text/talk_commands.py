"""What a person says to the assistant itself in a talk: "stop", "slower, please", "you cut me off".

Only a whole utterance is a command. "Stop signs are red" and "how do I stop it" are questions for the model: what
`talk_commands.toml` does not hold word for word, but for politeness around it, is none.
"""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path

from .wordings import WRITTEN_TOGETHER, any_of, whole_utterance


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


def talk_command(text: str, language: str = "") -> TalkCommand | None:
    """The command that `text`, as a recogniser writes it, is from beginning to end; None if it is none.

    `language` is an ISO 639-1 code, "" if unknown. English commands are understood in every language: "stop" is said
    everywhere, and a single word is what recognisers mistake for another language.
    """
    return whole_utterance(text, language, _patterns)


@cache
def wordings() -> dict[str, dict[str, str]]:
    """By language, then by the value of `TalkCommand`, "before" and "after". Read when somebody talks."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def _patterns(language: str) -> tuple[tuple[TalkCommand, re.Pattern[str]], ...]:
    table = {name: any_of(texts.replace("'", ""), language) for name, texts in wordings().get(language, {}).items()}
    if not table:
        return ()
    gap = "" if language in WRITTEN_TOGETHER else " "
    before, after = table["before"], table["after"]
    patterns = []
    for command in TalkCommand:
        said = table[command.value]
        again = rf"(?:{gap}(?:{before}{gap})*{said})*"  # "stop, stop, please stop"
        patterns.append((command, re.compile(rf"(?:{before}{gap})*{said}{again}(?:{gap}{after})*")))
    return tuple(patterns)
