"""How much to take back, and when not to try. Pure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from .base import Target
from .ways import is_terminal


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
    if any(_combines(char) for char in text):
        return "the text has joined characters, which programs delete in different ways: undo it in the program"
    return Undo(len(text))


def _combines(char: str) -> bool:
    """Whether programs disagree if this is a character of its own."""
    return (
        unicodedata.category(char) in ("Mn", "Mc", "Me", "Cf")
        or "\U0001f1e6" <= char <= "\U0001f1ff"
        or ("\U0001f3fb" <= char <= "\U0001f3ff")
    )
