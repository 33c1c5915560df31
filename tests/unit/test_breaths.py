"""Where a long sentence is divided when somebody waits for its first sound."""

from __future__ import annotations

import pytest

from voice_assistant.text.breaths import LONGEST_S, SHORTEST_S, breath_end
from voice_assistant.text.durations import spoken_s


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It is a truth universally acknowledged| that a single man must be in want of a wife.", "en"),
        ("The old house at the end of the lane| was sold last year to a family from the city.", "en"),
        ("Some years ago never mind how long precisely| I thought I would sail about a little.", "en"),
        ("Der alte Mann mit dem Bart ging zum Hafen| und sah den Schiffen lange nach.", "de"),
        ("La vieille maison de mon oncle était vide| parce que personne ne voulait y habiter.", "fr"),
        ("La casa vieja de mi tío estaba vacía| porque nadie quería vivir en ella.", "es"),
    ],
)
def test_before_the_words_that_begin_a_phrase(text: str, language: str) -> None:
    first, rest = text.split("|")
    assert breath_end(first + rest, language) == len(first)


@pytest.mark.parametrize(
    "text",
    [
        "Call me Ishmael.",
        "",
        "Convolutional networks outperform approaches.",
        "もう一度言ってください。",
    ],
)
def test_there_need_be_no_place(text: str) -> None:
    assert breath_end(text, "en") is None


def test_the_first_part_is_never_long() -> None:
    text = "This is the house that Jack built and this is the malt that lay in the house that Jack built " * 3
    end = breath_end(text)
    assert end is not None
    assert SHORTEST_S <= spoken_s(text[:end]) <= LONGEST_S
