"""Lines to one text: words that were parted at the end of a line are whole again."""

from __future__ import annotations

import re
from collections.abc import Iterable

SOFT = "\u00ad\ufffe\u0002"
"""Hyphens that are only there because the line ends; the last two are what pdfium gives for one."""

_HYPHENS = "-‐" + SOFT
_KEPT = frozenset(
    "self non well ill high low long short two three four five six ten half cross co re pre post anti multi semi quasi"
    " ex all so off on in up real state end open large small full first second third old new e x".split()
)
"""First halves of words that are written with a hyphen more often than not."""
_LAST_WORD = re.compile(r"([^\W_]+(?:-[^\W_]+)*)-$")


def joined(lines: Iterable[str]) -> str:
    done: list[str] = []
    last = ""
    for line in lines:
        line = " ".join(line.split())
        if line:
            both = join(last, line)
            done.append(both[: len(both) - len(line)])
            last = line
    return "".join(done) + last


def join(text: str, line: str) -> str:
    """`text` and the line after it."""
    if not text:
        return line
    if text[-1] in _HYPHENS and text[-2:-1].isalpha() and line[0].isalpha():
        if text[-1] == "\u00ad":
            return text[:-1] + line
        text = text[:-1] + "-"
        if line[0].islower():
            first = _LAST_WORD.search(text[-60:])
            stays = first is not None and ("-" in first[1] or first[1].lower() in _KEPT)
            return text + line if stays else text[:-1] + line
        return text + line
    if text[-1] in SOFT:
        text = text[:-1] + "-"
    if _wide(text[-1]) and _wide(line[0]):
        return text + line  # Chinese and Japanese know no spaces
    if text[-1] in "-‐/" and not text[-2:-1].isspace() and line[0].isalnum():
        return text + line
    return f"{text} {line}"


def _wide(character: str) -> bool:
    return "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"
