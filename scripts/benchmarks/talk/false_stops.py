"""Two hundred sounds that are no interruption: coughs, "mhm", typing, music, while the assistant speaks."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tests.simulation.clock import on_sample_clock
from tests.simulation.engines import PiperVoice, Reply
from tests.simulation.play import RealOnes
from tests.simulation.room import Room
from tests.simulation.simulation import Simulation
from tests.simulation.sounds import level, sound, utterance
from voice_assistant.audio.files import read_audio
from voice_assistant.audio.resample import resample
from voice_assistant.audio.types import ENGINE_RATE_HZ, Samples
from voice_assistant.events import State, TurnEnded

from ..not_speech import VOICES
from ..report import Row, at_most
from .rooms import reach, talking
from .texts import prose

COUNT = 200
KINDS = ("cough", "mhm", "typing", "music")
LEVELS_DB = (0.0, -6.0, -12.0)
"""Against the person's voice, in turn."""
LONGEST_S = 3.0
RESUMED_S = 2.0


def false_stops(real: RealOnes, folder: Path | None, count: int = COUNT) -> list[Row]:
    voice = PiperVoice()
    stops: dict[str, int] = {}
    ducks = not_resumed = 0
    for kind in KINDS:
        done = on_sample_clock(_disturb(real, kind, count // len(KINDS), folder, voice))
        stops[kind] = sum(stopped for _, stopped, _ in done)
        ducks += sum(ducked for ducked, _, _ in done)
        not_resumed += sum(stopped and not resumed for _, stopped, resumed in done)
    kinds = ", ".join(f"{kind} {number}" for kind, number in stops.items())
    where = "recorded and made" if folder is not None else "made"
    how = f"{where}, {count // len(KINDS)} of each, echo at -10 dB: stopped by {kinds}; only ducked by {ducks}"
    rows = [at_most(f"false stops on {count} sounds", sum(stops.values()), "", 2, how)]
    how = f"the voice did not come back within {RESUMED_S:.0f} s, or did not say the rest"
    return [*rows, at_most("false stops that were not resumed", not_resumed, "", 0, how)]


async def _disturb(
    real: RealOnes, kind: str, count: int, folder: Path | None, voice: PiperVoice
) -> list[tuple[bool, bool, bool]]:
    """For each sound whether the voice was only ducked, whether it was stopped, and whether it came back."""
    random = np.random.default_rng(len(kind))
    sounds = _sounds(kind, random, folder)
    async with talking(real, Room(), [Reply(prose(240.0))], voice, keep_s=None) as simulation:
        return [await _once(simulation, next(sounds), number) for number in range(count)]


async def _once(simulation: Simulation, samples: Samples, number: int) -> tuple[bool, bool, bool]:
    if simulation.assistant.state.state is not State.SPEAKING:
        await reach(simulation, State.LISTENING)
        simulation.say(utterance(["it was the age of wisdom", 0.1, "it was the age of foolishness"]))
        await reach(simulation, State.SPEAKING)
        await asyncio.sleep(2.0)
    began_s, gains, stops = simulation.now_s, len(simulation.speaker.gains), len(simulation.speaker.stops_s)
    turns = len(simulation.seen(TurnEnded))
    simulation.sound(samples * np.float32(10 ** (LEVELS_DB[number % len(LEVELS_DB)] / 20)))
    await asyncio.sleep(len(samples) / ENGINE_RATE_HZ + RESUMED_S)
    stopped = len(simulation.speaker.stops_s) > stops
    silent_s = simulation.silent_from(began_s) if stopped else None
    ended = any(isinstance(turn, TurnEnded) and turn.interrupted for turn in simulation.seen(TurnEnded)[turns:])
    back = not ended and (silent_s is None or simulation.sounds_from(silent_s + 0.05) is not None)
    await asyncio.sleep(1.0)
    return len(simulation.speaker.gains) > gains and not stopped, stopped, back


def _sounds(kind: str, random: np.random.Generator, folder: Path | None) -> Iterator[Samples]:
    """Endless: recorded ones first, then made ones."""
    words = {"typing": ("keyboard", "tap", "rub", "friction"), "music": ("guitar", "guit", "loop", "mehackit")}
    files = sorted((folder / "noise").glob("*.*")) if folder is not None else []
    for file in files:
        if any(word in file.stem for word in words.get(kind, ())) and not any(voice in file.stem for voice in VOICES):
            whole = resample(read_audio(file), ENGINE_RATE_HZ).samples
            size = round(LONGEST_S * ENGINE_RATE_HZ)
            for start in range(0, max(1, min(len(whole), 5 * size) - size // 2), size):
                yield level(whole[start : start + size])
    while True:
        yield sound(kind, random, float(random.uniform(1.0, LONGEST_S)))
