"""Where somebody begins and stops to sound, which is what `scripts/bench peers` rests on."""

from __future__ import annotations

import numpy as np
import pytest

from scripts.benchmarks.peers.measure import Answer
from scripts.benchmarks.peers.onset import FRAME_S, onset_s, silent_since_s, words_s
from scripts.benchmarks.peers.summary import ratios, rows_of
from voice_assistant.audio.types import Audio

RATE_HZ = 48_000


def tone(duration_s: float, level_db: float = -20.0) -> Audio:
    time_s = np.arange(round(duration_s * RATE_HZ)) / RATE_HZ
    return Audio((10 ** (level_db / 20) * np.sqrt(2) * np.sin(2 * np.pi * 200 * time_s)).astype(np.float32), RATE_HZ)


def silence(duration_s: float) -> Audio:
    return Audio.silence(duration_s, RATE_HZ)


def after(*parts: Audio) -> Audio:
    return Audio.join(list(parts), RATE_HZ)


def test_a_voice_after_silence_is_found_where_it_begins() -> None:
    assert onset_s(after(silence(0.73), tone(0.5))) == pytest.approx(0.73, abs=FRAME_S)


def test_a_click_is_no_voice() -> None:
    assert onset_s(after(silence(0.2), tone(0.015), silence(0.5), tone(0.2))) == pytest.approx(0.715, abs=FRAME_S)


def test_hiss_below_what_can_be_heard_is_silence() -> None:
    assert onset_s(tone(1.0, level_db=-60.0)) is None


def test_nothing_before_the_given_moment_counts() -> None:
    heard = after(tone(0.3), silence(0.4), tone(0.3))
    assert onset_s(heard, after_s=0.35) == pytest.approx(0.7, abs=FRAME_S)


def test_a_recording_too_short_to_hold_a_voice_is_silence() -> None:
    assert onset_s(tone(0.01)) is None


def test_words_end_before_the_room_does() -> None:
    recorded = after(tone(0.4, -55.0), tone(1.0, -15.0), tone(0.8, -48.0))
    assert words_s(recorded) == pytest.approx((0.4, 1.4), abs=FRAME_S)


def test_a_silent_recording_has_no_words() -> None:
    with pytest.raises(ValueError, match="silent"):
        words_s(silence(1.0))


def test_silence_at_the_end_is_counted() -> None:
    assert silent_since_s(after(tone(0.5), silence(1.2))) == pytest.approx(1.2, abs=FRAME_S)
    assert silent_since_s(silence(2.0)) == pytest.approx(2.0)


def test_cut_off_and_unanswered_utterances_are_told_but_not_averaged() -> None:
    p50, p95 = rows_of(
        "x", "as installed", [Answer("x", 1.0), Answer("x", 3.0), Answer("x", -0.5), Answer("x", None)], None
    )
    assert p50.value == pytest.approx(2.0)
    assert p95.value == pytest.approx(2.9)
    assert "1 cut off, 1 unanswered" in p50.how


def test_ours_is_held_against_the_better_peer_as_installed_and_against_the_fastest() -> None:
    medians = {"ours": 1.0, "a, default": 4.0, "b, default": 2.5, "b, fastest": 1.6}
    bar, told = ratios("ours", {name: [Answer(name, value)] for name, value in medians.items()})
    assert (bar.value, bar.ok, bar.how) == (0.4, True, "against b, default")
    assert (told.value, told.ok, told.how) == (0.625, None, "against b, fastest")
