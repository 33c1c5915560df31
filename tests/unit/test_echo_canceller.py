"""Our own voice, through a simulated room, and what is left of it. No models and no devices."""

from __future__ import annotations

import numpy as np
import pytest
import soxr

from tests.rig.compare import noise
from tests.rig.echo_room import Ears, echo_of
from voice_assistant.audio.types import ENGINE_RATE_HZ, Samples

VOICE = noise(20.0, ENGINE_RATE_HZ, seed=11).samples
PERSON = noise(20.0, ENGINE_RATE_HZ, seed=12).samples
HISS = np.random.default_rng(13).standard_normal(len(VOICE)).astype(np.float32) * np.float32(3e-4)
LAST = slice(15 * ENGINE_RATE_HZ, 19 * ENGINE_RATE_HZ)


def db(samples: Samples) -> float:
    return 10 * float(np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-12))


def reduction_db(before: Samples, after: Samples, stretch: slice = LAST) -> float:
    return db(before[stretch]) - db(after[stretch])


@pytest.fixture(scope="module")
def echo() -> Samples:
    return echo_of(VOICE)


def test_the_echo_goes(echo: Samples) -> None:
    left = Ears().listen(echo + HISS, VOICE)
    assert reduction_db(echo, left.samples) > 20
    assert reduction_db(echo, left.gates) > 25


def test_what_a_person_says_meanwhile_stays(echo: Samples) -> None:
    left = Ears().listen(echo + PERSON + HISS, VOICE)
    assert db(PERSON[LAST]) - db((left.samples - PERSON)[LAST]) > 12  # the echo was as loud as they are


def test_two_sound_cards_run_at_two_speeds(echo: Samples) -> None:
    for ppm in (80, -120):
        drifted = np.resize(soxr.resample(echo, 1_000_000, 1_000_000 + ppm).astype(np.float32), len(echo))
        ears = Ears()
        left = ears.listen(drifted + HISS, VOICE)
        assert ears.aligner.drift == pytest.approx(-ppm * 1e-6, abs=15e-6)
        assert reduction_db(drifted, left.samples) > 20


def test_who_speaks_while_the_place_and_the_drift_are_found_is_not_taken_for_the_echo(echo: Samples) -> None:
    late = np.roll(soxr.resample(echo, 1_000_000, 1_000_080).astype(np.float32), 700)[: len(VOICE)]
    begin = 2 * ENGINE_RATE_HZ
    person = np.concatenate([np.zeros(begin, dtype=np.float32), PERSON[begin : len(late)]])
    left = Ears().listen(0.3 * late + person + HISS[: len(late)], VOICE)
    there = slice(4 * ENGINE_RATE_HZ, 8 * ENGINE_RATE_HZ)
    assert db(person[there]) - db((left.samples - person[: len(left.samples)])[there]) > 10


@pytest.mark.parametrize("wrong_s", [0.2, -0.1])
def test_a_sound_card_that_does_not_know_its_latency(echo: Samples, wrong_s: float) -> None:
    shifted = np.roll(echo, round(wrong_s * ENGINE_RATE_HZ))
    left = Ears().listen(shifted + HISS, VOICE)
    assert reduction_db(shifted, left.samples) > 15


def test_somebody_moves_the_loudspeaker(echo: Samples) -> None:
    middle = len(VOICE) // 2
    moved = np.concatenate([echo[:middle], echo_of(VOICE, distance_m=1.2)[middle:]])
    left = Ears().listen(moved + HISS, VOICE)
    assert reduction_db(moved, left.samples) > 15


def test_in_silence_the_sound_is_untouched() -> None:
    left = Ears().listen(PERSON, np.zeros_like(PERSON))
    np.testing.assert_array_equal(left.samples, PERSON[: len(left.samples)])
    np.testing.assert_array_equal(left.gates, PERSON[: len(left.samples)])
