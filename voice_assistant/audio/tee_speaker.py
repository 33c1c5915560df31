"""Two speakers as one: what is heard is also kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from .types import Audio, Speaker


class TeeSpeaker:
    """Plays on `first`, whose clock counts, and on `second`, which must never be the slower. Implements `Speaker`."""

    def __init__(self, first: Speaker, second: Speaker) -> None:
        self._first = first
        self._second = second

    @property
    def played_s(self) -> float:
        return self._first.played_s

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        async with self._first.open(), self._second.open():
            yield

    async def play(self, audio: Audio) -> None:
        await self._first.play(audio)
        await self._second.play(audio)

    async def drain(self) -> None:
        await self._first.drain()
        await self._second.drain()

    def flush(self) -> None:
        self._first.flush()
        self._second.flush()

    def duck(self, gain: float) -> None:
        self._first.duck(gain)
        self._second.duck(gain)
