"""A summary by a model: what is asked for, and which are of no use."""

from __future__ import annotations

import pytest

from voice_assistant.conversation import Exchange
from voice_assistant.talks.summary import notes_wanted, tidied, usable

TURNS = (
    Exchange("My name is Anna and I live in Leipzig.", "Nice to meet you, Anna."),
    Exchange("What should I cook tonight? I am allergic to nuts.", "A risotto with mushrooms, perhaps."),
    Exchange("How long does a risotto take?", ""),
)
SAID = " ".join(f"{turn.asked} {turn.heard}" for turn in TURNS)


def test_all_that_was_said_is_shown_and_an_answer_nobody_heard_is_not() -> None:
    system, user = notes_wanted(TURNS, "They met.")
    assert system.role == "system"
    assert user.text.splitlines()[0] == "Notes so far: They met."
    assert "User: How long does a risotto take?\n\nThe notes:" in user.text
    assert user.text.count("Assistant:") == 2


@pytest.mark.parametrize(
    "summary",
    [
        "Anna lives in Leipzig and is allergic to nuts. She wants to cook a risotto.",
        "The user's name is Anna. The assistant suggested a risotto with mushrooms for tonight.",
    ],
)
def test_what_tells_of_the_talk_is_used(summary: str) -> None:
    assert usable(summary, SAID)


@pytest.mark.parametrize(
    "summary",
    [
        "",
        "Anna.",
        "The capital of Portugal borders several beautiful mountains, rivers and ancient monuments.",
        "Anna lives in Leipzig, Anna lives in Leipzig, Anna lives in Leipzig, Anna lives in Leipzig.",
        "Anna has a risotto with mushrooms, and she has a risotto in Leipzig. Anna has mushrooms with a risotto, and "
        "it is a risotto, and Anna has it. Anna has a risotto, and she has mushrooms, and she is in Leipzig.",
        "Anna wants risotto. " * 60,
    ],
    ids=["empty", "a word", "made up", "loop", "round and round", "endless"],
)
def test_what_does_not_is_not(summary: str) -> None:
    assert not usable(summary, SAID)


def test_a_script_without_spaces_is_judged_by_its_length() -> None:
    assert usable("小明住在北京,他喜欢喝茶,明天要去上海开会。", "我叫小明" * 30)
    assert not usable("小明。", "我叫小明" * 30)


def test_what_models_put_around_it_goes() -> None:
    assert tidied("Here is a summary of the talk:\n\n**Anna** lives in Leipzig.\n- She cooks.") == (
        "Anna lives in Leipzig. She cooks."
    )
    assert tidied("Summary: One sentence. And half a sen") == "One sentence."
    assert tidied("no sentence at all") == "no sentence at all"
    assert tidied("Anna pays 3.50 euros. She") == "Anna pays 3.50 euros."
