"""What the speakers play, on one time line."""

from __future__ import annotations

import numpy as np
import pytest

from tests.rig.compare import find, noise
from voice_assistant.audio.reference import KEPT_S, Reference
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio, Samples

SOUND = noise(2.0, 48_000, seed=5)
BEGIN_S = 100.0


def position(at_s: float) -> int:
    return round(at_s * ENGINE_RATE_HZ)


def play(reference: Reference, sound: Audio, at_s: float, *, piece_s: float = 0.02, jitter_s: float = 0.0) -> None:
    track, random = reference.track(), np.random.default_rng(1)
    size = round(piece_s * sound.rate_hz)
    for start in range(0, len(sound.samples), size):
        said_s = at_s + start / sound.rate_hz + jitter_s * float(random.uniform(-1, 1))
        track.write(sound.samples[start : start + size], sound.rate_hz, said_s)


def heard(reference: Reference, at_s: float, duration_s: float) -> Audio:
    return Audio(reference.read(position(at_s), position(duration_s)), ENGINE_RATE_HZ)


@pytest.mark.parametrize("jitter_s", [0.0, 0.008])
def test_a_sound_is_found_where_it_was_in_the_air(jitter_s: float) -> None:
    reference = Reference()
    with reference.reading():
        play(reference, SOUND, BEGIN_S, jitter_s=jitter_s)
        match = find(Audio(SOUND.samples[:48_000], 48_000), heard(reference, BEGIN_S - 0.5, 3.0))
    assert match.correlation > 0.99  # whole, whatever the callbacks said
    assert match.at_s == pytest.approx(0.5, abs=jitter_s + 0.001)


def test_before_and_after_there_is_silence() -> None:
    reference = Reference()
    with reference.reading():
        play(reference, SOUND, BEGIN_S)
        assert not heard(reference, BEGIN_S - 1, 1.0).samples[:-10].any()
        assert not heard(reference, BEGIN_S + 2.01, 1.0).samples.any()


def test_a_cue_and_the_voice_are_heard_together() -> None:
    reference, cue = Reference(), noise(0.5, 44_100, seed=6)
    with reference.reading():
        play(reference, SOUND, BEGIN_S)
        play(reference, cue, BEGIN_S + 0.7)
        mix = heard(reference, BEGIN_S, 2.0)
    assert find(cue, mix).at_s == pytest.approx(0.7, abs=0.001)
    assert find(SOUND, mix).at_s == pytest.approx(0.0, abs=0.001)


def test_the_next_sound_is_where_it_belongs_also_when_the_card_stood_still() -> None:
    reference = Reference()
    track = reference.track()
    with reference.reading():
        for start in range(0, 48_000, 960):
            late_s = 0.09 if start >= 24_000 else 0.0  # the card ran dry, and stood still for so long
            track.write(SOUND.samples[start : start + 960], 48_000, BEGIN_S + start / 48_000 + late_s)
        second = find(Audio(SOUND.samples[28_800:45_000], 48_000), heard(reference, BEGIN_S, 2.0))
    assert second.at_s == pytest.approx(0.69, abs=0.001)
    assert second.correlation > 0.99
    assert reference.stumbles == 1


def test_one_wrong_time_changes_nothing() -> None:
    reference = Reference()
    track = reference.track()
    with reference.reading():
        for start in range(0, 48_000, 960):
            wrong_s = 0.3 if start == 24_000 else 0.0
            track.write(SOUND.samples[start : start + 960], 48_000, BEGIN_S + start / 48_000 + wrong_s)
        assert find(Audio(SOUND.samples[:48_000], 48_000), heard(reference, BEGIN_S, 1.5)).correlation > 0.99
    assert reference.stumbles == 0


def test_nothing_is_collected_when_nobody_listens() -> None:
    reference = Reference()
    play(reference, SOUND, BEGIN_S)
    with reference.reading():
        assert not heard(reference, BEGIN_S, 2.0).samples.any()
        play(reference, SOUND, BEGIN_S)
        assert heard(reference, BEGIN_S, 2.0).samples.any()
    with reference.reading():
        assert not heard(reference, BEGIN_S, 2.0).samples.any()


def test_what_is_long_over_is_silence() -> None:
    reference = Reference()
    later: Samples = np.ones(1600, dtype=np.float32)
    with reference.reading():
        play(reference, SOUND, BEGIN_S)
        reference.track().write(later, ENGINE_RATE_HZ, BEGIN_S + KEPT_S + 10)
        assert not heard(reference, BEGIN_S, 2.0).samples.any()
        assert heard(reference, BEGIN_S + KEPT_S + 10, 0.1).samples.all()
