"""Reads the reference where the echo in the microphone comes from: a little early, and as fast as the echo runs."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

import numpy as np

from .echo_delay import EchoDelay
from .types import ENGINE_RATE_HZ, Samples

LEAD_S = 0.04
"""At first the canceller gets what was played so much early: with a reference too late by a little it is deaf, and
nobody's estimate of a sound card's latency is better than 10 ms."""
_WANTED = 0.02 * ENGINE_RATE_HZ
_EARLY, _LATE, _ROUGH_LATE = 0.004 * ENGINE_RATE_HZ, 0.06 * ENGINE_RATE_HZ, 0.25 * ENGINE_RATE_HZ
"""Of an echo behind its reference, what is good, what will do, and what will for the rough one."""
_LEAST_DRIFT, _MUCH_DRIFT = 3e-6, 20e-6
_HALF = 8
"""Samples on each side that one between two is made of."""


class Change(Enum):
    """What will be different from now on."""

    PLACE = auto()
    ROUGH_PLACE = auto()  # and also that
    SPEED = auto()


class EchoAligner:
    """`read(position, count)` is the reference: see `Reference.read`. Counted in samples; pure but for that."""

    def __init__(self, read: Callable[[int, int], Samples], lead_s: float = LEAD_S) -> None:
        self._read = read
        self._ahead = self._rough = round(lead_s * ENGINE_RATE_HZ)
        self._fraction = 0.0
        self.moved_by = 0
        """With `Change.PLACE`: so many samples further ahead than before."""
        self._delay = EchoDelay()
        self.drift = 0.0
        """How much faster (positive) or slower the echo runs than the microphone."""

    def far(self, position: int, count: int) -> Samples:
        """The reference for the block of the microphone at `position`."""
        if not self.drift and not self._fraction:
            return self._read(position + self._ahead, count)
        places = self._fraction + np.arange(count) * (1 + self.drift)
        self._fraction += count * self.drift
        whole = int(np.floor(self._fraction))
        start, self._ahead, self._fraction = position + self._ahead, self._ahead + whole, self._fraction - whole
        return self._between(start, places)

    def rough(self, position: int, count: int) -> Samples:
        """The same, but not aligned unless it is quite wrong."""
        return self._read(position + self._rough, count)

    def learn(self, near: Samples, rough: Samples) -> Change | None:
        """Look where in `near` the echo of `rough` is. How `far` will be quite another from now on, if it will."""
        if not self._delay.feed(near, rough):
            return None
        change, drift, delay = None, self._delay.drift, self._delay.delay
        if drift is not None and abs(drift + self.drift) > _LEAST_DRIFT:
            change = Change.SPEED if abs(drift + self.drift) > _MUCH_DRIFT else None
            self.drift = -drift
        if delay is not None:
            behind = delay + self._ahead - self._rough
            if not _EARLY <= behind <= _LATE:
                self.moved_by = round(_WANTED - behind)
                self._ahead += self.moved_by
                change = Change.PLACE
            if not _EARLY <= delay <= _ROUGH_LATE:
                self._rough = self._ahead
                self._delay.forget()
                change = Change.ROUGH_PLACE
        return change

    def _between(self, start: int, places: Samples) -> Samples:
        """The reference at `start + places`, which are no whole numbers: windowed sinc."""
        base = np.floor(places).astype(int)
        known = self._read(start + base[0] - _HALF + 1, base[-1] - base[0] + 2 * _HALF)
        if not known.any():
            return np.zeros(len(places), dtype=np.float32)
        taps = np.arange(1 - _HALF, 1 + _HALF)
        away = taps - (places - base)[:, None]
        weights = np.sinc(away) * np.cos(away * np.pi / 2 / (_HALF + 1)) ** 2
        around = known[(base - base[0] + _HALF - 1)[:, None] + taps]
        between: Samples = (around * weights).sum(axis=1, dtype=np.float32)
        return between
