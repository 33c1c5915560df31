"""A thousand turns leak nothing."""

from __future__ import annotations

import asyncio
import gc
from random import Random

import psutil

from tests.simulation.air import Air
from tests.simulation.clock import on_sample_clock
from tests.simulation.engines import PerfectHearing, Reply, ScriptedModel, ScriptedVoice
from tests.simulation.play import RealOnes
from tests.simulation.room import Room
from tests.simulation.simulation import Engines, simulated
from tests.simulation.sounds import utterance
from voice_assistant.events import State
from voice_assistant.inbox import Converse

from ..report import Row, at_most
from .rooms import reach

EARLY, TURNS = 50, 1000
GROWTH = 5.0
SAID = ("try again", "fail again", "fail better", "no matter", "it was the worst of times")


def memory(real: RealOnes, turns: int = TURNS) -> list[Row]:
    """Turns of a second and a half in one hands-free talk, the microphone always open."""
    early, late = on_sample_clock(_talk(real, turns))
    how = f"{early:.1f} MB after {EARLY}, {late:.1f} MB after {turns}; scripted engines, this process"
    return [at_most(f"memory: after {turns} turns against {EARLY}", 100 * (late / early - 1), "%", GROWTH, how)]


async def _talk(real: RealOnes, turns: int) -> tuple[float, float]:
    model, voice = ScriptedModel([Reply("It is a short answer.")]), ScriptedVoice()
    measured: dict[int, float] = {}

    def make(air: Air) -> Engines:
        return Engines(PerfectHearing(air), model, voice, real.judge)

    async with simulated(make, room=Room(echo_db=None), keep_s=50.0) as simulation:
        simulation.assistant.send(Converse("ask"))
        chance, sayings = Random(1), [utterance([text]) for text in SAID]  # which the air keeps
        for number in range(1, turns + 1):
            await reach(simulation, State.LISTENING)
            # Nobody says the same at the same moment after every answer: a canceller would take it for an echo.
            await asyncio.sleep(chance.uniform(0.0, 0.6))
            simulation.say(chance.choice(sayings))
            await reach(simulation, State.SPEAKING)
            for kept in (model.requests, voice.said, simulation.events, simulation.card.blocks_s):  # by the simulation
                kept.clear()
            simulation.journal.recordings.clear()
            if number in (EARLY, turns):
                gc.collect()
                measured[number] = psutil.Process().memory_info().rss / 2**20
    return measured[EARLY], measured[turns]
