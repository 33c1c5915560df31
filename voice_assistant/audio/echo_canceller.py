"""Takes our own voice out of what the microphone hears. Pure: sound in, sound out, no devices and no clock.

Two cancellers, one behind the other. A linear filter leaves the words of whoever speaks at the same time as they are:
that is for the recogniser. WebRTC's AEC3 then removes with force what is left, and much of those words with it: that
is for the voice activity detector, which must never take us for somebody else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .kalman import KalmanFilter
from .types import ENGINE_RATE_HZ, Samples

FRAME = ENGINE_RATE_HZ // 100
"""AEC3 works on 10 ms."""

DEAF = ENGINE_RATE_HZ
"""So long the gate stays shut when the sound has stumbled."""


@dataclass(frozen=True, slots=True, eq=False)
class Cancelled:
    """A block without the echo, twice. Both have the length of what came in."""

    samples: Samples
    """For the recogniser."""
    gate: Samples | None
    """For the voice activity detector, 10 ms late; None when there was no echo: `samples` will do."""


class EchoCanceller:
    """Both in a row, at `ENGINE_RATE_HZ`, in blocks of a whole number of 16 ms."""

    def __init__(self) -> None:
        self._linear = KalmanFilter()
        self._gate = Aec3()
        self._deaf = 0  # samples

    def process(self, near: Samples, far: Samples) -> Cancelled:
        """`near` from the microphone without the echo of `far`, of the same length.

        What is in `far` must be played when `near` is recorded, or up to 0.15 s before; never later.
        """
        samples = self._linear.process(near, far)
        if self._linear.idle:
            return Cancelled(samples, None)
        gate = self._gate.process(samples, far)
        if self._deaf > 0:
            self._deaf -= len(near)
            gate = np.zeros_like(gate)
        return Cancelled(samples, gate)

    def moved(self) -> None:
        """The echo comes from quite another place from now on. For a moment nobody knows whose voice it is."""
        self._linear.doubt()
        self._deaf = DEAF

    def drifted(self) -> None:
        """`far` comes at another speed from now on."""
        self._linear.doubt()


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
