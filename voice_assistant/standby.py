"""Waiting for a wake word, with the microphone open.

What is heard stays in memory for as long as `OpenMicrophone` keeps it, and goes nowhere. A talk shares the open
microphone and goes back to where the word was over, so that the question may follow in the same breath.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from .audio.types import ENGINE_RATE_HZ
from .bus import Bus
from .concurrency import closing
from .errors import VoiceAssistantError
from .events import Problem, WakeWordHeard, WakeWordWaited
from .turn_taking.open_microphone import OpenMicrophone
from .turn_taking.wake_word import Spotter

log = logging.getLogger(__name__)

LATE_S = 0.2
"""So long after its end a word is heard: by then, the first word of the question has begun."""
RETRY_S = 30.0
"""After the microphone could not be opened."""


class Standby:
    """Listens while it is `on`; then calls `heard(place)`, with the place in the microphone's sound behind the word.

    While `awake` says no, nothing is listened for: somebody is being listened to already.
    """

    def __init__(
        self,
        bus: Bus,
        microphone: OpenMicrophone,
        make_spotter: Callable[[], Spotter],
        heard: Callable[[int], None],
        awake: Callable[[], bool],
        *,
        on: bool,
    ) -> None:
        self._bus = bus
        self._microphone = microphone
        self._make_spotter = make_spotter  # loads models: called on a thread
        self._heard = heard
        self._awake = awake
        self._switched = asyncio.Event()
        self.on = on

    def switch(self, on: bool) -> None:
        """Begin or end to listen. Synchronous, safe at any time."""
        self.on = on
        self._switched.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._switched.clear()
            if self.on:
                listening = asyncio.create_task(self._stay(), name="wake word")
                self._bus.publish(WakeWordWaited(True))
                try:
                    await self._switched.wait()
                finally:
                    listening.cancel()
                    await asyncio.wait([listening])
                    self._bus.publish(WakeWordWaited(False))
            else:
                await self._switched.wait()

    async def _stay(self) -> None:
        """A microphone that is gone comes back; what is wrong with it is said once."""
        told = ""
        while True:
            try:
                spotter = await asyncio.to_thread(self._make_spotter)
                with contextlib.closing(spotter):
                    await self._listen(spotter)
            except VoiceAssistantError as error:
                if str(error) != told:
                    self._bus.publish(Problem(told := str(error)))
            except Exception:
                log.exception("wake word")
                self._bus.publish(Problem("the wake word is not heard any more: see the log, and please report it"))
                return
            await asyncio.sleep(RETRY_S)

    async def _listen(self, spotter: Spotter) -> None:
        async with self._microphone.listen() as blocks, closing(blocks) as stream:
            end = self._microphone.end
            async for block in stream:
                end += len(block.samples)
                if not self._awake():  # somebody else judges whether there is speech
                    continue
                judged = spotter.meter.feed(block)
                place = end - len(spotter.meter.rest) - sum(len(frame) for frame, _ in judged)
                for frame, is_speech in judged:
                    place += len(frame)
                    word = spotter.feed(frame, is_speech)
                    if word is not None and self._awake():
                        self._bus.publish(WakeWordHeard(asyncio.get_running_loop().time(), word))
                        self._heard(place - round(LATE_S * ENGINE_RATE_HZ))
