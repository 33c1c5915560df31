"""What does not interrupt: listening noises, and our own words come back."""

from __future__ import annotations

import pytest

from voice_assistant.text.not_meant import echoes_us, only_listening


@pytest.mark.parametrize(
    "text",
    [
        "",
        "...",
        "Mhm.",
        "Mm-hmm.",
        "Uh-huh, yeah.",
        "Yeah, okay, right.",
        "I see.",
        "Ha ha ha!",
        "[coughing]",
        "(laughs)",
        "Ja, genau.",
        "D'accord.",
        "네, 네.",
        "嗯。",
        "うん",
    ],
)
def test_only_listening(text: str) -> None:
    assert only_listening(text)


@pytest.mark.parametrize(
    "text",
    [
        "No.",
        "Stop.",
        "Yeah, but what about Paris?",
        "Okay, next question.",
        "Wait",
        "I see a bird",
        "What?",
        "Nein.",
        "아니요",
    ],
)
def test_meant(text: str) -> None:
    assert not only_listening(text)


SAID = "The tower is three hundred metres high. It was built in two years by three hundred workers."


@pytest.mark.parametrize("text", ["It was built in two years", "built in two ears by three hundred workers", "Tower."])
def test_our_own_words(text: str) -> None:
    assert echoes_us(text, SAID)


@pytest.mark.parametrize(
    "text", ["Who built it in two years?", "What is the tower made of?", "Why?", "", "Years two in built"]
)
def test_words_of_others(text: str) -> None:
    assert not echoes_us(text, SAID)


def test_nothing_echoes_silence() -> None:
    assert not echoes_us("Tower", "")
