"""WebRTC's echo canceller (AEC3), in blocks of any size. Pure: sound in, sound out, no devices and no clock."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from .types import ENGINE_RATE_HZ, Samples

FRAME = ENGINE_RATE_HZ // 100
"""AEC3 works on 10 ms."""


class EchoCanceller(Protocol):
    """Takes our own voice out of what the microphone hears."""

    delay: int
    """The output is so many samples behind the input."""

    def process(self, near: Samples, far: Samples) -> Samples:
        """`near` from the microphone without the echo of `far`, of the same length, at `ENGINE_RATE_HZ`.

        What is in `far` must be played when `near` is recorded, or up to 0.3 s before; never later.
        """
        ...

    def reset(self) -> None:
        """Forget the past: the next block does not follow the last one."""
        ...


class WebRtcEchoCanceller:
    """AEC3. Implements `EchoCanceller`."""

    delay = FRAME

    def __init__(self) -> None:
        from pywebrtc_audio import EchoCanceller as Aec3

        self._aec = Aec3(sample_rate=ENGINE_RATE_HZ, num_channels=1)
        self._near: Samples
        self._far: Samples
        self._ready: Samples
        self.reset()

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

    def reset(self) -> None:
        self._aec.reset()
        self._near = self._far = np.zeros(0, dtype=np.float32)
        self._ready = np.zeros(WebRtcEchoCanceller.delay, dtype=np.float32)
