"""How fast the assistant gives way to a person who speaks into its answer."""

from __future__ import annotations

import asyncio

import numpy as np

from tests.simulation.clock import on_sample_clock
from tests.simulation.engines import PiperVoice, Reply
from tests.simulation.play import RealOnes
from tests.simulation.room import Room
from tests.simulation.simulation import Simulation
from voice_assistant.config.schema import Config
from voice_assistant.engines.base import HearingModel
from voice_assistant.events import State

from ..report import Row, at_most
from .rooms import LEVELS_DB, onset_s, reach, rooms_at, some_phrases, talking
from .texts import prose

EACH = 20
"""Interruptions in each room at each level."""
DUCKED_S, SILENT_S = 0.15, 0.4


def barge_in(real: RealOnes, each: int = EACH) -> list[Row]:
    voice = PiperVoice()
    rows: list[Row] = []
    all_ducked: list[float] = []
    all_silent: list[float] = []
    for echo_db in LEVELS_DB:
        ducked: list[float] = []
        silent: list[float] = []
        for number, room in enumerate(rooms_at(echo_db)):
            done = on_sample_clock(interrupted(real, room, voice, each, seed=number + 1))
            ducked += [first for first, _ in done]
            silent += [then for _, then in done]
        all_ducked, all_silent = all_ducked + ducked, all_silent + silent
        how = f"{spread(silent)}; ducked by 15 dB {spread(ducked)}"
        rows.append(at_most(f"interruption -> silent, echo at {echo_db:g} dB, p95", p95(silent), "s", None, how))
    card = "of it 0.14 s are the sound card's: 0.06 s from the air to us, 0.08 s back"
    return [
        at_most(
            "interruption -> ducked by 15 dB, p95", p95(all_ducked), "s", DUCKED_S, f"{spread(all_ducked)}; {card}"
        ),
        at_most("interruption -> silent, p95", p95(all_silent), "s", SILENT_S, f"{spread(all_silent)}; {card}"),
        *rows,
    ]


async def interrupted(
    real: RealOnes,
    room: Room,
    voice: PiperVoice,
    each: int,
    seed: int,
    *,
    ear: HearingModel | None = None,
    config: Config | None = None,
) -> list[tuple[float, float]]:
    """Seconds from the first sound of the person to the ducked voice, and to silence; infinite where it never was."""
    random = np.random.default_rng(seed)
    replies = [Reply(prose(25.0, first=seed))]
    talk = talking(real, room, replies, voice, seed=seed, keep_s=None, ear=ear, config=config)
    async with talk as simulation:
        await reach(simulation, State.LISTENING)
        simulation.say(some_phrases(random, 2))
        return [await _once(simulation, random) for _ in range(each)]


async def _once(simulation: Simulation, random: np.random.Generator) -> tuple[float, float]:
    await reach(simulation, State.SPEAKING, within_s=60.0)
    await asyncio.sleep(float(random.uniform(1.0, 4.0)))
    await reach(simulation, State.SPEAKING, within_s=60.0)
    said = some_phrases(random, 2)
    begins_s = simulation.now_s + onset_s(said)
    simulation.say(said)
    await asyncio.sleep(len(said.samples) / 16_000 + 1.0)
    silent_s = simulation.silent_from(begins_s)
    ducked_s = simulation.ducked_from(begins_s)
    times = [time_s for time_s in (ducked_s, silent_s) if time_s is not None]
    return min(times, default=np.inf) - begins_s, (np.inf if silent_s is None else silent_s) - begins_s


def p95(times: list[float]) -> float:
    """The time that 95 of 100 do not exceed: one of those measured, so that infinity stays what it is."""
    return float(np.percentile(times, 95, method="higher"))


def spread(times: list[float]) -> str:
    median, p95 = (float(np.percentile(times, q, method="higher")) for q in (50, 95))
    never = sum(map(np.isinf, times))
    return f"median {median:.2f} s, p95 {p95:.2f} s of {len(times)}" + (f", {never} never" if never else "")
