"""Text for the ear: without the marks that are there for the eye."""

from __future__ import annotations

import re
from collections.abc import Callable

_Replacement = str | Callable[[re.Match[str]], str]

_EMOJI = (
    "[\U0001f000-\U0001fbff\u2600-\u27bf\u2b00-\u2bff\u231a-\u23ff\u25a0-\u25ff]"
    "(?:[\ufe0e\ufe0f\u200d\u20e3]|[\U0001f3fb-\U0001f3ff]|[\U000e0020-\U000e007f])*"
)

_RULES: tuple[tuple[re.Pattern[str], _Replacement], ...] = tuple(
    (re.compile(pattern, re.MULTILINE | re.DOTALL), replacement)
    for pattern, replacement in (
        (r"<think>.*?(?:</think>|\Z)", " "),
        (r"\A.*?</think>", " "),
        (r"^[ \t]*(?:```|~~~)[^\n`]*$", ""),  # the fences; what is between them stays
        (r"!?\[([^\[\]\n]*)\]\([^)\s]*(?:\s+\"[^\"\n]*\")?\)", r"\1"),
        (r"<(https?://[^>\s]+)>", r"\1"),
        (r"^[ \t]*(?:[-*_][ \t]*){3,}$", ""),  # a rule across the page
        (r"^[ \t]*(?:>[ \t]*)*(?:#{1,6}[ \t]+|[-*+•–][ \t]+)?(?:\[[ xX]\][ \t]+)?", ""),
        (r"[ \t]+#+[ \t]*$", ""),
        (r"`+", ""),
        (r"(\*\*\*?|~~)(?=\S)(.+?)(?<=\S)\1", r"\2"),
        (r"(?<![\\A-Za-z0-9_])(\*|_{1,3})(?=[^\s_])(.+?)(?<=[^\s_])\1(?![A-Za-z0-9_])", r"\2"),
        (r"\*{2,}|(?<![\w\s])\*(?=\w)|(?<=\w)\*(?![\w\s])", " "),  # one of a pair whose other is in another sentence
        (r"[\ufe0e\ufe0f]?\u20e3", ""),  # a digit in a box
        (_EMOJI, " "),
        (r"\\([\\`*_{}\[\]()#+.!>~-])", r"\1"),
    )
)


def speakable(text: str) -> str:
    """What of `text` is to be said, on one line; empty when nothing is."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    text = " ".join(text.split())
    return text if any(letter.isalnum() for letter in text) else ""
