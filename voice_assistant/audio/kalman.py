"""A linear echo canceller that leaves the person's words as they are.

It learns how a room and its devices turn what is played into what the microphone hears, and subtracts just that. Each
frequency is learned as fast as it can be told from other sound (a Kalman filter), so somebody who speaks meanwhile
neither disturbs the learning nor is disturbed by it. What it cannot take away is what is not linear.

G. Enzner, P. Vary: Frequency-domain adaptive Kalman filter for acoustic echo control in hands-free telephones, Signal
Processing 86 (2006). F. Kuech, E. Mabande, G. Enzner: State-space architecture of the partitioned-block-based acoustic
echo controller, ICASSP 2014.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .types import Samples

HOP = 256
"""Samples of one step, 16 ms at 16 kHz. Blocks are a whole number of steps."""
PARTITIONS = 12
"""Steps of the past that a sound may echo: 192 ms."""
_FORGET = 0.9997
"""How steady a room is from one step to the next."""
_NOISE_MEMORY = 0.8
_TINY = 1e-10
_MEMORY = 0.9
_REACH = 0.75
"""Share of all that is remembered; an echo that was further away has not been learned."""
_WORSE = 1.5
"""What is left is so much stronger than what came in, for a sixth of a second: what was learned is wrong by now."""


class KalmanFilter:
    """Takes away what is linear. Blocks in, blocks of the same length out, without delay."""

    def __init__(self, partitions: int = PARTITIONS) -> None:
        self._partitions = partitions
        shape = (partitions, HOP + 1)
        self._played = np.zeros(shape, dtype=np.complex64)  # spectra of the last steps, newest first
        self._paths = np.zeros(shape, dtype=np.complex64)  # what the room does, as learned so far
        self._doubt: NDArray[np.float32] = np.ones(shape, dtype=np.float32)  # and how unsure that is: variance
        self._other: NDArray[np.float32] = np.full(HOP + 1, _TINY, dtype=np.float32)  # power of what is not echo
        self._far_before = np.zeros(HOP, dtype=np.float32)
        self._came_in = self._left = 0.0  # energy of a step, of late
        self._quiet_steps = self._partitions + 1
        self.lost = False
        """In the last block it had to begin anew."""

    @property
    def idle(self) -> bool:
        """Nothing has been played for so long that no room echoes it any more."""
        return self._quiet_steps > self._partitions

    def process(self, near: Samples, far: Samples) -> Samples:
        """`near`, from the microphone, without the echo of `far`."""
        self.lost = False
        if self.idle and not far.any():
            self._far_before[:] = 0
            return near
        missing = -len(near) % HOP  # of a last block
        near, far = np.pad(near, (0, missing)), np.pad(far, (0, missing))
        steps = [self._step(near[at : at + HOP], far[at : at + HOP]) for at in range(0, len(near), HOP)]
        return np.concatenate(steps)[: len(near) - missing]

    def _step(self, near: Samples, far: Samples) -> Samples:
        self._quiet_steps = 0 if far.any() else self._quiet_steps + 1
        if self.idle:  # nothing to take away, nothing to learn
            self._far_before = far
            self._played[:] = 0
            return near
        self._played = np.roll(self._played, 1, axis=0)
        self._played[0] = np.fft.rfft(np.concatenate([self._far_before, far]))
        self._far_before = far
        echo = np.fft.irfft((self._paths * self._played).sum(axis=0))[HOP:]
        clean: Samples = near - echo.astype(np.float32)
        self._came_in += (1 - _MEMORY) * (float(near @ near) - self._came_in)
        self._left += (1 - _MEMORY) * (float(clean @ clean) - self._left)
        if self._left > _WORSE * self._came_in:  # somebody moved, or the sound stumbled
            self.doubt()
            self._paths[:] = 0
            self.lost = True
            return near
        self._learn(clean)
        return clean

    def drifted(self) -> None:
        """What was learned is about right, and will be right if it follows."""
        self._doubt = np.maximum(self._doubt, np.square(np.abs(self._paths)))

    def shift(self, samples: int) -> None:
        """All echoes come so many samples later (or, negative, sooner) than they did: the reference was moved.

        To doubt everything in place of this would let the filter learn from whoever speaks just now.
        """
        if abs(samples) > _REACH * self._partitions * HOP:
            self.doubt()
            return
        response = np.fft.irfft(self._paths, axis=1)[:, :HOP].reshape(-1)
        moved = np.zeros_like(response)
        if samples >= 0:
            moved[samples:] = response[: len(response) - samples]
        else:
            moved[:samples] = response[-samples:]
        parts = np.pad(moved.reshape(-1, HOP), ((0, 0), (0, HOP)))
        self._paths = np.fft.rfft(parts, axis=1).astype(np.complex64)
        self.drifted()

    def doubt(self) -> None:
        """What was learned may be wrong by now: learn fast again."""
        self._doubt[:] = 1
        self._left = self._came_in

    def _learn(self, clean: Samples) -> None:
        error = np.fft.rfft(np.concatenate([np.zeros(HOP, dtype=np.float32), clean])).astype(np.complex64)
        power = np.square(np.abs(self._played))
        echo_doubt = (power * self._doubt).sum(axis=0)
        self._other += np.float32(1 - _NOISE_MEMORY) * (np.square(np.abs(error)) - self._other)
        gain = self._doubt / (echo_doubt + 2 * self._other + np.float32(_TINY))
        step = np.fft.irfft(gain * np.conj(self._played) * error, axis=1)
        step[:, HOP:] = 0  # a path begins at its beginning: what wraps around belongs to no room
        self._paths = _FORGET * (self._paths + np.fft.rfft(step, axis=1).astype(np.complex64))
        self._doubt = _FORGET**2 * (1 - 0.5 * gain * power) * self._doubt + np.float32(1 - _FORGET**2) * np.square(
            np.abs(self._paths)
        )
