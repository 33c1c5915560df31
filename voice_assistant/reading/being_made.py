"""A sentence whose sound is in the making: who comes later, after a jump to it, hears it from its beginning.

A native voice cannot be stopped in the middle of a step, so that what it is at must not be lost and asked for again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

from ..audio.types import Audio
from ..concurrency import closing
from .wording import Phrase

Told = tuple[Phrase | None, Audio]


class BeingMade:
    """Made as long as anybody listens. `over` is called with the whole, or with None when it broke off."""

    def __init__(
        self, phrases: Sequence[Phrase], sounds: AsyncIterator[Told], over: Callable[[list[Told] | None], None]
    ) -> None:
        self._last = phrases[-1] if phrases else None
        self._made: list[Told] = []
        self._error: Exception | None = None
        self._listeners = 0
        self._is_over = False
        self._more = asyncio.Event()
        self._task = asyncio.create_task(self._make(sounds, over), name="sentence")

    async def sounds(self) -> AsyncIterator[Told]:
        """From the beginning. Raises what the making of it raised."""
        self._listeners += 1
        number = 0
        try:
            while True:
                while number < len(self._made):
                    yield self._made[number]
                    number += 1
                if self._is_over:
                    break
                self._more.clear()
                await self._more.wait()
        finally:
            self._listeners -= 1
        if self._error is not None:
            raise self._error

    async def _make(self, sounds: AsyncIterator[Told], over: Callable[[list[Told] | None], None]) -> None:
        whole = False
        try:
            async with closing(sounds):
                async for told in sounds:
                    self._made.append(told)
                    self._more.set()
                    if not self._listeners and told[0] is not self._last:
                        return
            whole = True
        except Exception as error:
            self._error = error
        finally:
            self._is_over = True
            self._more.set()
            over(self._made if whole else None)
