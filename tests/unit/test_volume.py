from __future__ import annotations

import numpy as np
import pytest

from voice_assistant.audio.types import Samples
from voice_assistant.audio.volume import LOUDEST, QUIETEST, Volume

TONE: Samples = (0.5 * np.sin(np.arange(4800) * 0.05)).astype(np.float32)


def at(level: float, before: float | None = None) -> Samples:
    samples: Samples = TONE.copy()
    assert Volume(level).apply(samples, before) == level
    return samples


def test_as_it_was_made() -> None:
    assert np.array_equal(at(1.0), TONE)


def test_softer_is_only_softer() -> None:
    assert at(0.5) == pytest.approx(TONE * 0.5)


def test_louder_never_leaves_full_scale_and_has_no_edges() -> None:
    loud = at(3.0)
    assert np.abs(loud).max() <= 1.0
    assert np.sqrt(np.mean(loud**2)) > 1.5 * np.sqrt(np.mean(TONE**2))
    assert np.abs(np.diff(loud)).max() < 3.1 * np.abs(np.diff(TONE)).max()
    assert len(np.unique(np.abs(loud[np.abs(loud) > 0.9]).round(4))) > 20  # bent, not cut off


def test_a_change_is_a_ramp() -> None:
    samples = np.full(100, 0.5, dtype=np.float32)
    Volume(0.2).apply(samples, before=1.0)
    assert samples[0] == pytest.approx(0.5)
    assert samples[-1] == pytest.approx(0.1)
    assert (np.diff(samples) < 0).all()


def test_neither_silent_nor_painful() -> None:
    volume = Volume()
    for _ in range(50):
        volume.change(1.5)
    assert volume.level == LOUDEST
    for _ in range(50):
        volume.change(0.5)
    assert volume.level == QUIETEST


def test_a_volume_of_nothing_in_the_config_stays_nothing() -> None:
    assert not Volume(0.0).apply(np.ones(3, dtype=np.float32))
