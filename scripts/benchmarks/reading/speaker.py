"""A speaker that notes when it gets sound, and plays it in real time, or as fast as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np

from tests.fakes import ClockSpeaker
from voice_assistant.audio.types import Audio

_LOUD = 0.01


class NotingSpeaker(ClockSpeaker):
    """`sounded` is set with the first sample that is no silence since it was cleared."""

    def __init__(self) -> None:
        super().__init__()
        self.sounded = asyncio.Event()
        self.sounded_at_s = 0.0
        self.handed: list[tuple[float, float, float]] = []
        """Of each sound: when it came, when it ends if it is played at once, and how long it was silent before it."""

    async def play(self, audio: Audio) -> None:
        now_s = asyncio.get_running_loop().time()
        silent_s = now_s - self.handed[-1][1] if self.handed else 0.0
        begins_s = max(now_s, self.handed[-1][1] if self.handed else now_s)
        self.handed.append((now_s, begins_s + audio.duration_s, max(0.0, silent_s)))
        if not self.sounded.is_set() and np.abs(audio.samples).max(initial=0.0) > _LOUD:
            self.sounded_at_s = now_s
            self.sounded.set()
        await super().play(audio)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        self.handed.clear()
        async with super().open():
            yield
