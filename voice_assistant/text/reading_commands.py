"""What a person says while something is read to them: "pause", "next paragraph", "what did it just say?".

As with `talk_commands`, only a whole utterance is a command; everything else is a question about the text.
"""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path

from .talk_commands import wordings as talk_wordings
from .wordings import WRITTEN_TOGETHER, any_of, whole_utterance


class ReadingCommand(StrEnum):
    """As the command line and the control socket call them, too."""

    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    NEXT = "next"
    PREVIOUS = "previous"
    NEXT_PARAGRAPH = "next-paragraph"
    PREVIOUS_PARAGRAPH = "previous-paragraph"
    NEXT_HEADING = "next-heading"
    PREVIOUS_HEADING = "previous-heading"
    REPEAT = "repeat"
    FASTER = "faster"
    SLOWER = "slower"
    BOOKMARK = "bookmark"
    WHERE = "where"
    TOGGLE = "toggle"  # pause, or go on: a key; nobody says it


def reading_command(text: str, language: str = "") -> ReadingCommand | None:
    """The command that `text` is from beginning to end. `language` as for `talk_command`."""
    return whole_utterance(text, language, _patterns)


@cache
def wordings() -> dict[str, dict[str, str]]:
    """By language, then by the value of `ReadingCommand`. Read when somebody speaks into a reading."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def _patterns(language: str) -> tuple[tuple[ReadingCommand, re.Pattern[str]], ...]:
    table, talk = wordings().get(language, {}), talk_wordings().get(language, {})
    if not table:
        return ()
    gap = "" if language in WRITTEN_TOGETHER else " "
    before, after = (any_of(talk[name].replace("'", ""), language) for name in ("before", "after"))
    patterns = []
    for command in ReadingCommand:
        # What is said to somebody who speaks is said to somebody who reads, too.
        said = any_of(
            "\n".join((table.get(command, ""), talk.get(_SAME.get(command, ""), ""))).replace("'", ""), language
        )
        patterns.append((command, re.compile(rf"(?:{before}{gap})*{said}(?:{gap}{after})*")))
    return tuple(patterns)


_SAME = {
    ReadingCommand.STOP: "stop",
    ReadingCommand.REPEAT: "repeat",
    ReadingCommand.FASTER: "faster",
    ReadingCommand.SLOWER: "slower",
}
