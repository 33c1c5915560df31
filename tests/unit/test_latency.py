from __future__ import annotations

import pytest

from voice_assistant.events import ReplyDelta, SentenceReady, SpeakingStarted, Transcribed, TurnEnded, UtteranceEnded
from voice_assistant.latency import LatencyLedger, Waterfall, draw


def test_each_stage_counts_from_the_end_of_speech_and_only_its_first_time() -> None:
    turns: list[Waterfall] = []
    ledger = LatencyLedger(turns.append)
    for event in (
        UtteranceEnded(10.0, 2.0, 1.5),
        Transcribed(11.0, "hi", "en"),
        ReplyDelta(11.5, "Hel"),
        ReplyDelta(11.6, "lo."),
        SentenceReady(11.7, "Hello.", True),
        SpeakingStarted(12.0),
        SentenceReady(13.0, "More.", False),
        TurnEnded(14.0, "hi", "Hello. More.", False),
    ):
        ledger(event)
    [turn] = turns
    assert turn.ends() == pytest.approx(
        {"transcript": 1.0, "first token": 1.5, "first sentence": 1.7, "first sound": 2.0}
    )
    assert turn.spans()["first sentence"] == pytest.approx((1.5, 1.7))


def test_a_turn_that_was_not_asked_by_voice_or_not_answered_aloud_is_no_waterfall() -> None:
    turns: list[Waterfall] = []
    ledger = LatencyLedger(turns.append)
    for event in (
        ReplyDelta(1.0, "typed"),
        TurnEnded(2.0, "", "", False),
        UtteranceEnded(3.0, 1.0, 1.0),
        Transcribed(4.0, "x", "en"),
        TurnEnded(5.0, "x", "", True),
        SpeakingStarted(6.0),
        TurnEnded(7.0, "", "", False),
    ):
        ledger(event)
    assert turns == []


def test_the_drawing_shows_lengths_and_ends_in_milliseconds() -> None:
    lines = draw(Waterfall(0.5, 0.6, 0.7, 1.0), width=20)
    assert lines[0].startswith("transcript")
    assert lines[0].count("█") == 10
    assert "500 ms" in lines[0]
    assert lines[3].endswith("at   1000 ms")
