"""A talk without keys: the microphone and the speaker stay open from turn to turn, and we listen while we speak.

speech while we think          -> the person had not finished: their turn goes on
first sign of it while we speak -> our voice is ducked
speech that goes on            -> our voice is paused, and somebody listens to what is said
"mhm", our own echo, nothing   -> our voice comes back where the clause began
anything else                  -> the next question
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto

from .audio.types import ENGINE_RATE_HZ, Audio
from .concurrency import now_s
from .delivery import Delivery
from .equipment import Equipment
from .errors import VoiceAssistantError
from .events import SpeakingDucked, SpeakingPaused, SpeakingResumed
from .inbox import Interrupt
from .listening import FAINT, SpeechMeter
from .text.not_meant import echoes_us, only_listening
from .text.talk_commands import TalkCommand, talk_command
from .text.yes_no import yes_or_no
from .turn_taking.barge_in import BargeIn, Sign
from .turn_taking.open_microphone import OpenMicrophone

log = logging.getLogger(__name__)

DUCKED = 10 ** (-18 / 20)
"""Our voice while somebody may be about to speak: a good deal less than half as loud."""
PRE_ROLL_S = 0.5
"""Sound from before the first frame of speech: a soft beginning is none to the detector."""
REACTION_S = 0.25
"""Nobody reacts to what was heard for a shorter time: they were speaking anyway."""
_ECHO_CHARACTERS = 400


class Talk:
    """What stays from turn to turn. `send` takes the `Interrupt`s to the session."""

    def __init__(self, equipment: Equipment, send: Callable[[Interrupt], None]) -> None:
        self._kit = equipment
        self._send = send
        self.microphone = OpenMicrophone(equipment.talk_microphone)
        self._holding: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._watcher: object = None
        self.loudness = 0.0
        """Peak of the person's voice when they last spoke, 0 before they did."""
        self.onset: int | None = None
        """Where in the microphone's sound speech began that is still going on."""

    def begin(self) -> None:
        """Keep the devices open, from now until `end`."""
        if self._holding is None:
            self._holding = asyncio.create_task(self._hold(), name="talk")

    def end(self) -> None:
        holding, self._holding = self._holding, None
        if holding is not None:
            holding.cancel()
        self.loudness = 0.0
        self._stop_watching()
        self.onset = None

    async def _hold(self) -> None:
        try:
            async with self.microphone.held(), self._kit.speaker.open():
                await asyncio.Event().wait()
        except VoiceAssistantError as error:  # whoever listens or speaks next will say it
            log.warning("talk: %s", error)

    def next_place(self) -> int:
        """Where the next turn begins to listen: now, or where the speech began that is going on."""
        onset, self.onset = self.onset, None
        return self.microphone.end if onset is None else onset

    # while we think and speak

    def watch(self, turn: object, delivery: Callable[[], Delivery | None], place: int) -> None:
        """In a talk, listen for interruptions of `turn` from `place` on, until `unwatch`.

        `delivery` is its answer, as soon as there is one.
        """
        if self._holding is not None:
            self._stop_watching()
            self._watcher = turn
            self._watching = asyncio.create_task(self._watch(delivery, place), name="interruptions")

    def unwatch(self, turn: object) -> None:
        """It is over, or somebody listens to what is said into it."""
        if self._watcher is turn:
            self._stop_watching()

    def _stop_watching(self) -> None:
        watching, self._watching, self._watcher = self._watching, None, None
        if watching is not None:
            watching.cancel()
            self._kit.speaker.duck(1.0)

    async def _watch(self, delivery: Callable[[], Delivery | None], place: int) -> None:
        threshold = self._kit.config.voice_activity.threshold
        meter = SpeechMeter(self._kit.voice_activity, threshold, peak=self.loudness, follows=False, least=FAINT)
        barge_in = BargeIn(meter.frame_samples)
        try:
            async with self.microphone.listen(place) as blocks:
                async for block in blocks:
                    for frame, is_speech in meter.feed(Audio(block.gated, block.rate_hz)):
                        place += len(frame)
                        answer = delivery()
                        if self._deaf(answer):
                            barge_in, self.onset = BargeIn(meter.frame_samples), None
                            continue
                        sign = barge_in.feed(frame, is_speech)
                        begun = place - barge_in.onset_frames * len(frame) - round(PRE_ROLL_S * ENGINE_RATE_HZ)
                        self.onset = max(0, begun) if barge_in.onset_frames else None
                        if sign is Sign.STOP and self.onset is not None:
                            self._interrupt(answer, self.onset, barge_in.onset_frames * len(frame) / ENGINE_RATE_HZ)
                            return
                        self._act(answer, sign)
        except VoiceAssistantError as error:  # the next turn will say it
            log.warning("interruptions: %s", error)

    def _deaf(self, answer: Delivery | None) -> bool:
        """Whether what we hear now may be ourselves."""
        return self._kit.echo.can_interrupt == "key" and answer is not None and answer.saying.begun

    def _act(self, answer: Delivery | None, sign: Sign | None) -> None:
        if answer is None or sign is None:
            return
        if not answer.saying.begun:  # nothing of it is heard before it is clear that they have finished
            if sign is Sign.DUCK:
                answer.saying.pause()
            else:
                answer.saying.resume()
        elif sign is Sign.DUCK:
            self._kit.speaker.duck(DUCKED)
            self._kit.bus.publish(SpeakingDucked(now_s()))
        else:
            self._kit.speaker.duck(1.0)
            self._kit.bus.publish(SpeakingResumed(now_s(), paused=False))

    def _interrupt(self, answer: Delivery | None, onset: int, ago_s: float) -> None:
        goes_on = answer is None or answer.saying.heard_s < ago_s + REACTION_S
        if answer is not None and (goes_on or self._kit.echo.can_interrupt == "voice"):
            answer.saying.pause()
            if not goes_on:
                self._kit.bus.publish(SpeakingPaused(now_s()))
        self._send(Interrupt(onset, goes_on))


class Verdict(Enum):
    """On what was said into our speech."""

    GO_ON = auto()
    STOP = auto()


@dataclass(slots=True)
class Interrupted:
    """An answer that somebody speaks into. `task` is its turn, `taken_up` is called when it goes on."""

    delivery: Delivery
    task: asyncio.Task[None]
    equipment: Equipment
    adjust: Callable[[TalkCommand], bool]
    taken_up: Callable[[], None]
    stopped: bool = False
    resumed: bool = False
    _judged: dict[str, Verdict] = field(default_factory=dict)

    def judge(self, text: str, language: str) -> Verdict:
        """Whether `text` ends the answer. A wish about how it is spoken is carried out, once."""
        if text not in self._judged:
            self._judged[text] = self._judge(text, language)
        return self._judged[text]

    def _judge(self, text: str, language: str) -> Verdict:
        command = talk_command(text, language)
        if command is not None:
            return Verdict.GO_ON if self.adjust(command) else Verdict.STOP
        if echoes_us(text, self.delivery.saying.heard()[-_ECHO_CHARACTERS:]):
            return Verdict.GO_ON  # also a "yes" that we read out ourselves
        if self.delivery.answer.asks() and yes_or_no(text, language) is not None:
            return Verdict.STOP
        if only_listening(text):
            return Verdict.GO_ON
        return Verdict.GO_ON if self.equipment.echo.can_interrupt == "word" else Verdict.STOP

    def resume(self) -> None:
        """Go on with it."""
        self.resumed = True
        paused = self.delivery.saying.paused
        self.equipment.speaker.duck(1.0)
        self.taken_up()
        self.delivery.saying.resume()
        self.equipment.bus.publish(SpeakingResumed(now_s(), paused))

    def stop(self) -> None:
        """Forget the rest of it; its turn writes down what was heard."""
        if not self.stopped and not self.resumed:
            self.stopped = True
            self.equipment.speaker.flush()
            self.task.cancel()
