"""Short soft tones that tell what is going on without a look at the screen. An observer of the bus.

The start cue says "speak now", so it waits for the first block of the microphone: whoever speaks after it is recorded
from the first sound. The device is open only while a cue plays.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager, suppress
from enum import StrEnum

from ..bus import Bus
from ..desktop.hotkeys.hesitation import CHORD_WAIT_S
from ..errors import VoiceAssistantError
from ..events import (
    CueStarted,
    DeviceLost,
    Event,
    LevelMeasured,
    Problem,
    State,
    StateChanged,
    TextDelivered,
    Transcribed,
    UtteranceEnded,
)
from ..tool_events import AlarmRang
from ..vision_events import CameraOff, CameraOn, RegionAsked
from .tone import tone
from .types import Audio, Speaker

log = logging.getLogger(__name__)

RATE_HZ = 48_000
_WAITING = 2
"""More cues than this waiting to be played would be news of yesterday."""


class Cue(StrEnum):
    START = "start"
    STOP = "stop"
    NOTHING = "nothing heard"
    PROBLEM = "problem"
    RING = "ring"  # a timer is over
    ASIDE = "not typed"  # the text is on the clipboard, or waits
    YOUR_TURN = "draw the region"
    CAMERA_ON = "camera on"
    CAMERA_OFF = "camera off"


# Frequency in Hz and length in s of each note. Up is "open", down is "closed", three knocks are trouble. Short notes
# between 520 and 800 Hz are no voice to the speech detector at any volume; two at 330 and 262 Hz were 0.25 s of speech.
_NOTES: dict[Cue, tuple[tuple[float, float], ...]] = {
    Cue.START: ((523, 0.06), (698, 0.07)),
    Cue.STOP: ((698, 0.06), (523, 0.07)),
    Cue.NOTHING: ((587, 0.09),),
    Cue.PROBLEM: ((587, 0.06), (587, 0.06), (587, 0.06)),
    Cue.RING: ((784, 0.07), (659, 0.07), (784, 0.07), (659, 0.08)),
    Cue.ASIDE: ((784, 0.06), (784, 0.06)),
    Cue.YOUR_TURN: ((659, 0.06), (784, 0.07)),
    Cue.CAMERA_ON: ((523, 0.05), (659, 0.05), (784, 0.08)),
    Cue.CAMERA_OFF: ((784, 0.05), (659, 0.05), (523, 0.08)),
}
_SUNG = {
    cue: Audio.join([tone(hz, length_s, rate_hz=RATE_HZ) for hz, length_s in notes], RATE_HZ)
    for cue, notes in _NOTES.items()
}


def cue_sound(cue: Cue) -> Audio:
    """How `cue` sounds at full volume, mono at `RATE_HZ`."""
    return _SUNG[cue]


class CueChoice:
    """Which event is worth which cue. Pure but for `later`, which calls a function after so many seconds.

    `hesitant` are the names of bindings whose key is a modifier alone: they stay silent until it cannot be a chord.
    """

    def __init__(
        self,
        play: Callable[[Cue], None],
        later: Callable[[float, Callable[[], None]], asyncio.TimerHandle],
        hesitant: Collection[str] = (),
    ) -> None:
        self._play = play
        self._later = later
        self._hesitant = hesitant
        self._opening = ""  # the binding that listens, until its microphone delivers
        self._pending: asyncio.TimerHandle | None = None

    def __call__(self, event: Event) -> None:
        match event:
            case StateChanged(State.LISTENING, binding):
                self._forget_start()
                self._opening = binding
            case StateChanged():
                self._forget_start()
            case LevelMeasured() if self._opening:
                wait_s = CHORD_WAIT_S if self._opening in self._hesitant else 0.0
                self._opening = ""
                self._pending = self._later(wait_s, lambda: self._play(Cue.START))
            case UtteranceEnded():
                self._forget_start()
                self._play(Cue.STOP)
            case Transcribed(text=""):
                self._play(Cue.NOTHING)
            case Problem() | DeviceLost():
                self._play(Cue.PROBLEM)
            case CameraOn():
                self._play(Cue.CAMERA_ON)
            case CameraOff():
                self._play(Cue.CAMERA_OFF)
            case RegionAsked():
                self._play(Cue.YOUR_TURN)
            case AlarmRang():
                self._play(Cue.RING)
            case TextDelivered(sink="clipboard") | TextDelivered(outcome="copied" | "held" | "kept"):
                self._play(Cue.ASIDE)

    def _forget_start(self) -> None:
        self._opening = ""
        if self._pending is not None:
            self._pending.cancel()
            self._pending = None


@asynccontextmanager
async def playing_cues(bus: Bus, speaker: Speaker, hesitant: Collection[str] = ()) -> AsyncIterator[None]:
    """Play cues for what happens on `bus`, on a `speaker` of their own, while the context is open.

    A speaker that fails costs the cue and nothing else: it must not report to `bus`, or it would ask for a cue again.
    """
    loop = asyncio.get_running_loop()
    waiting: asyncio.Queue[Cue] = asyncio.Queue(_WAITING)

    def ask(cue: Cue) -> None:
        with suppress(asyncio.QueueFull):
            waiting.put_nowait(cue)

    player = loop.create_task(_play(bus, speaker, waiting), name="cues")
    unsubscribe = bus.subscribe(CueChoice(ask, loop.call_later, hesitant))
    try:
        yield
    finally:
        unsubscribe()
        player.cancel()
        await asyncio.wait([player])


async def _play(bus: Bus, speaker: Speaker, waiting: asyncio.Queue[Cue]) -> None:
    while True:
        cue = await waiting.get()
        try:
            async with speaker.open():
                while True:
                    sound = cue_sound(cue)
                    bus.publish(CueStarted(asyncio.get_running_loop().time(), cue.value, sound.duration_s))
                    await speaker.play(sound)
                    await speaker.drain()
                    if waiting.empty():
                        break
                    cue = waiting.get_nowait()
        except VoiceAssistantError as error:
            log.info("no cue: %s", error)
        except Exception:  # an observer never disturbs what it observes
            log.exception("cues failed")
