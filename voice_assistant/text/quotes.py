"""What of a paragraph somebody says: between quotation marks, as several languages set them. Pure.

A mark without its other is no quotation: reading on in the wrong voice is worse than not changing it. The one exception
is speech over several paragraphs, each of which begins with a mark, and only the last of which ends with one.
"""

from __future__ import annotations

from dataclasses import dataclass

_CLOSED_BY = {
    "“": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    "”": "”",
    '"': '"',
    "「": "」",
    "『": "』",
    "‘": "’",
    "'": "'",
}
_ONLY_OPEN = "“„«「『"
_SINGLE = "‘'"
_DOUBLE = frozenset(_CLOSED_BY) - frozenset(_SINGLE)
_BEFORE_OPENING = "([{—–-…"
_AFTER_SPEECH = ",.!?…—–。！？，"
_MENTIONED_WORDS = 5
"""So many words without a mark at their end, in the middle of a sentence, are a name or an expression."""


@dataclass(frozen=True, slots=True)
class _Opened:
    mark: str
    at: int


def quoted(text: str, following: str = "") -> list[tuple[int, int]]:
    """Where what is spoken begins and ends in the paragraph `text`, marks included; `following` is the next one."""
    found: list[tuple[int, int]] = []
    opened: _Opened | None = None
    singles = not any(character in _DOUBLE for character in text)
    for at, character in enumerate(text):
        if opened is None:
            if _opens(text, at, singles=singles):
                opened = _Opened(character, at)
        elif character in _CLOSED_BY[opened.mark] and _closes(text, at, opened.mark):
            if not _mentioned(text, opened.at, at):
                found.append((opened.at, at + 1))
            opened = None
        elif character == opened.mark and _opens(text, at, singles=singles):
            opened = _Opened(character, at)  # the one before has no other
    if opened is not None and following.lstrip()[:1] == opened.mark:
        found.append((opened.at, len(text)))
    return found


def _opens(text: str, at: int, *, singles: bool) -> bool:
    mark, before, after = text[at], text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if mark not in _CLOSED_BY or (mark in _SINGLE and not singles):
        return False
    return mark in _ONLY_OPEN or ((not before or before.isspace() or before in _BEFORE_OPENING) and bool(after.strip()))


def _closes(text: str, at: int, opened_by: str) -> bool:
    before, after = text[at - 1], text[at + 1 : at + 2]
    if opened_by in _SINGLE:  # else it is an apostrophe
        return before in _AFTER_SPEECH and not after.isalnum()
    return text[at] != opened_by or not (before.isspace() and after.strip())


def _mentioned(text: str, start: int, end: int) -> bool:
    """The "so-called" experts."""
    inside = text[start + 1 : end].strip()
    before = text[:start].rstrip()
    in_the_middle = before[-1:].isalnum() and text[end + 1 :].strip(" .,;:!?") != ""
    return in_the_middle and inside[-1:] not in _AFTER_SPEECH and len(inside.split()) <= _MENTIONED_WORDS
