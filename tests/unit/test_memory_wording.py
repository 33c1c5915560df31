"""What is said to the memory, and how it speaks of facts."""

from __future__ import annotations

import pytest

from voice_assistant.memory.wording import corrected, to_you, told
from voice_assistant.text.memory_commands import MemoryCommand, Wanted, correction, memory_command, takes_back

REMEMBER, FORGET, LIST, TALKED = Wanted.REMEMBER, Wanted.FORGET, Wanted.LIST, Wanted.TALKED


@pytest.mark.parametrize(
    ("said", "wanted", "about"),
    [
        ("Remember that my sister's name is Clara.", REMEMBER, "my sister's name is Clara"),
        ("Please remember I'm allergic to nuts!", REMEMBER, "I'm allergic to nuts"),
        ("Can you remember that I live in Bristol?", REMEMBER, "I live in Bristol"),
        ("Don’t forget that the bins go out on Thursday.", REMEMBER, "the bins go out on Thursday"),
        ("Keep in mind that I hate raisins", REMEMBER, "I hate raisins"),
        ("Make a note that Tom called.", REMEMBER, "Tom called"),
        ("Remember this: the code is 12.", REMEMBER, "the code is 12"),
        ("Forget that I live in Bristol.", FORGET, "I live in Bristol"),
        ("Forget my address.", FORGET, "my address"),
        ("Could you please forget what I told you about my boss?", FORGET, "my boss"),
        ("What do you know about me?", LIST, "me"),
        ("What do you know about my sister?", LIST, "my sister"),
        ("What have you remembered?", LIST, ""),
        ("What do you remember about the garden?", LIST, "the garden"),
        ("Forget everything you know about me.", Wanted.FORGET_ALL, ""),
        ("What did we say about the garden?", TALKED, "the garden"),
        ("When did we last talk about Lisbon?", TALKED, "Lisbon"),
        ("Have we ever talked about jazz?", TALKED, "jazz"),
        ("What did we talk about yesterday?", TALKED, "yesterday"),
    ],
)
def test_a_wish_for_the_memory_is_understood(said: str, wanted: Wanted, about: str) -> None:
    assert memory_command(said, "en") == MemoryCommand(wanted, about)


@pytest.mark.parametrize(
    "said",
    [
        "Do you remember the film?", "Remember when we met?", "Forget it.", "Forget that.", "Forget everything.",
        "What do you know about pirates?", "I can't remember my password.", "Remember to buy milk.",
        "How can I remember names better?", "What did people say about the war?", "Don't forget to call.", "",
        "Remember the Alamo.", "I forgot that it is Monday.", "What do you think about my sister?", "Forget the past?",
    ],
)  # fmt: skip
def test_everything_else_is_left_to_the_model(said: str) -> None:
    assert memory_command(said, "en") is None


@pytest.mark.parametrize(
    ("said", "language", "wanted"),
    [
        ("Merk dir, dass ich in Bonn wohne.", "de", REMEMBER),
        ("Was weißt du über mich?", "de", LIST),
        ("Vergiss, wo ich wohne.", "de", FORGET),
        ("Was haben wir über den Garten gesagt?", "de", TALKED),
        ("Souviens-toi que j'habite à Lyon.", "fr", REMEMBER),
        ("Que sais-tu de moi ?", "fr", LIST),
        ("Recuerda que vivo en Madrid.", "es", REMEMBER),
        ("Remember that I live in Bonn.", "de", REMEMBER),
    ],
)
def test_in_other_languages_too(said: str, language: str, wanted: Wanted) -> None:
    command = memory_command(said, language)
    assert command is not None and command.wanted is wanted


def test_a_correction_says_what_is_true_instead() -> None:
    assert correction("No, it's Clara.") == "it's Clara"
    assert correction("That's wrong, my sister is called Clara.") == "my sister is called Clara"
    assert correction("No, what is it?") is None
    assert correction("No.") is None
    assert takes_back("No, don't save that.")
    assert not takes_back("Forget that I like jazz")


@pytest.mark.parametrize(
    ("old", "said", "new"),
    [
        ("My sister's name is Carla.", "it's Clara", "My sister's name is Clara"),
        ("My sister's name is Carla.", "Clara", "My sister's name is Clara"),
        ("My sister's name is Carla.", "my sister's name is Clara", "my sister's name is Clara"),
        ("I live in Bonn.", "I live in Cologne", "I live in Cologne"),
        ("My birthday is on the ninth of May.", "it is on the tenth of May", "My birthday is on the tenth of May"),
    ],
)
def test_a_fact_is_corrected(old: str, said: str, new: str) -> None:
    assert corrected(old, said) == new


@pytest.mark.parametrize(
    "said",
    [
        "it's fine",
        "thank you",
        "tell me about Paris instead",
        "I live in Bonn",
        "my brother is Ben",
        "what is it",
        "Never mind",
    ],
)
def test_what_speaks_of_something_else_corrects_nothing(said: str) -> None:
    assert corrected("My sister's name is Carla.", said) is None


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("My sister's name is Clara.", "your sister's name is Clara"),
        ("I am allergic to nuts.", "you are allergic to nuts"),
        ("I was born in Gdansk.", "you were born in Gdansk"),
        ("Peter lent me a lamp.", "Peter lent you a lamp"),
        ("The key is under our mat.", "the key is under your mat"),
        ("You should call me captain.", "I should call you captain"),
        ("I’m a nurse.", "you are a nurse"),
    ],
)
def test_a_fact_is_told_to_the_person(fact: str, said: str) -> None:
    assert to_you(fact) == said


def test_only_what_lasts_is_learned() -> None:
    assert told("I'm a nurse. What's the weather? My dog is called Rex, you know. I am tired.") == [
        "I'm a nurse.",
        "My dog is called Rex, you know.",
    ]
    for fleeting in (
        "I'm in a hurry.",
        "My battery is empty now.",
        "Am I a nurse?",
        "I love you if you help.",
        "Thanks!",
    ):
        assert told(fleeting) == []
