"""How long a text takes to say, told from its letters. Rough in seconds, fair in proportion."""

from __future__ import annotations

_LETTER_S = 0.062
_DIGIT_S = 0.25
_PAUSE_S = 0.15
_PAUSES = ".,;:!?…—–。！？，、；："


def spoken_s(text: str) -> float:
    """Seconds that an unhurried voice takes for `text`."""
    return sum(map(character_s, text))


def character_s(character: str) -> float:
    """The part of `character` in that; nothing for white space and signs without a sound."""
    if character in _PAUSES:
        return _PAUSE_S
    if not character.isalnum():
        return 0.0
    if character.isdigit():
        return _DIGIT_S
    if "\u3040" <= character <= "\u30ff":  # kana
        return 0.13
    if "\uac00" <= character <= "\ud7a3":  # a syllable of Korean
        return 0.17
    return 0.2 if character >= "\u2e80" else _LETTER_S
