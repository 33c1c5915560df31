"""A microphone that knows when a dictation is over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from ..audio.types import Audio, Microphone
from ..concurrency import closing
from ..listening import SpeechMeter, until


@dataclass(frozen=True, slots=True)
class EndingMicrophone:
    """`microphone` until `stop` is set (and `tail_s` longer), `seconds` are over, or the person has fallen silent.

    Silence is `silence_s` without speech after some speech, as `meter` judges it. Implements `Microphone`.
    """

    microphone: Microphone
    stop: asyncio.Event
    tail_s: float
    seconds: float | None
    silence_s: float | None
    meter: SpeechMeter

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Audio]]:
        async with self.microphone.open() as stream, closing(self._blocks(stream)) as blocks:
            yield blocks

    async def _blocks(self, stream: AsyncIterator[Audio]) -> AsyncIterator[Audio]:
        recorded_s = silent_s = 0.0
        async with closing(until(stream, self.stop, self.tail_s)) as blocks:
            async for block in blocks:
                yield block
                recorded_s += block.duration_s
                if self.seconds is not None and recorded_s >= self.seconds:
                    return
                if self.silence_s is not None:
                    spoken = any(is_speech for _, is_speech in self.meter.feed(block))
                    silent_s = 0.0 if spoken else silent_s + block.duration_s
                    if self.meter.speech_s and silent_s >= self.silence_s:
                        return
