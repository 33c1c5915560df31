"""Changing the sample rate, in one go or as a stream."""

from __future__ import annotations

import numpy as np
import soxr

from .types import Audio, Samples


def resample(audio: Audio, rate_hz: int) -> Audio:
    """`audio` at `rate_hz`. The very same object when that is its rate already."""
    if audio.rate_hz == rate_hz:
        return audio
    if len(audio.samples) == 0:
        return Audio(audio.samples, rate_hz)
    return Audio(np.asarray(soxr.resample(audio.samples, audio.rate_hz, rate_hz), dtype=np.float32), rate_hz)


class StreamResampler:
    """Resamples one sound that arrives in pieces, without a seam between them."""

    def __init__(self, from_hz: int, to_hz: int) -> None:
        self.from_hz = from_hz
        self.to_hz = to_hz
        self.held_s = 0.0
        """How much of what was pushed has not come out: 10 ... 40 ms of it, in lumps."""
        self._stream = None if from_hz == to_hz else soxr.ResampleStream(from_hz, to_hz, 1, dtype="float32")

    def push(self, samples: Samples) -> Samples:
        """What is ready after `samples`; a few milliseconds stay behind until more comes or `finish`."""
        return self._chunk(samples, last=False)

    def finish(self) -> Samples:
        """The rest. The next `push` begins a new sound."""
        rest = self._chunk(np.zeros(0, dtype=np.float32), last=True)
        if self._stream is not None:
            self._stream.clear()
        self.held_s = 0.0
        return rest

    def _chunk(self, samples: Samples, *, last: bool) -> Samples:
        if self._stream is None:
            return samples
        ready = np.asarray(self._stream.resample_chunk(samples, last=last), dtype=np.float32)
        self.held_s += len(samples) / self.from_hz - len(ready) / self.to_hz
        return ready


class Blocks:
    """Cuts a stream of samples into blocks of one size."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._rest = np.zeros(0, dtype=np.float32)

    @property
    def waiting(self) -> int:
        """Samples that make no block yet."""
        return len(self._rest)

    def push(self, samples: Samples) -> list[Samples]:
        """The blocks that are complete now."""
        joined = np.concatenate([self._rest, samples])
        count = len(joined) // self.size
        self._rest = joined[count * self.size :].copy()
        return [joined[i * self.size : (i + 1) * self.size] for i in range(count)]

    def finish(self) -> Samples:
        """The samples left over, fewer than `size`."""
        rest, self._rest = self._rest, np.zeros(0, dtype=np.float32)
        return rest
