"""What nobody said is dropped, what somebody said is not."""

from __future__ import annotations

import pytest

from voice_assistant.engines.base import Transcript
from voice_assistant.text.joining import join
from voice_assistant.text.made_up import echoes, made_up


def heard(text: str, log_probability: float = -0.3, no_speech: float = 0.1) -> Transcript:
    return Transcript(text, "en", (), 1.0, log_probability, no_speech)


@pytest.mark.parametrize("text", ["", "...", "[Music]", "(keyboard clicking)", "♪♪", "♪ la la ♪", "[BLANK] [Music]"])
def test_captions_are_no_speech(text: str) -> None:
    assert made_up(heard(text), 5.0)


@pytest.mark.parametrize(
    "text", ["Thank you.", "Thanks for watching!", "ご視聴ありがとうございました。", "You", "Bye-bye."]
)
def test_favourites_under_hardly_any_speech(text: str) -> None:
    assert made_up(heard(text), 0.2)
    assert made_up(heard(text, log_probability=-1.1), 1.0)


@pytest.mark.parametrize("text", ["Thank you.", "Okay.", "Vielen Dank!", "Bye."])
def test_a_genuine_thank_you_stays(text: str) -> None:
    assert not made_up(heard(text), 0.5)


def test_a_sentence_stays_even_with_little_speech() -> None:
    assert not made_up(heard("Thank you for the cake."), 0.2)
    assert not made_up(heard("(1 + 2) is three"), 1.0)
    assert made_up(heard("Something else.", log_probability=-1.2, no_speech=0.8), 1.0)


def test_a_loop_counts_where_nothing_seems_to_be_said() -> None:
    assert made_up(heard("1-0-0-0-0-0-0-0-0", no_speech=0.7), 3.0)
    assert made_up(heard("you can do it, " * 5, no_speech=0.7), 3.0)
    assert not made_up(heard("No, no, no, no, no, no!", no_speech=0.1), 3.0)


def test_echoes_of_the_vocabulary() -> None:
    words = ("PyTorch", "Kubernetes", "Home Assistant")
    assert echoes("PyTorch, Kubernetes, Home Assistant.", words)
    assert echoes("Kubernetes, Home Assistant", words)
    assert echoes("PyTorch.", words)
    assert not echoes("We run PyTorch on Kubernetes at home.", words)
    assert not echoes("", words)


@pytest.mark.parametrize(
    ("before", "after", "language", "paused", "joined"),
    [
        ("It works.", "Does it?", "en", True, "It works. Does it?"),
        ("I went to the.", "Market in town.", "en", False, "I went to the market in town."),
        ("And then.", "I left.", "en", False, "And then I left."),
        ("We asked.", "NASA for help.", "en", False, "We asked NASA for help."),
        ("Is it true?", "Or not?", "en", False, "Is it true? or not?"),
        ("你好。", "再见。", "zh", True, "你好。再见。"),
        ("He went.", "and came back.", "en", True, "He went and came back."),
        ("", "Hello.", "en", False, "Hello."),
        ("Hello.", "", "en", True, "Hello."),
    ],
)
def test_joining(before: str, after: str, language: str, paused: bool, joined: str) -> None:
    assert join(before, after, language, paused=paused) == joined
