"""A file in the place of the speaker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np

from .files import check_writable, write_audio
from .playqueue import PlayQueue
from .resample import resample
from .types import Audio

MAX_QUEUED_S = 4.0
"""`play` waits while more than this is queued, so that a flush does not throw much work away."""


class FileSpeaker:
    """Collects what is played, and writes it to `path` (if any) when it is closed. Implements `Speaker`.

    The file holds what was played, end to end, without the pauses between; a failure before the first sound leaves
    none. With `realtime`, playing takes as long as on a device, on the event loop's clock, and `flush` cuts what was
    not played yet; otherwise everything is played at once. The rate is that of the first sound unless given. Writing
    raises `AudioFileError`.
    """

    def __init__(self, path: Path | str | None = None, *, rate_hz: int | None = None, realtime: bool = False) -> None:
        self._path = None if path is None else Path(path)
        self._rate_hz = rate_hz
        self.realtime = realtime
        self._parts: list[Audio] = []
        self._queued_s = 0.0  # ever, without what was flushed
        self._ends_at = 0.0  # on the loop's clock: when the queue runs dry
        self._gains: list[tuple[float, float]] = []  # from which moment of the sound on, and how loud
        self._flushes = 0
        self._flushed = asyncio.Event()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        if self._path is not None:
            check_writable(self._path)
        self._parts, self._queued_s, self._ends_at = [], 0.0, 0.0
        self._gains = []
        failed = True
        try:
            yield
            failed = False
        finally:
            self.flush()
            if self._path is not None and (self._parts or not failed):
                write_audio(self._path, self.collected)

    @property
    def collected(self) -> Audio:
        """All that was queued since `open` and not flushed, in one piece, as loud as it was played."""
        whole = Audio.join(self._parts, self._rate_hz or 16_000)
        if not self._gains:
            return whole
        queue = PlayQueue(whole.rate_hz)
        queue.put(whole.samples)
        ducked = np.zeros(len(whole.samples), dtype=np.float32)
        done = 0
        for at_s, gain in [*self._gains, (whole.duration_s, 1.0)]:
            until = min(len(ducked), round(at_s * whole.rate_hz))
            queue.fill(ducked[done:until])
            queue.duck(gain)
            done = until
        return Audio(ducked, whole.rate_hz)

    @property
    def played_s(self) -> float:
        return self._queued_s - self._waiting_s

    @property
    def _waiting_s(self) -> float:
        """Seconds queued but not played yet."""
        if not self.realtime:
            return 0.0
        return max(0.0, self._ends_at - asyncio.get_running_loop().time())

    async def play(self, audio: Audio) -> None:
        flushes = self._flushes
        while self._waiting_s > MAX_QUEUED_S and flushes == self._flushes:
            await self._wait(self._waiting_s - MAX_QUEUED_S)
        if flushes != self._flushes:
            return
        self._rate_hz = self._rate_hz or audio.rate_hz
        part = resample(audio, self._rate_hz)
        now = asyncio.get_running_loop().time()
        self._ends_at = max(now, self._ends_at) + part.duration_s
        self._parts.append(part)
        self._queued_s += part.duration_s

    async def drain(self) -> None:
        while (waiting_s := self._waiting_s) > 0:
            await self._wait(waiting_s)

    def flush(self) -> None:
        excess_s = self._waiting_s
        self._flushes += 1
        self._queued_s -= excess_s
        self._ends_at -= excess_s
        while excess_s > 0 and self._parts:
            last = self._parts.pop()
            keep = round(max(0.0, last.duration_s - excess_s) * last.rate_hz)
            excess_s -= last.duration_s
            if keep:
                self._parts.append(Audio(last.samples[:keep], last.rate_hz))
        self._flushed.set()
        self._flushed = asyncio.Event()

    def duck(self, gain: float) -> None:
        self._gains.append((self.played_s, gain))

    async def _wait(self, seconds: float) -> None:
        """Until `seconds` are over, or sooner when flushed."""
        try:
            async with asyncio.timeout(seconds):
                await self._flushed.wait()
        except TimeoutError:
            pass
