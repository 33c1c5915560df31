"""A hundred sounds in which nobody says anything: silence, noise, music, breath, keys, our own cues."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_assistant.audio.cues import Cue, cue_sound
from voice_assistant.audio.files import read_audio
from voice_assistant.audio.resample import resample
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio, Samples

COUNT = 100
VOICES = ("crowded-room",)
"""Recordings of the folder in which people do talk, if not to us."""


def not_speech(folder: Path | None) -> list[tuple[str, Audio]]:
    """Those of `folder/noise`, if there is one, filled up with made ones."""
    recorded = sorted((folder / "noise").glob("*.*")) if folder is not None else []
    found = [(file.stem, read_audio(file)) for file in recorded if not any(name in file.stem for name in VOICES)]
    made = _made(np.random.default_rng(7))
    return [*found, *(next(made) for _ in range(COUNT - len(found)))]


def _made(random: np.random.Generator) -> Iterator[tuple[str, Audio]]:
    """Endless, each kind louder and longer in turn."""
    turn = 0
    while True:
        seconds, level = 1.5 + turn % 5 * 2.0, 0.003 * 3 ** (turn % 4)
        size = round(seconds * ENGINE_RATE_HZ)
        white = random.standard_normal(size).astype(np.float32)
        yield "silence", Audio(np.zeros(size, dtype=np.float32), ENGINE_RATE_HZ)
        yield "hiss", _sound(white * level)
        yield "rumble", _sound(np.cumsum(white) / np.sqrt(size) * level * 3)
        yield "breath", _sound(np.convolve(white, np.ones(8) / 8, "same") * _swells(size, 0.4) * level * 3)
        yield "mains hum", _sound(_chord(size, (50, 100, 150, 250)) * level)
        yield "music", _sound(_tune(random, size) * max(level, 0.02))
        yield "typing", _sound(_keys(random, size) * max(level, 0.03) * 5 + white * 0.001)
        for cue in Cue:
            tone = resample(cue_sound(cue), ENGINE_RATE_HZ).samples
            yield f"cue {cue}", _sound(np.concatenate([white[:8000] * 0.001, tone * 0.3, white[:16000] * 0.001]))
        turn += 1


def _sound(samples: NDArray[Any]) -> Audio:
    return Audio(np.clip(samples, -1, 1).astype(np.float32), ENGINE_RATE_HZ)


def _chord(size: int, pitches_hz: tuple[float, ...]) -> Samples:
    time_s = np.arange(size) / ENGINE_RATE_HZ
    chord: Samples = np.sum([np.sin(2 * np.pi * hz * time_s) for hz in pitches_hz], axis=0).astype(np.float32)
    return chord


def _swells(size: int, per_s: float) -> Samples:
    swells: Samples = (np.sin(np.pi * per_s * np.arange(size) / ENGINE_RATE_HZ) ** 4).astype(np.float32)
    return swells


def _tune(random: np.random.Generator, size: int) -> Samples:
    """Notes of a quarter second with overtones, one after the other."""
    note = ENGINE_RATE_HZ // 4
    fade = np.exp(-np.arange(note) / (note / 3))
    notes = []
    for _ in range(size // note + 1):
        hz = 220 * 2 ** (random.integers(0, 24) / 12)
        notes.append(_chord(note, (hz, 2 * hz, 3 * hz)) * fade / 3)
    return np.concatenate(notes)[:size].astype(np.float32)


def _keys(random: np.random.Generator, size: int) -> Samples:
    """Six short clicks in a second, each a little different."""
    sound = np.zeros(size, dtype=np.float32)
    for place in random.integers(0, max(size - 400, 1), size * 6 // ENGINE_RATE_HZ):
        length = int(random.integers(80, 400))
        sound[place : place + length] += random.standard_normal(length) * np.exp(-np.arange(length) / (length / 5))
    return sound
