"""Where a wake word is listened for: only around speech, and with what was before the speech was noticed."""

from __future__ import annotations

import numpy as np
import pytest

from tests.fakes import LoudnessActivity
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio, Samples
from voice_assistant.turn_taking.wake_word import DEAF_S, LEAD_S, TAIL_S, WARM_UP_S, Spotter

FRAME = 512
FRAME_S = FRAME / ENGINE_RATE_HZ
SILENCE, SPEECH, WORD, SOFT_WORD = 0.0, 0.5, 0.9, 0.01


class LoudWords:
    """A frame of a certain loudness is a word."""

    def __init__(self) -> None:
        self.fed = 0

    def feed(self, samples: Samples) -> str | None:
        self.fed += 1
        return "hey" if samples[0] in (np.float32(WORD), np.float32(SOFT_WORD)) else None


class Room:
    def __init__(self) -> None:
        self.words = LoudWords()
        self.spotter = Spotter(self.words, LoudnessActivity())

    def sound(self, loudness: float, seconds: float = FRAME_S) -> list[str]:
        """The words heard in it."""
        frames = [np.full(FRAME, loudness, dtype=np.float32)] * max(1, round(seconds / FRAME_S))
        judged = [pair for frame in frames for pair in self.spotter.meter.feed(Audio(frame, ENGINE_RATE_HZ))]
        return [word for frame, is_speech in judged if (word := self.spotter.feed(frame, is_speech))]


@pytest.fixture
def room() -> Room:
    return Room()


def test_silence_is_not_listened_to(room: Room) -> None:
    assert room.sound(SILENCE, 60.0) == []
    assert room.words.fed == 0


def test_a_word_in_speech_is_heard(room: Room) -> None:
    room.sound(SILENCE, 3.0)
    assert room.sound(SPEECH, 1.0) == []
    assert room.sound(WORD) == ["hey"]


def test_what_was_before_the_first_speech_is_listened_to_as_well(room: Room) -> None:
    room.sound(SILENCE, 3.0)
    room.sound(SPEECH)
    assert room.words.fed * FRAME_S == pytest.approx(LEAD_S, abs=0.1)


def test_a_soft_word_before_the_speech_counts(room: Room) -> None:
    room.sound(SILENCE, 3.0)
    room.spotter.feed(np.full(FRAME, SOFT_WORD, dtype=np.float32), False)
    assert room.sound(SPEECH) == ["hey"]


def test_but_not_one_that_the_engine_may_remember_from_before_the_gap(room: Room) -> None:
    room.spotter.feed(np.full(FRAME, SOFT_WORD, dtype=np.float32), False)
    for _ in range(round((LEAD_S - WARM_UP_S + 0.2) / FRAME_S)):
        room.spotter.feed(np.full(FRAME, SILENCE, dtype=np.float32), False)
    assert room.sound(SPEECH) == []


def test_the_end_of_a_word_may_be_silence(room: Room) -> None:
    room.sound(SPEECH, 0.5)
    fed = room.words.fed
    room.sound(SILENCE, 10.0)
    assert (room.words.fed - fed) * FRAME_S == pytest.approx(TAIL_S, abs=0.1)


def test_one_word_is_heard_once(room: Room) -> None:
    room.sound(SPEECH, 0.5)
    assert room.sound(WORD, DEAF_S * 0.9) == ["hey"]
    room.sound(SPEECH, 0.5)
    assert room.sound(WORD) == ["hey"]
