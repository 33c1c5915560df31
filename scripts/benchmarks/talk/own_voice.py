"""How often the assistant takes its own voice for the person's."""

from __future__ import annotations

from functools import partial

from tests.simulation.clock import on_sample_clock
from tests.simulation.engines import PiperVoice, Reply
from tests.simulation.play import RealOnes
from tests.simulation.room import Room
from tests.simulation.simulation import Simulation
from tests.simulation.sounds import utterance
from voice_assistant.events import State, TurnEnded

from ..report import Row, at_most
from .rooms import KEEP_S, LEVELS_DB, ROOMS, reach, rooms_at, talking
from .texts import prose

MINUTES = 30.0
REPLY_S = 45.0


def own_voice(real: RealOnes, minutes: float = MINUTES) -> list[Row]:
    """All levels and rooms in turn, until there were `minutes` of the assistant's own speech."""
    voice = PiperVoice()
    each_s = minutes * 60 / len(LEVELS_DB) / 3
    rows, spoken_s, stops, lost = [], 0.0, 0, 0
    for echo_db in LEVELS_DB:
        done = [on_sample_clock(_listen(real, room, voice, each_s)) for room in rooms_at(echo_db)]
        level_s, level_stops, level_ducks, level_lost = map(sum, zip(*done, strict=True))
        where = ", ".join(f"{name} {one[1]}" for name, one in zip(ROOMS, done, strict=True))
        spoken_s, stops, lost = spoken_s + level_s, stops + level_stops, lost + level_lost
        how = f"{level_s / 60:.1f} minutes of speech: {where}; ducked {level_ducks} times"
        rows.append(at_most(f"self-interruptions, echo at {echo_db:g} dB", level_stops, "", None, how))
    how = f"stops in {spoken_s / 60:.1f} minutes of its own speech, all rooms; {lost} replies were not finished"
    return [at_most("self-interruptions in 30 minutes", stops, "", 0, how), *rows]


async def _listen(real: RealOnes, room: Room, voice: PiperVoice, wanted_s: float) -> tuple[float, int, int, int]:
    """Seconds of speech, and how often it stopped itself, only ducked, and lost the rest of a reply."""
    replies = [Reply(prose(REPLY_S, first=round(room.reverberation_s * 20 + room.drift_ppm)))]
    async with talking(real, room, replies, voice, keep_s=KEEP_S) as simulation:
        answers = 0
        while simulation.spoken_s < wanted_s:
            await reach(simulation, State.LISTENING)
            simulation.say(utterance(["it was the age of wisdom", 0.1, "it was the age of foolishness"]))
            await reach(simulation, State.SPEAKING)
            answers += 1
            await simulation.until(partial(_over, simulation, answers), within_s=3 * REPLY_S)
        turns = simulation.seen(TurnEnded)
        lost = sum(isinstance(turn, TurnEnded) and turn.interrupted for turn in turns)
        ducks = sum(gain < 1 for _, gain in simulation.speaker.gains)
        return simulation.spoken_s, len(simulation.speaker.stops_s), ducks, lost


def _over(simulation: Simulation, answers: int) -> bool:
    return len(simulation.seen(TurnEnded)) >= answers
