"""Audio as it travels through the program, and the two ends it travels between."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Mono samples, shape (n,), full scale -1.0 ... 1.0."""

ENGINE_RATE_HZ = 16_000
"""What every recogniser and voice activity detector here listens at."""


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """A stretch of mono sound."""

    samples: Samples
    rate_hz: int
    at_s: float | None = None
    """When its first sample was in the air, in seconds on the event loop's clock; None where nobody knows."""
    gate: Samples | None = None
    """The same stretch for a voice activity detector, where `samples` may hold a rest of our own voice: here it is
    gone for certain, but words spoken over it have suffered."""

    word_ends_s: tuple[float, ...] = ()
    """Of a voice that knows: where in it each word ends."""
    word_starts_s: tuple[float, ...] = ()
    """And begins: as many, or none."""
    goes_on: bool = False
    """Of a voice that knows: the sentence goes on without a pause in the sound that follows."""

    @property
    def duration_s(self) -> float:
        return len(self.samples) / self.rate_hz

    def since(self, start: int) -> Audio:
        """What is left from the sample `start` on."""
        at_s = None if self.at_s is None else self.at_s + start / self.rate_hz
        return Audio(self.samples[start:], self.rate_hz, at_s, None if self.gate is None else self.gate[start:])

    @property
    def gated(self) -> Samples:
        """What a voice activity detector is to hear of it."""
        return self.samples if self.gate is None else self.gate

    @classmethod
    def silence(cls, duration_s: float, rate_hz: int) -> Audio:
        return cls(np.zeros(round(duration_s * rate_hz), dtype=np.float32), rate_hz)

    @classmethod
    def join(cls, parts: list[Audio], rate_hz: int) -> Audio:
        """All parts end to end, with their words. They must share `rate_hz`, which an empty list takes."""
        if any(part.rate_hz != rate_hz for part in parts):
            raise ValueError(f"parts of different rates: {sorted({part.rate_hz for part in parts})}")
        empty = np.zeros(0, dtype=np.float32)
        samples = np.concatenate([empty, *(part.samples for part in parts)])
        before_s = [0.0, *accumulate(part.duration_s for part in parts)]
        told = list(zip(before_s, parts, strict=False))
        ends = tuple(start_s + end_s for start_s, part in told for end_s in part.word_ends_s)
        starts = tuple(start_s + begin_s for start_s, part in told for begin_s in part.word_starts_s)
        gate = None
        if any(part.gate is not None for part in parts):
            gate = np.concatenate([part.gated for part in parts])
        return cls(samples, rate_hz, gate=gate, word_ends_s=ends, word_starts_s=starts)


class Microphone(Protocol):
    """Where speech comes from: a device, a file, a test."""

    def open(self) -> AbstractAsyncContextManager[AsyncIterator[Audio]]:
        """Record while the context is open.

        The iterator yields consecutive blocks of about 32 ms at `ENGINE_RATE_HZ`. The first block may take
        until the device delivers; a file ends the iterator, a device does not. A lost device is reported on the
        bus and recovered from; only when it cannot be opened at all does it raise `DeviceError`.
        """
        ...


class Speaker(Protocol):
    """Where speech goes: a device, a file, a test. One voice at a time."""

    @property
    def played_s(self) -> float:
        """Seconds of queued sound that have been played since `open`: the clock of what was heard.

        Silence between sounds does not count, nor does what `flush` threw away.
        """
        ...

    def open(self) -> AbstractAsyncContextManager[None]:
        """Hold the device. Raises `DeviceError` when it cannot be opened."""
        ...

    async def play(self, audio: Audio) -> None:
        """Queue `audio`, any rate; returns when it is queued, waiting while a few seconds are queued already."""
        ...

    async def drain(self) -> None:
        """Return when everything queued has been played (or flushed)."""
        ...

    def flush(self) -> None:
        """Fall silent now and forget what is queued. Synchronous, safe at any time."""
        ...

    def duck(self, gain: float) -> None:
        """Play on at `gain` (0.0 ... 1.0, which restores), what is queued as well, within 20 ms. Synchronous.

        It stays so until it is changed, also over `flush`; `open` begins at 1.0.
        """
        ...


class Tap(Protocol):
    """Gets what a speaker really hands to the card: after volume and `duck`, silence between sounds included or not."""

    def write(self, samples: Samples, rate_hz: int, at_s: float) -> None:
        """`samples` will be in the air from `at_s` on, on the event loop's clock. Any thread; copies what it keeps."""
        ...
