"""How much of a sentence a voice had said when it broke off, so that the next one goes on there. Pure.

A voice that tells where its words end is believed. With any other, the seconds of sound are held against those that
the text takes; at the seam a word is rather said twice than not at all.
"""

from __future__ import annotations

import re

from ...audio.types import Audio
from ...text.durations import spoken_s

_SLOW = 1.25
"""A voice is taken to be slower than most, so that no word is left out."""


class SaidSoFar:
    """`rest` is what is still to be said of `text`."""

    def __init__(self, text: str, speed: float = 1.0) -> None:
        self.rest = text
        self._speed = speed
        self._sound_s = 0.0
        self._words_over = 0
        self._told = True

    def add(self, sound: Audio) -> None:
        """The next sound of the rest."""
        self._sound_s += sound.duration_s
        self._words_over += len(sound.word_ends_s)
        self._told &= bool(sound.word_ends_s)

    def broke_off(self) -> None:
        """The voice that said it is gone."""
        starts = [match.start() for match in re.finditer(r"\S+", self.rest)]
        over = self._words_over if self._told else self._likely_over(starts)
        self.rest = self.rest[starts[over] :] if over < len(starts) else ""
        self._sound_s, self._words_over, self._told = 0.0, 0, True

    def _likely_over(self, starts: list[int]) -> int:
        likely_s = self._sound_s * self._speed / _SLOW
        over = 0
        for number, start in enumerate(starts[1:], start=1):
            if spoken_s(self.rest[:start]) > likely_s:
                break
            over = number
        return over
