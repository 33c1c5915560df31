"""A word in a stream of sound. In silence it costs next to nothing: the cheap detector of voices keeps the good one
asleep, and that one the wake word's.
"""

from __future__ import annotations

from collections import deque

from ..audio.types import ENGINE_RATE_HZ, Samples
from ..engines.base import VoiceActivity, WakeWords
from ..listening import SpeechMeter

SPEECH = 0.3
"""Probability from which a frame counts as speech; low, because a word is also called across the room."""
LEAD_S = 1.2
"""Sound before the first speech that the words are listened for in: the detector of voices wakes late."""
WARM_UP_S = 0.5
"""So much of the lead may not be answered to: the engine remembers what was before the gap."""
TAIL_S = 0.8
"""Listened for after the last speech."""
DEAF_S = 1.0
"""After a word, so that one word is not heard twice."""


class Spotter:
    """Hears words in frames of sound, and listens for them only where speech is."""

    def __init__(self, words: WakeWords, activity: VoiceActivity) -> None:
        self._words = words
        self.meter = SpeechMeter(activity, SPEECH)
        self._frame_s = activity.frame_samples / ENGINE_RATE_HZ
        self._lead: deque[Samples] = deque(maxlen=round(LEAD_S / self._frame_s))  # not listened to yet
        self._listens_s = 0.0
        self._deaf_s = 0.0

    def close(self) -> None:
        """Nothing more will be fed."""
        close = getattr(self._words, "close", None)
        if close is not None:
            close()

    def feed(self, frame: Samples, is_speech: bool) -> str | None:
        """The word that ends with `frame`."""
        self._deaf_s = max(0.0, self._deaf_s - self._frame_s)
        if is_speech:
            self._listens_s = TAIL_S
        elif self._listens_s <= 0:
            self._lead.append(frame)
            return None
        else:
            self._listens_s -= self._frame_s
        word = self._catch_up()
        word = self._words.feed(frame) or word
        if word is None or self._deaf_s:
            return None
        self._deaf_s = DEAF_S
        return word

    def _catch_up(self) -> str | None:
        word = None
        warm_up = len(self._lead) - round((LEAD_S - WARM_UP_S) / self._frame_s)
        for number, frame in enumerate(self._lead):
            heard = self._words.feed(frame)
            if number >= warm_up:
                word = heard or word
        self._lead.clear()
        return word
