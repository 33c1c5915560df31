"""Texts of neighbouring stretches of speech, as one."""

from __future__ import annotations

WITHOUT_SPACES = frozenset({"zh", "ja", "yue", "th", "lo", "my", "km"})


def join(before: str, after: str, language: str, *, paused: bool) -> str:
    """`before` and `after`; where the speaker did not pause between them, no sentence ends between them either."""
    before, after = before.strip(), after.strip()
    if not before or not after:
        return before or after
    if not paused:
        before, after = _open_end(before), _small(after)
    elif after[0].islower():  # the speaker hesitated: the sentence goes on
        before = _open_end(before)
    return before + ("" if language in WITHOUT_SPACES else " ") + after


def _open_end(text: str) -> str:
    """Without the full stop that a recogniser puts wherever the sound ends."""
    return text.rstrip(".…。") if text[-1] in ".…。" else text


def _small(text: str) -> str:
    """Without the capital that it begins with; one that would be there in mid-sentence stays as far as can be told."""
    first = text.split(maxsplit=1)[0]
    known = first in ("I", "O") or first.startswith(("I'", "I\u2019")) or first[1:] != first[1:].lower()
    return text if known else text[0].lower() + text[1:]
