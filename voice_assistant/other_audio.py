"""Other programs' sound steps back while somebody is listened to or spoken to: an observer of the bus."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from .audio.others import OtherStreams
from .concurrency import Worker
from .events import Event, State, StateChanged

log = logging.getLogger(__name__)

COMES_BACK_AFTER_S = 0.8
"""Between two turns of a talk it stays soft."""
_LOOK_AGAIN_S = 1.0


class OtherAudio:
    """Subscribe `happened` to the bus, and `run` until cancelled: at the end all is as it was.

    `call` runs what blocks; by default on a thread of its own.
    """

    def __init__(
        self, streams: OtherStreams, call: Callable[[Callable[[], None]], Awaitable[None]] | None = None
    ) -> None:
        self._streams = streams
        self._worker = Worker("other audio")
        self._call_blocking = call or self._worker.call
        self._wanted = asyncio.Event()
        self._changed = asyncio.Event()

    def happened(self, event: Event) -> None:
        if isinstance(event, StateChanged):
            if event.state is State.IDLE:
                self._wanted.clear()
            else:
                self._wanted.set()
            self._changed.set()

    async def run(self) -> None:
        try:
            await self._call(self._streams.restore)  # what a crash has left soft
            while True:
                await self._wanted.wait()
                await self._stay_soft()
                await self._call(self._streams.restore)
        finally:
            await asyncio.shield(self._end())

    async def _stay_soft(self) -> None:
        """Return when nothing has been wanted for a while."""
        while True:
            self._changed.clear()
            wanted = self._wanted.is_set()
            if wanted:
                await self._call(self._streams.soften)  # again and again: a new song is a new stream
            try:
                async with asyncio.timeout(_LOOK_AGAIN_S if wanted else COMES_BACK_AFTER_S):
                    await self._changed.wait()
            except TimeoutError:
                if not wanted and not self._wanted.is_set():
                    return

    async def _call(self, what: Callable[[], None]) -> None:
        try:
            await self._call_blocking(what)
        except Exception:  # nobody's answer depends on it
            log.exception("other audio")

    async def _end(self) -> None:
        await self._call(self._streams.restore)
        await self._call(self._streams.close)
        self._worker.close()
