"""Who is louder than our echo is found before the room is known; who is as soft is not, and our echo never."""

from __future__ import annotations

import numpy as np
import pytest

from tests.rig.speech import clips
from voice_assistant.audio.files import read_audio
from voice_assistant.audio.louder import Louder
from voice_assistant.audio.resample import resample
from voice_assistant.audio.types import ENGINE_RATE_HZ, Samples

BLOCK = 512
OURS_S = 6.0


def loud(samples: Samples, rms: float) -> Samples:
    return np.asarray(samples * (rms / np.sqrt(np.mean(np.square(samples)))), dtype=np.float32)


@pytest.fixture(scope="module")
def played() -> Samples:
    """Speech of ours: a steady sound that comes and goes would be easier than words are."""
    speech = resample(read_audio(clips()["two-cities"].path), ENGINE_RATE_HZ).samples
    return loud(speech[: round(OURS_S * ENGINE_RATE_HZ)], 0.1)


def found(near: Samples, far: Samples) -> list[int]:
    louder = Louder()
    blocks = range(0, len(far) - BLOCK + 1, BLOCK)
    return [at for at in blocks if louder.feed(near[at : at + BLOCK], far[at : at + BLOCK])]


def echo_of(far: Samples, gain_db: float, late: int = 1600) -> Samples:
    echo = np.zeros_like(far)
    echo[late:] = far[:-late] * 10 ** (gain_db / 20)
    return echo + np.random.default_rng(1).normal(0, 5e-4, len(far)).astype(np.float32)


@pytest.mark.parametrize("gain_db", [0.0, -10.0, -20.0, -40.0])
def test_our_echo_is_nobody(played: Samples, gain_db: float) -> None:
    assert found(echo_of(played, gain_db), played) == []


def test_a_person_is_found_in_the_first_answer(played: Samples) -> None:
    near = echo_of(played, -20.0)
    begins = round(2.0 * ENGINE_RATE_HZ)
    person = loud(played[::-1][: 2 * ENGINE_RATE_HZ], 0.1)
    near[begins : begins + len(person)] += person
    blocks = found(near, played)
    assert blocks, "nobody was heard"
    assert blocks[0] >= begins - BLOCK
    assert blocks[0] < begins + ENGINE_RATE_HZ // 2


def test_silence_is_nobody() -> None:
    silence = np.zeros(ENGINE_RATE_HZ, dtype=np.float32)
    assert found(silence, silence) == []
