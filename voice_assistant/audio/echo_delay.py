"""Where in the microphone's sound the echo is, and how fast that changes: two sound cards have two clocks.

Pure; counted in samples. Found by generalised cross-correlation with phase transform (C. Knapp, G. Carter: The
generalized correlation method for estimation of time delay, IEEE Transactions on Acoustics, Speech, and Signal
Processing 24, 1976), whose peak is sharp in a room with echoes of its own.
"""

from __future__ import annotations

from collections import deque
from itertools import combinations
from statistics import median

import numpy as np

from .types import ENGINE_RATE_HZ, Samples

WINDOW = 2 * ENGINE_RATE_HZ
_EVERY = ENGINE_RATE_HZ // 2
EARLIEST, LATEST = -ENGINE_RATE_HZ // 4, ENGINE_RATE_HZ
"""Delays that are looked for, in samples: an echo before its sound means that the time of the sound is wrong."""
_CLEAR = 10.0
"""So much higher than the noise around it is a peak that means something."""
_LOWEST_HZ, _HIGHEST_HZ = 200, 5000
_AGREE = 24.0
"""Samples between two findings that tell of the same path."""
_FIT = 16
"""Findings that the drift is told from, two a second."""
_ENOUGH = 4
_MOST_DRIFT = 500e-6


class EchoDelay:
    """`feed` it blocks; `delay` and `drift` change about twice a second of sound played."""

    def __init__(self) -> None:
        self._near: deque[Samples] = deque()
        self._far: deque[Samples] = deque()
        self._length = 0
        self._since = 0
        self._position = 0
        self._found: deque[tuple[int, float]] = deque(maxlen=_FIT)  # where, delay
        bins = np.fft.rfftfreq(2 * WINDOW, 1 / ENGINE_RATE_HZ)
        self._band = (bins > _LOWEST_HZ) & (bins < _HIGHEST_HZ)

    @property
    def delay(self) -> float | None:
        """By how many samples the echo is behind what was fed as `far`; None until two findings agree."""
        return None if len(self._found) < 2 else median(delay for _, delay in list(self._found)[-3:])

    @property
    def drift(self) -> float | None:
        """How much the delay grows, in samples a sample; None while that is not known."""
        if len(self._found) < _ENOUGH:
            return None
        slopes = [(b - a) / (at_b - at_a) for (at_a, a), (at_b, b) in combinations(self._found, 2)]
        drift = median(slopes)  # Theil-Sen
        return drift if abs(drift) < _MOST_DRIFT else None

    def forget(self) -> None:
        """`far` comes from another place from now on."""
        self._found.clear()
        self._near.clear()
        self._far.clear()
        self._length = 0

    def feed(self, near: Samples, far: Samples) -> bool:
        """Whether something was found."""
        self._position += len(near)
        if not far.any() and not self._length:
            return False
        self._near.append(near)
        self._far.append(far)
        self._length += len(near)
        self._since += len(near)
        while self._length - len(self._near[0]) >= WINDOW:
            self._length -= len(self._near.popleft())
            self._far.popleft()
        if self._length < WINDOW or self._since < _EVERY:
            return False
        self._since = 0
        return self._look()

    def _look(self) -> bool:
        near, far = np.concatenate(self._near), np.concatenate(self._far)
        if np.count_nonzero(np.abs(far) > 1e-3) < len(far) // 4:
            return False
        cross = np.fft.rfft(near, 2 * WINDOW) * np.conj(np.fft.rfft(far, 2 * WINDOW))
        cross = np.where(self._band, cross / (np.abs(cross) + 1e-12), 0)
        likeness = np.abs(np.fft.irfft(cross))
        likeness = np.concatenate([likeness[EARLIEST:], likeness[:LATEST]])
        peak = int(np.argmax(likeness))
        if likeness[peak] < _CLEAR * float(np.median(likeness)) or not 0 < peak < len(likeness) - 1:
            return False
        before, top, after = (float(likeness[peak + step]) for step in (-1, 0, 1))
        bend = before - 2 * top + after
        delay = EARLIEST + peak + (0.5 * (before - after) / bend if bend else 0.0)
        if self._found and abs(delay - self._found[-1][1]) > _AGREE:
            self._found.clear()
        self._found.append((self._position, delay))
        return True
