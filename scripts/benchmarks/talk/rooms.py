"""Rooms to measure in, and an assistant in them that speaks with Piper's voice, on the sample clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import numpy as np

from tests.simulation.air import Air
from tests.simulation.engines import PerfectHearing, PiperVoice, Reply, ScriptedModel
from tests.simulation.play import RealOnes
from tests.simulation.room import Room
from tests.simulation.simulation import Engines, Simulation, simulated
from tests.simulation.sounds import PHRASES, Utterance, utterance
from voice_assistant.audio.types import ENGINE_RATE_HZ
from voice_assistant.config.schema import Config
from voice_assistant.engines.base import HearingModel
from voice_assistant.events import State, StateChanged
from voice_assistant.inbox import Converse

LEVELS_DB = (0.0, -10.0, -20.0)
"""The assistant's voice at the microphone, against the person's."""
ROOMS = {
    "desk": Room(),
    "living room": Room((6.0, 4.5, 2.6), 0.6, 1.0, 1.5, delay_ms=40.0, drift_ppm=80.0),
    "cheap loudspeaker": Room(delay_ms=120.0, drift_ppm=-40.0, distortion=0.3),
}
SPOKEN = [text for phrases in PHRASES.values() for _, _, text in phrases]
KEEP_S = 60.0


def rooms_at(echo_db: float) -> list[Room]:
    return [replace(room, echo_db=echo_db) for room in ROOMS.values()]


@asynccontextmanager
async def talking(
    real: RealOnes,
    room: Room,
    replies: Sequence[Reply],
    voice: PiperVoice,
    *,
    seed: int = 1,
    keep_s: float | None,
    ear: HearingModel | None = None,
    config: Config | None = None,
) -> AsyncIterator[Simulation]:
    """A hands-free talk has begun. `ear` answers where `config` has the road for it."""

    def make(air: Air) -> Engines:
        return Engines(PerfectHearing(air), ScriptedModel(replies), voice, real.judge, ear)

    async with simulated(make, room=room, config=config, seed=seed, keep_s=keep_s) as simulation:
        simulation.assistant.send(Converse("ask"))
        yield simulation


async def reach(simulation: Simulation, state: State, *, within_s: float = 30.0) -> None:
    """Return when the assistant is in `state`; a talk that has ended meanwhile is begun anew."""

    def there() -> bool:
        now = simulation.assistant.state.state
        if now is State.IDLE and state is not State.IDLE and simulation.now_s > 0.5:
            simulation.assistant.send(Converse("ask"))
        return now is state

    await simulation.until(there, within_s=within_s)


def some_phrases(random: np.random.Generator, count: int) -> Utterance:
    """`count` phrases in a row, as one person reads them."""
    first = int(random.integers(0, len(SPOKEN) - count))
    parts: list[str | float] = []
    for text in SPOKEN[first : first + count]:
        parts += [text, 0.15]
    return utterance(parts[:-1])


def onset_s(said: Utterance) -> float:
    """From the first sample of the recording to that of the voice: 10 ms that are no more than 30 dB below the peak."""
    size = ENGINE_RATE_HZ // 100
    frames = said.samples[: len(said.samples) // size * size].reshape(-1, size)
    power = np.square(frames).mean(axis=1)
    return int(np.argmax(power > power.max() * 1e-3)) * size / ENGINE_RATE_HZ


def states(simulation: Simulation, wanted: State) -> int:
    return sum(isinstance(event, StateChanged) and event.state is wanted for _, event in simulation.events)


Progress = Callable[[str], None]
