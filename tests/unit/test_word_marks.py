"""Which word of a sentence is said when, from what the voice tells of the words it was given."""

from __future__ import annotations

from dataclasses import replace

from voice_assistant.audio.types import Audio
from voice_assistant.reading.word_marks import WordMarks
from voice_assistant.reading.wording import Phrase


def sound(*starts_s: float) -> Audio:
    silence = Audio.silence(10.0, 1000)
    return replace(silence, word_starts_s=starts_s, word_ends_s=tuple(at_s + 0.1 for at_s in starts_s))


def test_each_word_where_it_stands() -> None:
    text = "One two, three."
    marks = WordMarks(text).of(Phrase(text, text, None), sound(0.0, 0.5, 1.0))
    assert [(mark.at_s, text[mark.begins : mark.ends]) for mark in marks] == [
        (0.0, "One"),
        (0.5, "two,"),
        (1.0, "three."),
    ]


def test_a_word_that_is_said_in_several_is_marked_once() -> None:
    text = "It costs $5 now."
    phrase = Phrase(text, "It costs five dollars now.", None)
    marks = WordMarks(text).of(phrase, sound(0.0, 0.2, 0.4, 0.6, 0.8))
    assert [(mark.at_s, text[mark.begins : mark.ends]) for mark in marks] == [
        (0.0, "It"),
        (0.2, "costs"),
        (0.4, "$5"),
        (0.8, "now."),
    ]


def test_phrases_and_sounds_follow_each_other() -> None:
    text = "so it is so it was"
    marks = WordMarks(text)
    first, second = Phrase("so it is", "so it is,", None), Phrase("so it was", "so it was", None)
    told = [*marks.of(first, sound(0.0, 0.1)), *marks.of(first, sound(0.0)), *marks.of(second, sound(0.0, 0.1, 0.2))]
    assert [mark.begins for mark in told] == [0, 3, 6, 9, 12, 15]


def test_a_voice_that_tells_nothing_or_too_much() -> None:
    text = "one two"
    assert WordMarks(text).of(Phrase(text, text, None), sound()) == []
    assert WordMarks(text).of(None, sound(0.0)) == []
    assert len(WordMarks(text).of(Phrase(text, text, None), sound(0.0, 0.1, 0.2, 0.3))) == 2
    assert WordMarks(text).of(Phrase("other words", "other words", None), sound(0.0, 0.1)) == []
