"""Is what was heard what was played?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voice_assistant.audio.resample import resample
from voice_assistant.audio.types import Audio


@dataclass(frozen=True, slots=True)
class Match:
    """Where in a recording a sound was found, and how alike it is there (1.0: the same)."""

    at_s: float
    correlation: float


def find(sound: Audio, recording: Audio) -> Match:
    """The place in `recording` that is most like `sound`, which may stick out at the end."""
    wanted = resample(sound, recording.rate_hz).samples.astype(np.float64)
    heard = np.concatenate([recording.samples, np.zeros(len(wanted))]).astype(np.float64)
    size = 1 << (len(heard) + len(wanted)).bit_length()
    likeness = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(wanted, size)), size)
    start = int(np.argmax(likeness[: len(recording.samples) or 1]))
    there = heard[start : start + len(wanted)]
    scale = float(np.linalg.norm(there) * np.linalg.norm(wanted))
    return Match(start / recording.rate_hz, float(there @ wanted) / scale if scale else 0.0)


def noise(duration_s: float, rate_hz: int, *, seed: int = 1) -> Audio:
    """Like speech to a computer: noise of 100 ... 3500 Hz in four syllables a second, at a third of full scale."""
    count = round(duration_s * rate_hz)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    pitch_hz = np.fft.rfftfreq(count, 1 / rate_hz)
    spectrum[(pitch_hz < 100) | (pitch_hz > 3500)] = 0
    samples = np.fft.irfft(spectrum, count) * (1.1 + np.sin(2 * np.pi * 4 * np.arange(count) / rate_hz))
    return Audio((samples / np.abs(samples).max() / 3).astype(np.float32), rate_hz)
