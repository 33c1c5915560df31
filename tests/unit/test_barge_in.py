"""Signs of an interruption, from frames of synthetic sound."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from voice_assistant.audio.types import ENGINE_RATE_HZ, Samples
from voice_assistant.turn_taking.barge_in import BargeIn, Sign

FRAME = 512
FRAME_S = FRAME / ENGINE_RATE_HZ


def frame(*pitches_hz: float) -> Samples:
    time = np.arange(FRAME) / ENGINE_RATE_HZ
    tones: Samples = np.sum([0.1 * np.sin(2 * np.pi * hz * time) for hz in pitches_hz], axis=0, dtype=np.float32)
    return tones


VOWEL = frame(150, 700, 1900)
HUM = frame(150, 300)
SILENCE = np.zeros(FRAME, dtype=np.float32)


def signs(parts: Iterable[tuple[Samples, float]]) -> list[tuple[float, Sign]]:
    """What comes of sounds of so many seconds each, with the time from the beginning; silence is no speech."""
    barge_in, found, now = BargeIn(FRAME), [], 0.0
    for sound, seconds in parts:
        for _ in range(round(seconds / FRAME_S)):
            now += FRAME_S
            sign = barge_in.feed(sound, sound is not SILENCE)
            if sign is not None:
                found.append((now, sign))
            if sign is Sign.STOP:
                return found
    return found


def names(parts: Iterable[tuple[Samples, float]]) -> list[Sign]:
    return [sign for _, sign in signs(parts)]


def test_speech_ducks_at_once_and_stops_soon() -> None:
    (ducked_s, duck), (stopped_s, stop) = signs([(SILENCE, 1.0), (VOWEL, 1.0)])
    assert (duck, stop) == (Sign.DUCK, Sign.STOP)
    assert ducked_s - 1.0 <= 2 * FRAME_S
    assert stopped_s - 1.0 <= 0.34


def test_a_short_sound_only_ducks() -> None:
    assert names([(VOWEL, 0.2), (SILENCE, 1.0)]) == [Sign.DUCK, Sign.RESTORE]


@pytest.mark.parametrize("seconds", [0.3, 0.5])
def test_a_hum_only_ducks(seconds: float) -> None:
    assert names([(HUM, seconds), (SILENCE, 1.0)]) == [Sign.DUCK, Sign.RESTORE]


def test_a_hum_that_does_not_end_stops() -> None:
    assert names([(HUM, 2.0)]) == [Sign.DUCK, Sign.STOP]


def test_a_hum_before_words_counts_as_a_part_of_them() -> None:
    assert names([(HUM, 0.2), (VOWEL, 0.5)]) == [Sign.DUCK, Sign.STOP]


def test_the_closure_of_a_consonant_does_not_end_a_word() -> None:
    assert names([(VOWEL, 0.2), (SILENCE, 0.1), (VOWEL, 0.2)]) == [Sign.DUCK, Sign.STOP]


def test_two_short_sounds_far_apart_do_not_add_up() -> None:
    assert names([(VOWEL, 0.2), (SILENCE, 0.6), (VOWEL, 0.2), (SILENCE, 0.6)]) == [Sign.DUCK, Sign.RESTORE] * 2


def test_it_tells_when_the_speech_began() -> None:
    barge_in = BargeIn(FRAME)
    for sound, count in ((SILENCE, 5), (VOWEL, 3), (SILENCE, 2), (VOWEL, 1)):
        for _ in range(count):
            barge_in.feed(sound, sound is not SILENCE)
    assert barge_in.onset_frames == 6
    for _ in range(20):
        barge_in.feed(SILENCE, False)
    assert barge_in.onset_frames == 0
