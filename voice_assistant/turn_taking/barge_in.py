"""Does the person want to interrupt? Told from speech frames while the assistant speaks. Pure, counted in samples.

At the first sign of speech the voice is ducked; speech that goes on stops it. A cough, a door or a "mhm" is over
before that, and the voice comes back. A hum with a closed mouth has next to nothing above 1 kHz, words do: it takes
longer to be believed.
"""

from __future__ import annotations

from enum import Enum

import numpy as np

from ..audio.types import ENGINE_RATE_HZ, Samples

DUCK_S = 0.03
"""So much speech is a sign: one frame. To duck for nothing does no harm, to be late does."""
STOP_S = 0.25
"""So much is an interruption."""
HUM_STOP_S = 0.75
"""So much, when no mouth was opened: a "mhm" is half a second, and longer in a room."""
ARTICULATED_SHARE = 0.2
"""Of a burst that words are made of: so much of it is more than a hum."""
GAP_S = 0.2
"""A silence within speech: the closure of a consonant, a breath."""
OVER_S = 0.3
"""After so much silence it was nothing."""
_ARTICULATED = 0.02
"""Power above 1 kHz in a frame that is more than a hum, as a share of the whole power of the loudest frame."""
_SPLIT_HZ = 1000


class Sign(Enum):
    """What to do about it."""

    DUCK = "duck"
    STOP = "stop"
    RESTORE = "restore"


class BargeIn:
    """`feed` it each frame and whether it is speech; after `STOP` it has had its say."""

    def __init__(self, frame_samples: int) -> None:
        self._frame_s = frame_samples / ENGINE_RATE_HZ
        self._speech_s = 0.0  # in this burst
        self._articulated_s = 0.0
        self._silence_s = 0.0
        self._since_onset = 0  # frames
        self._ducked = False
        self._loudest = 0.0  # power of a frame in this burst
        self._bins = np.fft.rfftfreq(frame_samples, 1 / ENGINE_RATE_HZ) >= _SPLIT_HZ

    @property
    def onset_frames(self) -> int:
        """How many frames ago the burst began."""
        return self._since_onset

    def feed(self, frame: Samples, is_speech: bool) -> Sign | None:
        if self._speech_s or is_speech:
            self._since_onset += 1
        if not is_speech:
            return self._silence()
        self._silence_s = 0.0
        self._speech_s += self._frame_s
        if self._articulated(frame):
            self._articulated_s += self._frame_s
        needed_s = STOP_S if self._articulated_s >= self._speech_s * ARTICULATED_SHARE else HUM_STOP_S
        if self._speech_s >= needed_s:
            return Sign.STOP
        if not self._ducked and self._speech_s >= DUCK_S:
            self._ducked = True
            return Sign.DUCK
        return None

    def _silence(self) -> Sign | None:
        self._silence_s += self._frame_s
        if self._silence_s < (OVER_S if self._ducked else GAP_S):
            return None
        ducked, self._ducked = self._ducked, False
        self._speech_s = self._articulated_s = 0.0
        self._since_onset = 0
        self._loudest = 0.0
        return Sign.RESTORE if ducked else None

    def _articulated(self, frame: Samples) -> bool:
        power = np.square(np.abs(np.fft.rfft(frame)))
        self._loudest = max(self._loudest, float(power.sum()))
        return self._loudest > 0 and float(power[self._bins].sum()) >= _ARTICULATED * self._loudest
