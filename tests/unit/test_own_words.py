"""What a person told of themselves, picked out of what they asked."""

from __future__ import annotations

from voice_assistant.talks.own_words import LONGEST, own_words


def test_statements_stay_and_questions_go() -> None:
    asked = ["My name is Anna and I live in Leipzig.", "What should I cook? I am allergic to nuts."]
    assert own_words(asked) == "The user said: My name is Anna and I live in Leipzig. I am allergic to nuts."


def test_nothing_told_is_nothing() -> None:
    assert own_words(["What time is it?", "Yes.", ""]) == ""
    assert own_words([], "") == ""


def test_it_grows_from_one_time_to_the_next_without_repeating() -> None:
    first = own_words(["I am allergic to nuts."])
    assert own_words(["I have a dog called Rex.", "I am allergic to nuts."], first) == (
        "The user said: I am allergic to nuts. I have a dog called Rex."
    )


def test_a_summary_that_a_model_wrote_stays_in_front() -> None:
    assert own_words(["I have a dog called Rex."], "They spoke about Leipzig.") == (
        "They spoke about Leipzig. The user said: I have a dog called Rex."
    )


def test_it_never_grows_long_and_keeps_what_is_personal_and_new() -> None:
    text = ""
    for number in range(300):
        text = own_words([f"The weather on day {number} was fine.", f"My number {number} is a good one."], text)
        assert len(text) <= 2 * LONGEST + 1
    assert "My number 299 is" in text
    assert "weather" not in text


def test_other_languages() -> None:
    assert "Ich heiße Jörg." in own_words(["Ich heiße Jörg. Wie spät ist es?"])
    assert own_words(["我叫小明,我住在北京的一个小公寓里。今天天气怎么样?"]).endswith(
        "我叫小明,我住在北京的一个小公寓里。"
    )
