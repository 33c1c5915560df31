"""Loudness of a block of samples, as a level meter shows it."""

from __future__ import annotations

import math
from collections.abc import Callable

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


_SHOWN_EVERY_S = 0.08
_SHOWN_DB = 2.0


class Levels:
    """Those of many levels that a meter can show: a dozen a second, and none while nothing changes."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._told_s = -math.inf
        self._told_db = math.inf

    def worth_telling(self, level: LevelMeasured) -> bool:
        """Whether a meter would look different."""
        now_s = self._clock()
        if now_s - self._told_s < _SHOWN_EVERY_S or abs(level.rms_db - self._told_db) < _SHOWN_DB:
            return False
        self._told_s, self._told_db = now_s, level.rms_db
        return True


def level_bar(level: LevelMeasured, width: int) -> str:
    """A text meter of `width` characters from -60 dBFS to full scale: `#` for RMS, `|` at the peak."""

    def column(decibels: float) -> int:
        return round(min(1.0, max(0.0, 1 + decibels / 60)) * width)

    bar = ("#" * column(level.rms_db)).ljust(width)
    peak = column(level.peak_db)
    return bar if peak == 0 else bar[: peak - 1] + "|" + bar[peak:]


def _decibels(amplitude: float) -> float:
    return max(FLOOR_DB, 20 * math.log10(amplitude)) if amplitude > 0 else FLOOR_DB
