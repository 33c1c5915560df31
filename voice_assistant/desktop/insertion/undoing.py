"""How much to take back, and when not to try. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from .base import Target
from .ways import is_terminal

_PICTURES = "[\U0001f000-\U0001f1e5\U0001f200-\U0001faff\u2190-\u2bff\u203c\u2049\u2122\u2139]"
_PIECE = f"{_PICTURES}(?:\ufe0f|[\U0001f3fb-\U0001f3ff])?"
_EMOJI = re.compile(
    f"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f\u20e3|{_PIECE}(?:\u200d{_PIECE})*"  # flags, keycaps, all others
)
"""One picture of several characters: GTK and Chromium delete it at once. (With an accent they differ.)"""


@dataclass(frozen=True, slots=True)
class Undo:
    backspaces: int


def how_to_undo(text: str, before_cursor: str | None, target: Target) -> Undo | str:
    """How to remove `text`, which was inserted into `target`, or one line that says why that would be wrong.

    `before_cursor` is what stands there now, None when nobody can tell; then the text is trusted to be the last
    thing before the cursor.
    """
    if before_cursor is not None and not before_cursor.endswith(text[-len(before_cursor) :] or text):
        return "the text is not before the cursor any more: nothing was taken back"
    if is_terminal(target) and "\n" in text:
        return "a terminal has run what was inserted: it cannot be taken back"
    units = text if is_terminal(target) else _EMOJI.sub("x", text)
    if any(_combines(char) for char in units):
        return "the text has joined characters, which programs delete in different ways: undo it in the program"
    return Undo(len(units))


def _combines(char: str) -> bool:
    """Whether programs disagree if this is a character of its own."""
    return (
        unicodedata.category(char) in ("Mn", "Mc", "Me", "Cf")
        or "\U0001f1e6" <= char <= "\U0001f1ff"
        or ("\U0001f3fb" <= char <= "\U0001f3ff")
    )
