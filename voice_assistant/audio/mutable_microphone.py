"""A microphone with a switch: while it is muted, it delivers silence, and what is said goes nowhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import numpy as np

from .types import Audio, Microphone


class MutableMicrophone:
    """`microphone` while `muted` is False. Implements `Microphone`."""

    def __init__(self, microphone: Microphone) -> None:
        self._microphone = microphone
        self.muted = False

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Audio]]:
        async with self._microphone.open() as blocks:
            yield self._heard(blocks)

    async def _heard(self, blocks: AsyncIterator[Audio]) -> AsyncIterator[Audio]:
        async for block in blocks:
            yield replace(block, samples=np.zeros_like(block.samples)) if self.muted else block
