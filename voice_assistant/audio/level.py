"""Loudness of a block of samples, as a level meter shows it."""

from __future__ import annotations

import math

import numpy as np

from ..events import LevelMeasured
from .types import Samples

FLOOR_DB = -120.0


def measure_level(samples: Samples) -> LevelMeasured:
    """Root mean square and peak of `samples` in dBFS, both `FLOOR_DB` for silence or no samples at all."""
    if len(samples) == 0:
        return LevelMeasured(FLOOR_DB, FLOOR_DB)
    return LevelMeasured(
        rms_db=_decibels(math.sqrt(float(np.mean(np.square(samples, dtype=np.float64))))),
        peak_db=_decibels(float(np.max(np.abs(samples)))),
    )


def level_bar(level: LevelMeasured, width: int) -> str:
    """A text meter of `width` characters from -60 dBFS to full scale: `#` for RMS, `|` at the peak."""

    def column(decibels: float) -> int:
        return round(min(1.0, max(0.0, 1 + decibels / 60)) * width)

    bar = ("#" * column(level.rms_db)).ljust(width)
    peak = column(level.peak_db)
    return bar if peak == 0 else bar[: peak - 1] + "|" + bar[peak:]


def _decibels(amplitude: float) -> float:
    return max(FLOOR_DB, 20 * math.log10(amplitude)) if amplitude > 0 else FLOOR_DB
