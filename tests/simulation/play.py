"""Plays a scenario, and tells what happened in it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from voice_assistant.audio.device import Kind
from voice_assistant.audio.types import Samples
from voice_assistant.engines.base import Message
from voice_assistant.engines.registry import create_end_of_turn, create_speech_to_text
from voice_assistant.events import Event, SpeakingStarted, State, StateChanged, TurnEnded
from voice_assistant.inbox import Cancel, Converse, Press, Release

from .air import Air, Said
from .clock import on_sample_clock
from .engines import (
    PerfectHearing,
    RealEngines,
    ScriptedModel,
    ScriptedVoice,
    WaitedForHearing,
    WaitedForJudge,
)
from .scenario import Scenario, Step
from .simulation import Engines, Simulation, simulated
from .sounds import sound, utterance

BINDING = "ask"
SETTLED_S = 3.0
"""A scenario is over when nothing has sounded for so long after its last step."""
LIMIT_S = 120.0
EDGE_S = 0.02
AT_THE_END_S = 0.5
_FAULTS = {"speaker": Kind.OUTPUT, "microphone": Kind.INPUT}


@dataclass(slots=True)
class Played:
    """A step, and what the loudspeaker did after it; times in seconds of the simulation."""

    step: Step
    begins_s: float
    ends_s: float  # of its sound
    speaking: bool  # the assistant, when it began
    ducked_s: float | None = None
    silent_s: float | None = None
    resumed_s: float | None = None
    answered_s: float | None = None


@dataclass(slots=True)
class Outcome:
    steps: list[Played]
    events: list[tuple[float, Event]]
    history: tuple[Message, ...]
    tracks: list[
        Samples
    ]  # heard by the microphone, played by the loudspeaker, heard without the echo, and for the detector
    stops_s: list[float]  # when the loudspeaker had to forget the rest
    stuck: str | None  # what never came

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for _, event in self.events if isinstance(event, kind)]

    @property
    def turns(self) -> list[TurnEnded]:
        return [event for _, event in self.events if isinstance(event, TurnEnded)]


@dataclass(slots=True)
class RealOnes:
    """Real engines, loaded once for many scenarios."""

    thread: RealEngines
    judge: WaitedForJudge
    hearing: Callable[[], WaitedForHearing]


@contextmanager
def real_engines() -> Iterator[RealOnes]:
    """The judge of turns is small and always the real one; the recogniser is started by its first use."""
    from voice_assistant.config.schema import Config

    thread = RealEngines()
    recogniser, judge = create_speech_to_text(Config().speech_to_text), create_end_of_turn()
    try:
        yield RealOnes(thread, WaitedForJudge(thread, judge), lambda: WaitedForHearing(thread, recogniser))
    finally:
        thread.run(recogniser.close())
        thread.run(judge.close())
        thread.close()


def play(scenario: Scenario, real: RealOnes) -> Outcome:
    return on_sample_clock(_play(scenario, real))


async def _play(scenario: Scenario, real: RealOnes) -> Outcome:
    def make(air: Air) -> Engines:
        hearing = PerfectHearing(air) if scenario.engines == "scripted" else real.hearing()
        return Engines(hearing, ScriptedModel(scenario.model), ScriptedVoice(scenario.voice.fails_on), real.judge)

    context = simulated(make, room=scenario.room, config=scenario.config, seed=scenario.seed)
    async with context as simulation:
        simulation.assistant.send(Converse(BINDING))
        player = _Player(simulation, np.random.default_rng(scenario.seed))
        for number, step in enumerate(scenario.steps, 1):
            try:
                await player.take(step)
            except TimeoutError:
                return player.outcome(f'step {number}: "{step.until}" never came')
        try:
            await player.settle()
        except TimeoutError:
            return player.outcome(f"not at rest {LIMIT_S:.0f} s after the last step")
        return player.outcome()


class _Player:
    def __init__(self, simulation: Simulation, random: np.random.Generator) -> None:
        self._simulation = simulation
        self._random = random
        self._seen = 0  # events before the last step
        self._steps: list[Played] = []
        self._sounds_until_s = 0.0

    async def take(self, step: Step) -> None:
        simulation = self._simulation
        if step.until is not None:
            await self._until(step.until)
        await asyncio.sleep(step.wait_s)
        self._seen = len(simulation.events)
        speaking = simulation.assistant.state.state is State.SPEAKING
        played = Played(step, simulation.now_s, simulation.now_s, speaking)
        self._steps.append(played)
        said = self._act(step)
        if said is not None:
            played.begins_s, played.ends_s = simulation.card.time_s(said.at), simulation.card.time_s(said.end)
            self._sounds_until_s = max(self._sounds_until_s, played.ends_s)

    async def settle(self) -> None:
        """Return when nothing happens any more."""
        simulation = self._simulation
        await simulation.until(lambda: simulation.now_s >= self._sounds_until_s, within_s=LIMIT_S)
        quiet_since = simulation.now_s
        async with asyncio.timeout(LIMIT_S):
            while simulation.now_s - quiet_since < SETTLED_S:
                await asyncio.sleep(0.1)
                if simulation.played(simulation.now_s - 0.1, simulation.now_s).any() or self._busy():
                    quiet_since = simulation.now_s

    def _busy(self) -> bool:
        return self._simulation.assistant.state.state in (State.THINKING, State.SPEAKING)

    def _act(self, step: Step) -> Said | None:
        simulation = self._simulation
        gain = 10 ** (step.level_db / 20)
        if step.say is not None:
            return simulation.say(utterance(step.parts), gain)
        if step.sound is not None:
            return simulation.sound(sound(step.sound, self._random, step.seconds) * np.float32(gain))
        if step.fault is not None:
            device, _, what = step.fault.partition(" ")
            plugged = simulation.card.plugged
            (plugged.add if what == "back" else plugged.discard)(_FAULTS[device])
        if step.key == "cancel":
            simulation.assistant.send(Cancel())
        elif step.key == "tap":
            simulation.assistant.send(Press(BINDING, simulation.now_s))
            simulation.assistant.send(Release(BINDING, simulation.now_s + 0.05))
        return None

    async def _until(self, what: str) -> None:
        simulation = self._simulation
        if words := re.fullmatch(r"(\d+) words", what):
            await simulation.until(lambda: simulation.words_said >= int(words[1]))
        else:
            await simulation.until(lambda: any(_is(what, event) for _, event in simulation.events[self._seen :]))

    def outcome(self, stuck: str | None = None) -> Outcome:
        simulation = self._simulation
        for played in self._steps:
            self._measure(played)
        air, end = simulation.air, simulation.air.heard.end
        return Outcome(
            self._steps,
            simulation.events,
            simulation.assistant.conversation.messages,
            [track.read(0, end) for track in (air.heard, air.played, air.cleaned, air.gate)],
            simulation.speaker.stops_s,
            stuck,
        )

    def _measure(self, played: Played) -> None:
        simulation = self._simulation
        if played.speaking:
            silent_s = simulation.silent_from(played.begins_s)
            played.silent_s = None if silent_s is None or self._said_all(silent_s) else silent_s
            times = (simulation.ducked_from(played.begins_s), played.silent_s)
            played.ducked_s = min((time_s for time_s in times if time_s is not None), default=None)
            if played.silent_s is not None:
                played.resumed_s = simulation.sounds_from(played.silent_s + EDGE_S)
        started = (at_s for at_s, event in simulation.events if isinstance(event, SpeakingStarted))
        started_s = next((at_s for at_s in started if at_s > played.begins_s), None)
        if started_s is not None:
            played.answered_s = simulation.sounds_from(started_s)

    def _said_all(self, silent_s: float) -> bool:
        """Whether the voice was silent because it had nothing more to say."""
        ends = ((at_s, event) for at_s, event in self._simulation.events if isinstance(event, TurnEnded))
        return any(not event.interrupted and abs(at_s - silent_s) < AT_THE_END_S for at_s, event in ends)


def _is(what: str, event: Event) -> bool:
    match what, event:
        case "speaking", SpeakingStarted():
            return True
        case "reply over", TurnEnded():
            return True
        case "listening", StateChanged(State.LISTENING):
            return True
        case (("speaking" | "reply over" | "listening"), _):
            return False
    raise LookupError(f'nobody knows when "{what}" is')
