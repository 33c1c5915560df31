"""Sound on its way to the card: filled on the event loop's thread, emptied on the sound card's."""

from __future__ import annotations

from collections import deque
from threading import Lock

import numpy as np

from .resample import resample
from .types import Audio, Samples

FADE_S = 0.005
"""A flush fades out over this time: a sound cut in mid-wave is heard as a click."""
DUCK_S = 0.02
"""From full volume to silence; a smaller change takes less."""


class PlayQueue:
    """A first-in, first-out queue of samples at `rate_hz` that counts what was taken from it. Thread-safe."""

    def __init__(self, rate_hz: int) -> None:
        self._lock = Lock()
        self._rate_hz = rate_hz
        self._parts: deque[Samples] = deque()
        self._queued = 0  # samples
        self._played_s = 0.0
        self._gain = self._wanted_gain = 1.0

    @property
    def rate_hz(self) -> int:
        return self._rate_hz

    @property
    def queued_s(self) -> float:
        return self._queued / self._rate_hz

    @property
    def played_s(self) -> float:
        """Seconds taken since the beginning."""
        return self._played_s

    def put(self, samples: Samples) -> None:
        with self._lock:
            if len(samples):
                self._parts.append(samples)
                self._queued += len(samples)

    def fill(self, out: Samples) -> int:
        """Move as many samples as there are into `out`, shape (n,), zeros behind them; returns how many."""
        filled = 0
        with self._lock:
            while self._parts and filled < len(out):
                part = self._parts.popleft()
                count = min(len(part), len(out) - filled)
                out[filled : filled + count] = part[:count]
                filled += count
                if count < len(part):
                    self._parts.appendleft(part[count:])
            self._queued -= filled
            self._played_s += filled / self._rate_hz
            self._ramp(out)
        out[filled:] = 0
        return filled

    def duck(self, gain: float) -> None:
        """Whatever is taken from now on is at `gain`, 0.0 ... 1.0, with a ramp."""
        with self._lock:
            self._wanted_gain = min(1.0, max(0.0, gain))

    def _ramp(self, out: Samples) -> None:
        step = 1 / (DUCK_S * self._rate_hz)
        change = self._wanted_gain - self._gain
        if change:
            steps = np.arange(1, len(out) + 1, dtype=np.float32) * np.float32(step)
            gains = np.float32(self._gain) + np.sign(change) * np.minimum(steps, np.float32(abs(change)))
            out *= gains.astype(np.float32)
            self._gain = self._wanted_gain if step * len(out) >= abs(change) else float(gains[-1])
        elif self._gain != 1.0:
            out *= np.float32(self._gain)

    def flush(self) -> None:
        """Forget everything but a short fade of what would have come next."""
        fade = np.zeros(round(FADE_S * self._rate_hz), dtype=np.float32)
        with self._lock:
            kept = min(self._queued, len(fade))
            position = 0
            for part in self._parts:
                part = part[: kept - position]
                fade[position : position + len(part)] = part
                position += len(part)
            fade = fade[:kept] * np.linspace(1, 0, kept, dtype=np.float32)
            self._parts.clear()
            self._queued = kept
            if kept:
                self._parts.append(fade)

    def clear(self) -> None:
        """Forget everything, at once."""
        with self._lock:
            self._parts.clear()
            self._queued = 0

    def change_rate(self, rate_hz: int) -> None:
        """What is queued goes on at another rate: the sound moved to another card."""
        with self._lock:
            if rate_hz != self._rate_hz and self._queued:
                whole = resample(Audio(np.concatenate(list(self._parts)), self._rate_hz), rate_hz).samples
                self._parts = deque([whole])
                self._queued = len(whole)
            self._rate_hz = rate_hz
