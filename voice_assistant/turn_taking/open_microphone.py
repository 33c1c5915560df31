"""A microphone that stays open from turn to turn, and remembers what came in while nobody listened.

In a talk the person may speak at any time: before the answer begins, in the middle of it, right after. Whoever
listens next begins where that speech began, and not where they were called.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from ..audio.types import ENGINE_RATE_HZ, Audio, Microphone
from ..concurrency import closing

KEPT_S = 60.0
"""Sound that can be gone back to."""


class OpenMicrophone:
    """Shares `microphone` between listeners. It is open as long as anybody listens, or it is `held`.

    Places in the sound are samples at `ENGINE_RATE_HZ` since it was first opened. What was said while it was closed
    is not in it.
    """

    def __init__(self, microphone: Microphone) -> None:
        self._microphone = microphone
        self._users = 0
        self._pump: asyncio.Task[None] | None = None
        self._blocks: deque[Audio] = deque()
        self._begin = 0  # place of the first block kept
        self._error: Exception | None = None
        self._ended = False
        self._news = asyncio.Event()
        self._opened: asyncio.Future[None] | None = None
        self.end = 0
        """Place behind the last sample that came in."""
        self.read = 0
        """Place behind the last sample that a listener has got."""

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Keep it open. Raises `DeviceError` when it cannot be opened."""
        await self._take()
        try:
            yield
        finally:
            await self._leave()

    def since(self, place: int) -> Microphone:
        """The same microphone, where listening begins at `place`, or as near to it as is still kept."""
        return _Since(self, place)

    @asynccontextmanager
    async def listen(self, place: int | None = None) -> AsyncIterator[AsyncIterator[Audio]]:
        """Blocks from `place` on; None: from now on."""
        await self._take()
        try:
            yield self._from(self.end if place is None else place)
        finally:
            await self._leave()

    async def _from(self, place: int) -> AsyncIterator[Audio]:
        while True:
            if place < self.end:
                block = self._kept(place)
                place = self.read = self.end
                yield block
            if place >= self.end:
                if self._error is not None:
                    raise self._error
                if self._ended:
                    return
                self._news.clear()
                await self._news.wait()

    def _kept(self, place: int) -> Audio:
        """All that is behind `place`, in one piece: who comes late need not do in steps what is over."""
        found: list[Audio] = []
        end = self.end
        for audio in reversed(self._blocks):  # mostly only the last one
            if end <= place:
                break
            end -= len(audio.samples)
            found.append(audio.since(max(0, place - end)))
        return Audio.join(found[::-1], ENGINE_RATE_HZ)

    async def _take(self) -> None:
        self._users += 1
        if self._pump is None:
            self._error, self._ended = None, False
            self._opened = asyncio.get_running_loop().create_future()
            self._pump = asyncio.create_task(self._run(self._opened), name="open microphone")
        assert self._opened is not None
        try:
            await asyncio.shield(self._opened)
        except BaseException:
            await self._leave()
            raise

    async def _leave(self) -> None:
        self._users -= 1
        if not self._users and self._pump is not None:
            pump, self._pump = self._pump, None
            pump.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.wait([pump])

    async def _run(self, opened: asyncio.Future[None]) -> None:
        try:
            async with self._microphone.open() as stream:
                opened.set_result(None)
                async with closing(stream):
                    async for block in stream:
                        self._keep(block)
            self._ended = True
        except asyncio.CancelledError:
            if not opened.done():
                opened.cancel()
            raise
        except Exception as error:
            self._error = error
            if not opened.done():
                opened.set_exception(error)
        finally:
            self._news.set()

    def _keep(self, block: Audio) -> None:
        self._blocks.append(block)
        self.end += len(block.samples)
        while self.end - self._begin > KEPT_S * ENGINE_RATE_HZ:
            self._begin += len(self._blocks.popleft().samples)
        self._news.set()


@dataclass(frozen=True, slots=True)
class _Since:
    microphone: OpenMicrophone
    place: int

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Audio]]:
        async with self.microphone.listen(self.place) as blocks:
            yield blocks
