from __future__ import annotations

import pytest

from tests.rig.own_speech import speech
from voice_assistant.speaking.heard import SpokenText
from voice_assistant.speaking.own_speech import OwnSpeech


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


def told(text: str, said: str, *ends_s: float, complete: bool = True) -> SpokenText:
    spoken = SpokenText()
    spoken.begin(text, said)
    spoken.queued(ends_s[-1] + 0.3, ends_s)
    if complete:
        spoken.end()
    return spoken


@pytest.mark.parametrize("complete", [True, False])
def test_a_voice_that_tells_where_words_end_is_believed(complete: bool) -> None:
    text = told("One incomprehensibilities two.", "One incomprehensibilities two.", 0.2, 0.4, 3.0, complete=complete)
    assert text.heard(0.1) == ""
    assert text.heard(0.25) == "One"
    assert text.heard(2.5) == "One incomprehensibilities"
    assert text.heard(3.0) == "One incomprehensibilities two."


def test_what_is_said_in_more_words_than_written_is_over_with_the_last() -> None:
    text = told("It costs **$29**, sir.", "It costs twenty-nine dollars, sir.", 0.2, 0.5, 1.1, 1.6, 2.0)
    assert text.heard(0.6) == "It costs"
    assert text.heard(1.2) == "It costs"
    assert text.heard(1.7) == "It costs **$29**,"


def test_what_is_written_and_not_said_is_over_with_what_was_before() -> None:
    text = told("Yes 🙂 of course.", "Yes of course.", 0.3, 0.6, 1.0)
    assert text.heard(0.4) == "Yes 🙂"
    assert text.heard(0.7) == "Yes 🙂 of"


def test_pieces_of_which_one_tells_nothing_are_spread() -> None:
    text = SpokenText()
    text.begin("One two three four.")
    text.queued(1.0, (0.4, 0.9))
    text.queued(1.0)
    text.end()
    assert text.heard(1.0) == "One two"


def test_words_of_later_sentences_are_counted_from_their_own_beginning() -> None:
    text = told("One two.", "One two.", 0.4, 0.8)
    text.begin(" Three four.")
    text.queued(1.0, (0.4, 0.8))
    text.end()
    assert text.heard(1.1 + 0.5) == "One two. Three"


def test_what_the_model_says_itself_stands_between_what_we_say() -> None:
    spoken = SpokenText()
    for text in ("One moment.", "It is noon."):
        own = OwnSpeech()
        sound, _ = speech(text)
        own.add(text, sound)
        own.finish()
        spoken.begin_own(own)
        spoken.queued(sound.duration_s)
    spoken.begin(" Anything else?")
    spoken.queued(1.0)
    spoken.end()
    assert spoken.heard(spoken.duration_s) == "One moment. It is noon. Anything else?"
    first_s = speech("One moment.")[0].duration_s
    assert spoken.heard(first_s) == "One moment."
    assert spoken.own_s(first_s + 0.1) == pytest.approx(first_s + 0.1)
    assert spoken.own_s(100.0) == pytest.approx(spoken.duration_s - 1.0)
