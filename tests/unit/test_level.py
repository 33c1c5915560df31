from __future__ import annotations

import math

import numpy as np
import pytest

from voice_assistant.audio.level import FLOOR_DB, Levels, level_bar, measure_level
from voice_assistant.audio.tone import tone
from voice_assistant.events import LevelMeasured


def test_silence_and_nothing_are_at_the_floor() -> None:
    floor = LevelMeasured(FLOOR_DB, FLOOR_DB)
    assert measure_level(np.zeros(512, dtype=np.float32)) == floor
    assert measure_level(np.zeros(0, dtype=np.float32)) == floor
    assert measure_level(np.full(512, 1e-9, dtype=np.float32)) == floor


def test_full_scale_is_zero() -> None:
    level = measure_level(np.ones(512, dtype=np.float32))
    assert (level.rms_db, level.peak_db) == (0.0, 0.0)


@pytest.mark.parametrize("amplitude", (1.0, 0.5, 0.01))
def test_a_sine_is_three_decibels_below_its_peak(amplitude: float) -> None:
    level = measure_level(tone(1000, 1.0, amplitude=amplitude).samples[4800:-4800])
    assert level.peak_db == pytest.approx(20 * math.log10(amplitude), abs=0.05)
    assert level.rms_db == pytest.approx(level.peak_db - 3.01, abs=0.05)


@pytest.mark.parametrize(
    ("rms_db", "peak_db", "bar"),
    [
        (-120.0, -120.0, "          "),
        (-60.0, -60.0, "          "),
        (-30.0, -18.0, "##### |   "),
        (0.0, 0.0, "#########|"),
        (6.0, 12.0, "#########|"),
    ],
)
def test_the_bar(rms_db: float, peak_db: float, bar: str) -> None:
    assert level_bar(LevelMeasured(rms_db, peak_db), 10) == bar


def test_a_meter_is_told_what_it_can_show() -> None:
    now_s = 0.0
    levels = Levels(lambda: now_s)

    def told(rms_db: float, at_s: float) -> bool:
        nonlocal now_s
        now_s = at_s
        return levels.worth_telling(LevelMeasured(rms_db, rms_db + 10))

    assert told(-60.0, 0.0)
    assert not told(-30.0, 0.03)  # too soon to be seen
    assert told(-30.0, 0.1)
    assert not told(-31.0, 0.3)  # looks the same
    assert told(-33.0, 0.4)
