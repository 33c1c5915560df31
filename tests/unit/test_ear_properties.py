"""What holds for any text."""

from __future__ import annotations

import random

import pytest

from voice_assistant.text.ear.pronunciation import pronounced
from voice_assistant.text.speakable import speakable

LANGUAGES = ["en", "en_GB", "de", "fr", "es", "zh", "ko", "ja"]

PROSE = """
It was a bright cold day in April, and the clocks were striking thirteen.
"Well," said the old man, "you may as well sit down -- I shall not be long."
She didn't know what to say; he, on the other hand, had plenty of ideas!
Is this the end of the world (as we know it)? Nobody could tell.
The well-known author's mother-in-law lived in New York, didn't she?
I think, therefore I am. You and I may go in March.
He shouted "STOP" and ran… but nobody followed him — not even the dog.
We sat there, at first, without a word; then Mary I did not expect began to sing.
A man, a plan, a canal. The second one came last, in spring or autumn.
Love is all you need: so they say, and so it may be.
"""

PIECES = (
    "$5 €1,5 £ 3.2m ¥ 1,000 12/05/2026 2026-05-12 3:30 pm 15:04 -5 1/2 x^2 50% °C km/h http:// a@b.c [12] [^1] "
    "**a** _b_ "
    "| |- <think> <br> 😀 … — ( ) ' \" \\ # ## #5 @x & + = → ~ v3.11 1.2.3.4 /etc/x C:\\x IV Dr. e.g. No. "
    "\n \n\n word Word 你好 안녕 ½ ² 007 999999999999999999 0/0 1/0 00:99 99:99 May 0 45th 3-5 5'10\" $ % . , ;"
    " {} ^{2} 1e5"
).split(" ")


@pytest.mark.parametrize("sentence", PROSE.strip().splitlines())
def test_prose_stays_as_it_is(sentence: str) -> None:
    for language in LANGUAGES:
        assert speakable(sentence, language) == sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_text_is_said_and_what_has_words_is_never_silent(language: str) -> None:
    chance = random.Random(language)
    for _ in range(300):
        text = "".join(chance.choice(PIECES) + chance.choice(["", " ", " "]) for _ in range(chance.randint(1, 12)))
        said = speakable(text, language)
        assert said == "" or any(letter.isalnum() for letter in said)
        assert said or "<think>" in text or "word" not in text.lower(), text


@pytest.mark.parametrize(
    "piece",
    ["1", "12,345.67 ", "a.", "a/b/", "a@", "A.", "*a ", "_a", "[", "<", "|a", "1-", "$1 ", " ", "x", "`", "1,",
    "1:", "May ",
     "-", "/", "! ", "<think>", "[a](", "https://", "<a ", "<!--", "$$ ", "\n", " \n", "# ", "> ", "+1 ", "A. ",
     "[1]", "1.",
     "```\n", "|a|b|\n", "你", "1/", "a_", "1 km ", "~"],
)  # fmt: skip
def test_a_huge_text_comes_to_an_end(piece: str) -> None:
    assert isinstance(speakable(piece * (100_000 // len(piece))), str)


def test_a_long_text_loses_nothing() -> None:
    text = " ".join(f"Sentence {number} has words." for number in range(2000))
    assert speakable(text).count("Sentence") == 2000
    assert speakable(text).endswith("Sentence one thousand nine hundred ninety-nine has words.")


def test_a_megabyte_of_prose() -> None:
    text = PROSE * (1_000_000 // len(PROSE))
    assert speakable(text) == " ".join(text.split())


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Run kubectl get pods.", "Run cube control get pods."),
        ("Kubectl, KUBECTL!", "cube control, cube control!"),
        ("kubectls and mykubectl", "kubectls and mykubectl"),
        ("SQL and sql", "sequel and sql"),
        ("Siobhán's C++ is good", "Shivawn's see plus plus is good"),
        ("gif", "jif"),
    ],
)
def test_the_persons_own_pronunciation(written: str, said: str) -> None:
    words = {"kubectl": "cube control", "SQL": "sequel", "Siobhán": "Shivawn", "C++": "see plus plus", "gif": "jif"}
    assert speakable(written, "en", words) == said


def test_an_empty_dictionary_says_nothing_new() -> None:
    assert pronounced("as it is", {"": "x", "as": " "}) == "as it is"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("This is known [12].", "This is known."),
        ("as shown [1, 2] and [3-5]", "as shown and"),
        ("A claim.[^1]", "A claim."),
        ("A claim¹ and another.²", "A claim and another."),
        ("[the paper][smith]", "the paper"),
        ("one<br>two", "one two"),
        ("<b>bold</b> &amp; strong", "bold and strong"),
        ("Title\n=====\nText", "Title Text"),
        ("# Plan\n- one\n- two\n\nThen go.", "Plan. one, two, Then go."),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a: one, b: two."),
        ("```\nx\ny\n```", "A code block of two lines."),
    ],
)
def test_marks_for_the_eye(written: str, said: str) -> None:
    assert speakable(written) == said
