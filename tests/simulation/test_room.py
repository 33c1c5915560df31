"""The simulated room is what it says: levels, clocks and the same talk again for the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from voice_assistant.audio.types import ENGINE_RATE_HZ, Samples

from .air import Air, Track
from .room import PERSON_DB, VOICE_DB, Room
from .scenario import Scenario, fits
from .sounds import level, phrase, utterance

SECOND = ENGINE_RATE_HZ


def db(samples: Samples) -> float:
    return float(10 * np.log10(np.square(samples).mean()))


def noise(db: float, seconds: int = 3) -> Samples:
    samples = np.random.default_rng(3).standard_normal(seconds * SECOND)
    return level(samples.astype(np.float32), db)


@pytest.mark.parametrize("echo_db", [0.0, -10.0, -20.0])
def test_the_assistants_voice_is_at_the_level_of_the_room(echo_db: float) -> None:
    air = Air(Room(echo_db=echo_db), seed=1)
    air.play(0, noise(VOICE_DB))
    assert db(air.listen(0, 3 * SECOND)[SECOND:]) == pytest.approx(PERSON_DB + echo_db, abs=1.5)


def test_the_person_is_at_the_level_of_a_person_and_headphones_make_no_echo() -> None:
    air = Air(Room(echo_db=None), seed=1)
    air.play(0, noise(VOICE_DB))
    air.say(SECOND, noise(PERSON_DB))
    heard = air.listen(0, 3 * SECOND)
    assert db(heard[:SECOND]) == pytest.approx(air.room.noise_db, abs=1.5)
    assert db(heard[SECOND + SECOND // 2 :]) == pytest.approx(PERSON_DB, abs=1.5)


def test_what_the_microphone_hears_does_not_depend_on_how_it_is_asked() -> None:
    first, second = Air(Room(drift_ppm=100.0), seed=1), Air(Room(drift_ppm=100.0), seed=1)
    for air in (first, second):
        air.play(0, noise(VOICE_DB))
        air.say(SECOND, phrase("no matter")[0])
    whole = first.listen(0, 2 * SECOND)
    blocks = [second.listen(start, start + 512) for start in range(0, 2 * SECOND // 512 * 512, 512)]
    np.testing.assert_array_equal(whole[: 2 * SECOND // 512 * 512], np.concatenate(blocks))


def test_a_fast_loudspeaker_is_ahead_by_its_drift() -> None:
    """After ten seconds of a clock that runs 1000 ppm too fast, a click comes 10 ms early."""
    clicks = {}
    for drift_ppm in (0.0, 1000.0):
        air = Air(Room(drift_ppm=drift_ppm), seed=1)
        air.play(10 * SECOND, np.ones(1, dtype=np.float32))
        clicks[drift_ppm] = int(np.abs(air.listen(0, 11 * SECOND)).argmax())
    assert clicks[0.0] - clicks[1000.0] == pytest.approx(0.01 * SECOND, abs=2)


def test_a_track_that_forgets_keeps_its_last_seconds() -> None:
    track = Track(keep_s=2.0)
    for second in range(60):
        track.write(second * SECOND, np.full(SECOND, second + 1, dtype=np.float32))
    assert track.end == 60 * SECOND
    assert set(track.read(58 * SECOND, 60 * SECOND)) == {59.0, 60.0}
    assert not track.read(0, SECOND).any()


def test_an_utterance_is_phrases_and_pauses() -> None:
    said = utterance(["no matter", 0.5, "try again"])
    first, second = said.spoken
    assert said.text == "No matter. Try again."
    assert second.start - first.end == SECOND // 2
    assert not said.samples[first.end : second.start].any()


def test_what_nobody_has_recorded_is_named() -> None:
    with pytest.raises(LookupError, match='nobody has recorded "good morning"; there is "Ever tried,"'):
        utterance(["good morning"])


@pytest.mark.parametrize(
    ("pattern", "text", "same"),
    [
        ("No matter.", "no matter", True),
        ("The tower is ...", "The tower is three hundred metres high.", True),
        ("... high", "The tower is three hundred metres high.", True),
        ("The tower", "The tower is three hundred metres high.", False),
    ],
)
def test_expected_texts(pattern: str, text: str, same: bool) -> None:
    assert fits(pattern, text) is same


def test_a_scenario_with_a_slip_of_the_pen_is_refused() -> None:
    with pytest.raises(ValueError, match="silent_within"):
        Scenario.model_validate({"about": "x", "steps": [{"say": "no matter", "expect": {"silent_within": 1}}]})
    with pytest.raises((ValueError, TypeError), match="echo"):
        Scenario.model_validate({"about": "x", "steps": [], "room": {"echo": -10}})
