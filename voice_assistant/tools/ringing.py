"""What is due rings: a tone and words, a few times, until the person does something."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ..bus import Bus
from ..events import Event, State, StateChanged
from ..tool_events import AlarmRang, RemarkSilenced
from .alarms import Alarm, Alarms
from .built_in.timers import announcement

TIMES = {"timer": 5, "alarm": 10, "reminder": 2}
EVERY_S = 20.0


class Ringing:
    """`say` has a text said as soon as nobody else speaks."""

    def __init__(self, alarms: Alarms, bus: Bus, say: Callable[[str], None]) -> None:
        self._alarms = alarms
        self._bus = bus
        self._say = say
        self._ringing: dict[int, asyncio.TimerHandle] = {}

    async def run(self) -> None:
        """Until cancelled. What was due while nobody was there rings at once, once."""
        unsubscribe = self._bus.subscribe(self._follow)
        try:
            await self._alarms.run(lambda alarm, late_s: self._ring(alarm, late_s, 1))
        finally:
            unsubscribe()
            self._stop()

    def _ring(self, alarm: Alarm, late_s: float, time: int) -> None:
        loop = asyncio.get_running_loop()
        self._ringing.pop(alarm.number, None)
        text = announcement(alarm, late_s)
        self._bus.publish(AlarmRang(loop.time(), alarm.kind, text, again=time > 1))
        self._say(text)
        if time < TIMES[alarm.kind] and late_s < EVERY_S:
            self._ringing[alarm.number] = loop.call_later(EVERY_S, self._ring, alarm, late_s, time + 1)

    def _follow(self, event: Event) -> None:
        match event:
            case StateChanged(State.LISTENING) | RemarkSilenced():  # they are there
                self._stop()

    def _stop(self) -> None:
        while self._ringing:
            self._ringing.popitem()[1].cancel()
