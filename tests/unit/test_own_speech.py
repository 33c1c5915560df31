"""What of a model's own speech was heard, told from its pauses and letters."""

from __future__ import annotations

import pytest

from tests.rig.own_speech import over_at, pieces, speech
from voice_assistant.speaking.own_speech import OwnSpeech

TEXT = (
    "The first thing to know, before anything else, is that it rains. Nobody likes that. "
    "But the trees do, and so do the frogs! What would you do with a whole week of rain?"
)


def whole(text: str) -> OwnSpeech:
    own = OwnSpeech()
    for piece in pieces(text):
        own.add(str(piece), piece.sound)
    own.finish()
    return own


@pytest.mark.parametrize("at_s", [n * 0.25 for n in range(1, 40)])
def test_every_place_is_right_to_a_word(at_s: float) -> None:
    heard = whole(TEXT).heard(at_s)
    expected = over_at(TEXT, speech(TEXT)[1], at_s)
    assert TEXT.startswith(heard)
    assert abs(len(heard.split()) - len(expected.split())) <= 1


def test_at_the_end_it_is_all_of_it() -> None:
    own = whole(TEXT)
    assert own.heard(own.duration_s) == TEXT
    assert own.heard(0.0) == ""


@pytest.mark.parametrize("share", [0.3, 0.6])
def test_while_it_is_still_being_made_only_what_was_played_counts(share: float) -> None:
    streamed = pieces(TEXT)
    own = OwnSpeech()
    for piece in streamed[: round(share * len(streamed))]:
        own.add(str(piece), piece.sound)
    heard = own.heard(own.duration_s)
    expected = over_at(TEXT, speech(TEXT)[1], own.duration_s)
    assert abs(len(heard.split()) - len(expected.split())) <= 3
    assert len(own.heard(own.duration_s / 2)) < len(heard)


def test_words_that_come_after_their_sound_count_as_soon_as_they_come() -> None:
    sound, _ = speech("One two three. Four five six.")
    own = OwnSpeech()
    own.add("", sound)
    assert own.heard(1.0) == ""
    own.add("One two three. Four five six.", None)
    own.finish()
    assert own.heard(1.0) == "One two three."


def test_a_language_without_spaces_counts_by_the_character() -> None:
    own = OwnSpeech()
    sound, _ = speech("aaaaaaaa")
    own.add("今日は晴れです", sound)
    own.finish()
    heard = own.heard(sound.duration_s / 2)
    assert "今日は晴れです".startswith(heard)
    assert 2 <= len(heard) <= 5
