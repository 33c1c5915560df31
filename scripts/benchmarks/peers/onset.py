"""Where in a recording somebody begins and stops to sound: the same few lines for every program that is measured."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voice_assistant.audio.types import Audio

FRAME_S = 0.01
AUDIBLE_DBFS = -50.0
"""A frame louder than this is sound. Virtual devices are silent in between; a voice is some 30 dB louder."""
HELD_S = 0.03
"""Sound for so long is somebody; less is a click."""
WORDS_DB = 30.0
"""How far below its loudest frame a recording of a person still is words; below are breath and the room."""


def onset_s(audio: Audio, after_s: float = 0.0) -> float | None:
    """Where the first sound at or after `after_s` begins, in seconds from the start of `audio`; None for silence."""
    first = round(after_s / FRAME_S)
    held = round(HELD_S / FRAME_S)
    loud = (_levels_db(audio) > AUDIBLE_DBFS)[first:].astype(np.int64)
    if len(loud) < held:
        return None
    runs = np.flatnonzero(np.convolve(loud, np.ones(held, dtype=np.int64), "valid") == held)
    return float((first + runs[0]) * FRAME_S) if len(runs) else None


def silent_since_s(audio: Audio) -> float:
    """Seconds of silence at the end of `audio`."""
    loud = np.flatnonzero(_levels_db(audio) > AUDIBLE_DBFS)
    heard_s = (loud[-1] + 1) * FRAME_S if len(loud) else 0.0
    return max(0.0, audio.duration_s - float(heard_s))


def words_s(audio: Audio) -> tuple[float, float]:
    """Where the words of a recording of one person begin and end, in seconds from the start of `audio`."""
    levels = _levels_db(audio)
    loud = np.flatnonzero(levels > max(levels.max(initial=-np.inf) - WORDS_DB, AUDIBLE_DBFS))
    if not len(loud):
        raise ValueError("the recording is silent")
    return float(loud[0] * FRAME_S), float((loud[-1] + 1) * FRAME_S)


def _levels_db(audio: Audio) -> NDArray[np.float64]:
    """Level of each whole frame in dB of full scale, -inf for none."""
    size = round(FRAME_S * audio.rate_hz)
    count = len(audio.samples) // size
    frames = audio.samples[: count * size].reshape(count, size).astype(np.float64)
    with np.errstate(divide="ignore"):
        levels: NDArray[np.float64] = 10.0 * np.log10(np.mean(frames**2, axis=1))
    return levels
