"""From the last sound of a question to the first of its answer, and how often the answer came too early.

In real time, with the real engines; only the room and the sound card are simulated.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tests.simulation.air import Air
from tests.simulation.simulation import Engines, Simulation, simulated
from tests.simulation.sounds import Utterance
from voice_assistant.app import engines
from voice_assistant.bus import Bus
from voice_assistant.config.schema import Config
from voice_assistant.events import State, TurnReopened, UtteranceEnded
from voice_assistant.inbox import Cancel

from ..report import Row, at_most
from ..samples import Sample
from .rooms import reach
from .turn_set import Turn, turn_set

P50_S, P95_S, CUT_OFF = 0.7, 1.2, 5.0
NO_ANSWER_S = 12.0


@dataclass(frozen=True, slots=True)
class Result:
    turn: Turn
    latency_s: float | None  # negative: cut off; None: no answer
    decided_s: float | None  # from the end until it was held for the end
    reopened: int


async def latency(clips: Sequence[Sample]) -> list[Row]:
    config = Config()
    async with engines(config) as made:
        await made.warm_up(Bus())
        turns = await turn_set(clips, made.speech_to_text)

        def make(air: Air) -> Engines:
            return Engines(made.speech_to_text, made.language_model, made.text_to_speech, made.end_of_turn)

        return rows([result async for result in ask(make, turns)])


async def ask(make: Callable[[Air], Engines], turns: Sequence[Turn]) -> AsyncIterator[Result]:
    """One after the other in one room, in the time of the event loop, real or not."""
    async with simulated(make, keep_s=60.0) as simulation:
        for turn in turns:
            yield await _ask(simulation, turn)


async def _ask(simulation: Simulation, turn: Turn) -> Result:
    await reach(simulation, State.LISTENING)
    await asyncio.sleep(0.6)
    seen = len(simulation.events)
    began_s = simulation.now_s
    simulation.say(Utterance(turn.samples, ()))
    ends_s = began_s + turn.end_s
    try:
        await simulation.until(lambda: simulation.sounds_from(began_s) is not None, within_s=turn.end_s + NO_ANSWER_S)
    except TimeoutError:
        sounded_s = None
    else:
        sounded_s = simulation.sounds_from(began_s)
    await asyncio.sleep(max(0.3, ends_s + 1.0 - simulation.now_s))
    events = simulation.events[seen:]
    decided = [at_s for at_s, event in events if isinstance(event, UtteranceEnded)]
    reopened = sum(isinstance(event, TurnReopened) for _, event in events)
    simulation.assistant.send(Cancel())
    await reach(simulation, State.IDLE)
    return Result(
        turn,
        None if sounded_s is None else sounded_s - ends_s,
        decided[-1] - ends_s if decided else None,
        reopened,
    )


def rows(results: Sequence[Result]) -> list[Row]:
    answered = [result.latency_s for result in results if result.latency_s is not None]
    times = [latency_s for latency_s in answered if latency_s >= 0]
    cut_off = [result.turn.name for result in results if result.latency_s is not None and result.latency_s < 0]
    groups = Counter(result.turn.name.split("/")[0] for result in results)
    spliced = sum(result.turn.spliced for result in results)
    of_what = ", ".join(f"{count} {name}" for name, count in groups.items())
    silent = len(results) - len(answered)
    how = f"{len(results)} turns in real time: {of_what}; {spliced} with a pause spliced in; {silent} unanswered"
    decided = [result.decided_s for result in results if result.decided_s is not None]
    p50, p95 = (float(np.percentile(times, q)) for q in (50, 95))
    until = f"until the end was decided p50 {np.percentile(decided, 50):.2f} s, p95 {np.percentile(decided, 95):.2f} s"
    reopened = sum(result.reopened for result in results)
    share = 100 * len(cut_off) / len(results)
    names = f": {', '.join(cut_off)}" if cut_off else ""
    return [
        at_most("end of speech -> first sound, p50", p50, "s", P50_S, how),
        at_most("end of speech -> first sound, p95", p95, "s", P95_S, until),
        at_most(
            "cut-offs", share, "%", CUT_OFF, f"{len(cut_off)} of {len(results)}{names}; {reopened} turns re-opened"
        ),
    ]
