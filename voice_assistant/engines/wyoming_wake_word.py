"""Wake words on a Wyoming server: wyoming-openwakeword, wyoming-microwakeword, another of us.

The server hears speech near the microphone, and nothing of the silence between. While it cannot be reached, our own
detector listens.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from ..audio.types import ENGINE_RATE_HZ, Samples
from ..errors import EngineError, Stage
from . import wyoming_protocol as wyoming
from .base import WakeWords
from .limits import HURRIED
from .wyoming_client import Exchange, WyomingServer

log = logging.getLogger(__name__)

RETRY_S = 30.0
BACKLOG = 300
"""Frames that a server may be behind, about ten seconds, before it counts as gone."""


class WyomingWakeWords:
    """Fits `WakeWords`; fed on the event loop. `names` are the server's for the words, none: those it is set up for."""

    def __init__(self, uri: str, names: Sequence[str], here: WakeWords) -> None:
        self._server = WyomingServer(Stage.WAKE_WORD, HURRIED, uri)
        self._names = list(names) or None
        self._here = here
        self._frames: asyncio.Queue[Samples] | None = None  # None: the server is not there
        self._heard: str | None = None
        self._listening: asyncio.Task[None] | None = None
        self._retry_at_s = 0.0

    def feed(self, samples: Samples) -> str | None:
        """See `WakeWords.feed`; the server's word comes as late as the network makes it."""
        loop = asyncio.get_running_loop()
        if self._listening is None and loop.time() >= self._retry_at_s:
            self._listening = loop.create_task(self._listen(), name="wake word server")
        if self._frames is None:
            return self._here.feed(samples)
        if self._frames.qsize() >= BACKLOG:
            self.close()
            return self._here.feed(samples)
        self._frames.put_nowait(samples)
        heard, self._heard = self._heard, None
        return heard

    def close(self) -> None:
        """Hang up. Synchronous; fed again, it connects again after a while."""
        if self._listening is not None:
            self._listening.cancel()
        self._gone()

    async def _listen(self) -> None:
        try:
            async with self._server.connected() as exchange:
                await exchange.send(wyoming.Detect(names=self._names))
                await exchange.send(wyoming.AudioStart(rate=ENGINE_RATE_HZ, width=2, channels=1))
                frames: asyncio.Queue[Samples] = asyncio.Queue()
                self._frames = frames
                sending = asyncio.create_task(_send(exchange, frames))
                try:
                    while True:
                        event = await exchange.next(None)
                        if wyoming.Detection.is_type(event.type):
                            self._heard = self._server.read(wyoming.Detection, event).name or "wake word"
                finally:
                    sending.cancel()
                    await asyncio.wait([sending])
        except EngineError as error:
            log.info("%s", error)
            self._gone()

    def _gone(self) -> None:
        self._frames, self._listening, self._heard = None, None, None
        self._retry_at_s = asyncio.get_running_loop().time() + RETRY_S


async def _send(exchange: Exchange, frames: asyncio.Queue[Samples]) -> None:
    """Until cancelled; a connection that broke is found out by who reads from it."""
    try:
        while True:
            await exchange.send(wyoming.chunk_of(await frames.get(), ENGINE_RATE_HZ))
    except (EngineError, OSError):
        return
