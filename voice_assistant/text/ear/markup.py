"""Markdown and HTML without their marks, one line for each that is said."""

from __future__ import annotations

import re

from .rules import apply, rules

_EMOJI = (
    "[\U0001f000-\U0001fbff\u2600-\u27bf\u2b00-\u2bff\u231a-\u23ff\u25a0-\u25ff]"
    "(?:[\ufe0e\ufe0f\u200d\u20e3]|[\U0001f3fb-\U0001f3ff]|[\U000e0020-\U000e007f])*"
)
_TAGS = (
    "a|b|i|u|s|p|br|hr|em|strong|code|pre|span|div|sub|sup|kbd|mark|small|del|ins|ul|ol|li|h[1-6]|table|tr|td|th|img"
)

_RULES = rules(
    (r"<think>.*?(?:</think>|\Z)", " "),
    (r"\A.*?</think>", " "),
    (r"<!--.*?(?:-->|\Z)", " "),
    (r"^[ \t]*(?:```|~~~)[^\n`]*$", ""),  # the fence of a block whose other is in another piece
    (r"!?\[([^\[\]\n]*)\]\([^)\s]*(?:\s+\"[^\"\n]*\")?\)", r"\1"),
    (r"(?<=[^\s\[(])(?:\s?\[\^?\d{1,4}(?:(?:, ?|[-–])\d{1,4})*\])+|\[\^[^\]\n]{1,40}\]:?", ""),  # citations, footnotes
    (r"(?<=\S)\[([^\[\]\n]{1,200})\]\[[^\[\]\n]{0,80}\]|\[([^\[\]\n]{1,200})\]\[[^\[\]\n]{0,80}\]", r"\1\2"),
    (r"<(https?://[^>\s]+)>", r"\1"),
    (rf"(?i)</?(?:{_TAGS})(?:\s[^<>\n]{{0,300}})?/?>", " "),
    (r"&nbsp;|\u00a0|\u202f", " "),
    (r"^[ \t]*(?:[-*_][ \t]*){3,}$", ""),  # a rule across the page
    (r"^[ \t]*(?:>[ \t]*)*(?:#{1,6}[ \t]+|[-*+•–][ \t]+)?(?:\[[ xX]\][ \t]+)?", ""),
    (r"^={3,}[ \t]*$", ""),  # under a heading
    (r"(?<=\S)[ \t]+#+[ \t]*$", ""),
    (r"`+", ""),
    (r"(\*\*\*?|~~)(?=\S)(.+?)(?<=\S)\1", r"\2"),
    (r"(?<![\\A-Za-z0-9_])(\*|_{1,3})(?=[^\s_])(.+?)(?<=[^\s_])\1(?![A-Za-z0-9_])", r"\2"),
    (r"\*{2,}|(?<![\w\s])\*(?=\w)|(?<=\w)\*(?![\w\s])", " "),  # one of a pair whose other is in another sentence
    (r"[\ufe0e\ufe0f]?\u20e3", ""),  # a digit in a box
    (_EMOJI, " "),
    (r"\\([\\`*_{}\[\]()#+.!>~-])", r"\1"),
    flags=re.MULTILINE | re.DOTALL,
)
_LIST_ITEM = re.compile(r"[ \t]*(?:[-*+•–]|\d{1,3}[.)])[ \t]+\S")
_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]+\S")
_ENDS = tuple(".,;:!?…。！？，；：、")


def plain(text: str) -> str:
    """Without marks, on one line; list items and headings keep their pauses."""
    if "\n" in text:
        text = "\n".join(_paused(text.split("\n")))
    return " ".join(apply(text, _RULES).split())


def _paused(lines: list[str]) -> list[str]:
    said = []
    for number, line in enumerate(lines):
        more = any(after.strip() for after in lines[number + 1 : number + 3])
        if more and line.strip() and not line.rstrip().endswith(_ENDS):
            if _HEADING.match(line):
                line = line.rstrip().rstrip("#").rstrip() + "."
            elif _LIST_ITEM.match(line):
                line = line.rstrip() + ","
        said.append(line)
    return said
