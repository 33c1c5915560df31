"""A file, or any sound at hand, in the place of the microphone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

from ..bus import Bus
from ..concurrency import closing
from .files import read_audio
from .level import measure_level
from .resample import Blocks, resample
from .types import ENGINE_RATE_HZ, Audio

BLOCK_SAMPLES = 512
"""Samples of one block at `ENGINE_RATE_HZ`: 32 ms."""


class FileMicrophone:
    """Plays `source` to whoever listens, once per `open`. Implements `Microphone`.

    With `pace="realtime"` a block arrives when a device would have recorded it, on the event loop's clock; a slow
    reader then finds the later ones waiting. With `pace="fast"` all come as quickly as they are read. The last block
    may be shorter. Opening raises `AudioFileError`.
    """

    def __init__(
        self,
        source: Audio | Path | str,
        *,
        pace: Literal["realtime", "fast"] = "realtime",
        trailing_silence_s: float = 0.0,
        bus: Bus | None = None,
    ) -> None:
        self._source = source
        self._realtime = pace == "realtime"
        self._trailing_silence_s = trailing_silence_s
        self._bus = bus

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Audio]]:
        audio = self._source if isinstance(self._source, Audio) else read_audio(self._source)
        silence = Audio.silence(self._trailing_silence_s, ENGINE_RATE_HZ)
        audio = Audio.join([resample(audio, ENGINE_RATE_HZ), silence], ENGINE_RATE_HZ)
        async with closing(self._blocks(audio)) as blocks:
            yield blocks

    async def _blocks(self, audio: Audio) -> AsyncIterator[Audio]:
        loop = asyncio.get_running_loop()
        recorded_at = loop.time()
        for block in _cut(audio):
            recorded_at += block.duration_s
            await asyncio.sleep(max(0.0, recorded_at - loop.time()) if self._realtime else 0)
            if self._bus is not None:
                self._bus.publish(measure_level(block.samples))
            yield block


def _cut(audio: Audio) -> Iterator[Audio]:
    blocks = Blocks(BLOCK_SAMPLES)
    for samples in blocks.push(audio.samples):
        yield Audio(samples, audio.rate_hz)
    if len(rest := blocks.finish()):
        yield Audio(rest, audio.rate_hz)
