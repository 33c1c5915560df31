"""What the speakers play, on one time line: what an echo canceller takes away from what the microphone hears.

Every speaker writes what it really hands to the card (volume and ducking included) with the time it will be in the
air; whoever cancels the echo reads the same stretch of time as a block of the microphone. Cue sounds come from another
speaker than the voice: several tracks are mixed.

A speaker of a test does the same: `track = reference.track()`, and `track.write(samples, rate_hz, at_s)` for what it
plays, in pieces of any size, before or when it is in the air, on the event loop's clock (a virtual one as well).
Where nothing is written there was silence.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from .resample import StreamResampler
from .sample_clock import GAP_S, SampleClock
from .types import ENGINE_RATE_HZ, Samples

KEPT_S = 32.0
"""How far back can be read: as long as a microphone keeps blocks for a reader that is busy, and a little more."""
_TAIL_S = 0.2
"""What a resampler may still hold of a sound that is over. After that, silence is not resampled."""
_MAX_PENDING = 2000
"""Pieces that wait to be mixed, for each track: many seconds; then the oldest are lost."""


class Reference:
    """The mix of all tracks at `ENGINE_RATE_HZ`. Made and read on the event loop's thread, written on any."""

    def __init__(self) -> None:
        self._ring = np.zeros(round(KEPT_S * ENGINE_RATE_HZ), dtype=np.float32)
        self._written_to = 0  # position on the time line, in samples: what is behind it has not been written
        self._sounds_to = 0  # and behind this all is silence
        self._tracks: list[Track] = []
        self._readers = 0
        self.stumbles = 0
        """How often a sound did not go on where it should have: the sound card ran dry in the middle of it."""

    def track(self) -> Track:
        """A place for one more speaker to write to: a `Tap`."""
        track = Track(self)
        self._tracks.append(track)
        return track

    @property
    def wanted(self) -> bool:
        """Whether anybody reads: when nobody does, writing costs nothing."""
        return self._readers > 0

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Collect what is played while the context is open."""
        if not self._readers:
            self._ring[:] = 0
        self._readers += 1
        try:
            yield
        finally:
            self._readers -= 1

    def read(self, start: int, count: int) -> Samples:
        """`count` samples from position `start`, which is a time in seconds on the loop's clock by `ENGINE_RATE_HZ`.

        Zeros where nothing is known: too long ago, or not yet written.
        """
        for track in self._tracks:
            track.mix()
        if start >= self._sounds_to:
            return np.zeros(count, dtype=np.float32)
        positions = np.arange(start, start + count)
        known = (positions < self._written_to) & (positions >= self._written_to - len(self._ring))
        return np.where(known, self._ring[positions % len(self._ring)], np.float32(0))

    def _add(self, start: int, samples: Samples) -> None:
        size = len(self._ring)
        end = start + len(samples)
        if end > self._written_to:
            fresh = np.arange(max(self._written_to, end - size), end) % size
            self._ring[fresh] = 0
            self._written_to = end
        oldest = self._written_to - size
        if start < oldest:
            samples = samples[oldest - start :]
            start = oldest
        self._ring[np.arange(start, start + len(samples)) % size] += samples
        if samples.any():
            self._sounds_to = max(self._sounds_to, end)


class Track:
    """What one speaker plays. Implements `Tap`."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._pending: deque[tuple[Samples, int, float]] = deque(maxlen=_MAX_PENDING)
        self._clock = SampleClock()
        self._resampler: StreamResampler | None = None
        self._start = 0  # position of the first sample that this resampler got
        self._ready = 0
        self._quiet_s = _TAIL_S
        self._ends_s = 0.0  # when the last piece was over

    def write(self, samples: Samples, rate_hz: int, at_s: float) -> None:
        if self._reference.wanted:
            self._pending.append((samples.copy(), rate_hz, at_s))
        elif self._pending:
            self._pending.clear()

    def mix(self) -> None:
        """Add what was written to the mix."""
        while self._pending:
            samples, rate_hz, at_s = self._pending.popleft()
            quiet, duration_s = not samples.any(), len(samples) / rate_hz
            moved = self._clock.place(at_s, duration_s, quiet=quiet)
            goes_on = self._quiet_s == 0 and at_s - self._ends_s < GAP_S
            self._reference.stumbles += moved and not quiet and goes_on
            self._ends_s = at_s + duration_s
            self._quiet_s = self._quiet_s + duration_s if quiet else 0.0
            if self._quiet_s > _TAIL_S:
                self._resampler = None
                continue
            if moved or self._resampler is None or self._resampler.from_hz != rate_hz:
                self._resampler = StreamResampler(rate_hz, ENGINE_RATE_HZ)
                self._start, self._ready = round(self._clock.placed_s * ENGINE_RATE_HZ), 0
            ready = self._resampler.push(samples)
            self._reference._add(self._start + self._ready, ready)
            self._ready += len(ready)
