"""Tables of wordings, and texts in the plain form that they are compared in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import TypeVar

Command = TypeVar("Command")

WRITTEN_TOGETHER = frozenset({"zh", "ja", "ko"})
"""Languages in which spaces tell nothing, or are set by taste."""


def plain(text: str, language: str) -> str:
    """Letters, digits and apostrophes only, in lower case; one space between words, or none where none is written."""
    text = re.sub(r"['’ʼ]", "'", unicodedata.normalize("NFKC", text).lower())
    return re.sub(r"[^\w']+", "" if language in WRITTEN_TOGETHER else " ", text).strip(" '")


def whole_utterance(
    text: str, language: str, patterns: Callable[[str], Iterable[tuple[Command, re.Pattern[str]]]]
) -> Command | None:
    """The command that `text` is from beginning to end, by the `patterns` of its language, then by those of English.

    They are compared without apostrophes, which recognisers set by taste.
    """
    for spoken in dict.fromkeys((language, "en")):
        said = plain(text, spoken).replace("'", "")
        for command, pattern in patterns(spoken):
            if pattern.fullmatch(said):
                return command
    return None


def any_of(wordings: str, language: str) -> str:
    """One pattern for `plain` texts, of wordings that stand on lines of their own or with `/` between them.

    In a wording, `[...]` may be left out and `(a|b)` is one of both; neither is nested in itself.
    """
    found = [wording.strip() for wording in re.split(r"[/\n]", wordings) if wording.strip()]
    return f"(?:{'|'.join(_pattern(wording, language) for wording in found)})" if found else "(?!)"


def _pattern(wording: str, language: str) -> str:
    pattern = re.sub(r"\[([^]]*)\] ", r"(?:(?:\1) )?", wording)
    pattern = re.sub(r"( ?)\[([^]]*)\]", r"(?:\1(?:\2))?", pattern)
    return pattern.replace(" ", "") if language in WRITTEN_TOGETHER else pattern
