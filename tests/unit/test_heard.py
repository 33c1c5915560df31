from __future__ import annotations

import pytest

from voice_assistant.heard import SpokenText


def spoken(*sentences: tuple[str, float]) -> SpokenText:
    text = SpokenText()
    for sentence, duration_s in sentences:
        text.begin(sentence)
        text.queued(duration_s)
        text.end()
    return text


@pytest.mark.parametrize(
    ("played_s", "heard"),
    [
        (0.0, ""),
        (0.2, ""),
        (0.5, "One"),
        (1.0, "One two."),
        (1.6, "One two. Three"),
        (2.0, "One two. Three four."),
        (9.0, "One two. Three four."),
    ],
)
def test_words_count_once_their_end_was_played(played_s: float, heard: str) -> None:
    assert spoken(("One two.", 1.0), (" Three four.", 1.0)).heard(played_s) == heard


def test_a_sentence_still_being_made_is_not_taken_for_heard() -> None:
    text = SpokenText()
    text.begin("A sentence of some length, of which only the start exists.")
    text.queued(0.2)
    assert text.heard(0.2) == "A"
    assert not text.complete


def test_scripts_without_spaces_are_cut_between_characters() -> None:
    assert spoken(("你好世界", 1.0)).heard(0.5) == "你好"


def test_nothing_said_nothing_heard() -> None:
    assert SpokenText().heard(1.0) == ""
    assert SpokenText().complete
