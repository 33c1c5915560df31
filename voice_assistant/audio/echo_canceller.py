"""Takes our own voice out of what the microphone hears. Pure: sound in, sound out, no devices and no clock.

Two cancellers, one behind the other. A linear filter leaves the words of whoever speaks at the same time as they are:
that is for the recogniser. WebRTC's AEC3 then removes with force what is left, and some of those words with it: that
is for the voice activity detector, which must never take us for somebody else. Until the filter has learned the room,
a second AEC3 works alone: it needs no time, but lets less of the other person through.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .kalman import KalmanFilter
from .louder import Louder
from .types import ENGINE_RATE_HZ, Samples

FRAME = ENGINE_RATE_HZ // 100
"""AEC3 works on 10 ms."""

DEAF = ENGINE_RATE_HZ
"""So long the gate stays shut when the sound has stumbled."""
SETTLING = 2 * ENGINE_RATE_HZ
"""So long the AEC3 behind the filter needs when the reference comes from another place."""
WARM_UP = 7 * ENGINE_RATE_HZ // 2
"""So much of our speech is needed at first, in samples; less when the filter has learned the room before."""

_NEW = 0.06
"""Share of a block of 32 ms in what was of late: half a second."""
_LEARNED = 10**-1.2
"""So much is left when the filter has learned the room: 12 dB less."""
_SURE = ENGINE_RATE_HZ // 2
"""So long it must be good enough without a break."""
_AS_GOOD = 1.5
"""And what is left behind it is at most so much more than what AEC3 leaves alone: it has settled there, too."""


@dataclass(frozen=True, slots=True, eq=False)
class Cancelled:
    """A block without the echo, twice. Both have the length of what came in."""

    samples: Samples
    """For the recogniser."""
    gate: Samples | None
    """For the voice activity detector, 10 ms late; None when there was no echo: `samples` will do."""
    deaf: bool = False
    """The gate is shut: nothing can be told from this."""


class EchoCanceller:
    """Both in a row, at `ENGINE_RATE_HZ`, in blocks of a whole number of 16 ms."""

    def __init__(self) -> None:
        self._linear = KalmanFilter()
        self._behind, self._alone = Aec3(), Aec3()
        self._louder = Louder()
        self._learned = False
        self._powers: NDArray[np.float64] | None = None  # of late
        self._good = 0  # samples for which it has been good enough; below 0, it is not asked
        self._deaf = WARM_UP  # samples
        self._warm = False  # has heard enough of us, once

    def process(self, near: Samples, far: Samples, rough: Samples | None = None) -> Cancelled:
        """`near` from the microphone without the echo of `far`, of the same length.

        What is in `far` must be played when `near` is recorded, or up to 0.1 s before; never later. `rough` is the
        same, where its place may be wrong by 0.25 s, but does not change while that of `far` is sought.
        """
        samples = self._linear.process(near, far)
        if self._linear.lost:
            self._unlearn()
        if self._linear.idle:
            if self._warm:  # what stumbled is long over
                self._deaf = max(0, self._deaf - len(near))
            return Cancelled(samples, None)
        gate = self._behind.process(samples, far)
        if not self._learned:
            behind, gate = gate, self._alone.process(near, far if rough is None else rough)
            self._learned = self._has_learned(near, samples, behind, gate)
            if self._learned:
                self._deaf = 0
        louder = self._louder.feed(near, far if rough is None else rough)
        if self._deaf <= 0:
            self._warm = True
            return Cancelled(samples, gate)
        self._deaf -= len(near)
        if louder:
            return Cancelled(samples, gate)
        return Cancelled(samples, np.zeros_like(gate), deaf=True)

    def stumbled(self) -> None:
        """The echo comes from quite another place from now on. For a moment nobody knows whose voice it is."""
        self._linear.doubt()
        self._unlearn()
        self._deaf = max(self._deaf, DEAF)

    def realigned(self, by: int) -> None:
        """`far` is read so many samples further ahead from now on, `rough` is not: the echo is so much later."""
        self._linear.shift(by)
        self._unlearn()

    def drifted(self) -> None:
        """`far` comes at another speed from now on."""
        self._linear.drifted()

    def _unlearn(self) -> None:
        self._good = -SETTLING
        self._learned = False
        self._powers = None

    def _has_learned(self, *sounds: Samples) -> bool:
        """Of what came in, what the filter left, and the gates behind it and alone: are the first two good enough?"""
        powers = np.array([float(np.mean(np.square(sound))) for sound in sounds])
        self._powers = powers if self._powers is None else self._powers + _NEW * (powers - self._powers)
        came_in, left, behind, alone = self._powers
        good = left < _LEARNED * came_in and behind < _AS_GOOD * alone
        if good or self._good < 0:
            self._good += len(sounds[0])
        else:
            self._good = 0
        return self._good > _SURE


class Aec3:
    """WebRTC's canceller, in blocks of any size. The output is `FRAME` samples behind."""

    def __init__(self) -> None:
        from pywebrtc_audio import EchoCanceller as WebRtc

        self._aec = WebRtc(sample_rate=ENGINE_RATE_HZ, num_channels=1)
        self._near = self._far = np.zeros(0, dtype=np.float32)
        self._ready = np.zeros(FRAME, dtype=np.float32)

    def process(self, near: Samples, far: Samples) -> Samples:
        self._near = np.concatenate([self._near, near])
        self._far = np.concatenate([self._far, far])
        whole = len(self._near) // FRAME * FRAME
        frames = [
            self._aec.process(self._near[start : start + FRAME], self._far[start : start + FRAME])
            for start in range(0, whole, FRAME)
        ]
        self._near, self._far = self._near[whole:], self._far[whole:]
        self._ready = np.concatenate([self._ready, *frames])
        out, self._ready = self._ready[: len(near)], self._ready[len(near) :]
        return out
