"""A speaker that can be kept open between two answers: a card that is opened anew is late, and its delay another."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from ..audio.types import Audio, Speaker


class OpenSpeaker:
    """`speaker`, open as long as anybody has it open. Its clock then goes on from answer to answer."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._users = 0
        self._device = AsyncExitStack()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        if not self._users:
            await self._device.enter_async_context(self._speaker.open())
        self._users += 1
        try:
            yield
        finally:
            self._users -= 1
            if not self._users:
                await self._device.aclose()

    @property
    def played_s(self) -> float:
        return self._speaker.played_s

    async def play(self, audio: Audio) -> None:
        await self._speaker.play(audio)

    async def drain(self) -> None:
        await self._speaker.drain()

    def flush(self) -> None:
        self._speaker.flush()

    def duck(self, gain: float) -> None:
        self._speaker.duck(gain)
