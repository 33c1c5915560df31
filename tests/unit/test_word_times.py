"""Which phonemes are which words, and the output a Piper voice gets for their lengths."""

from __future__ import annotations

from voice_assistant.engines.word_times import ends_in_samples, groups_of, matched, spans


def ends(phonemes: str, text: str) -> list[tuple[int, float]] | None:
    found = matched(groups_of(list(phonemes)), text.split())
    return found and [(group, round(part, 2)) for group, part in found]


def test_each_word_has_its_group_of_phonemes() -> None:
    assert ends("həlˈoʊ ðˈɛɹ wˈɜːld.", "Hello there world.") == [(0, 1.0), (1, 1.0), (2, 1.0)]


def test_small_words_that_run_together_share_a_group() -> None:
    assert ends("ðɪ ˈɛnd ʌvðə bˈeɪ, wˌɪtʃ hɐdbɪn dˈɑːɹk", "The end of the bay, which had been dark") == [
        (0, 1.0), (1, 1.0), (2, 0.4), (2, 1.0), (3, 1.0), (4, 1.0), (5, 0.43), (5, 1.0), (6, 1.0),
    ]  # fmt: skip


def test_a_word_that_is_taken_apart_ends_with_its_last_group() -> None:
    assert ends("ðə jˈuː ˈɛs ˈeɪ tədˈeɪ", "the U.S.A. today") == [(0, 1.0), (3, 1.0), (4, 1.0)]


def test_what_does_not_match_at_all_is_not_told() -> None:
    assert ends("ˈeɪ", "one two three four five six") is None


def test_groups_begin_and_end_where_their_phonemes_do() -> None:
    alignment = [("^", 100), ("h", 10), ("i", 20), (",", 300), (" ", 5), ("j", 10), ("u", 40), (".", 50), ("$", 100)]
    assert ends_in_samples(alignment) == [(100, 130), (435, 485)]


def test_words_begin_behind_the_pause_and_share_a_group_without_a_gap() -> None:
    places = [(10, 20), (20, 50), (80, 90)]
    assert spans(places, [(0, 1.0), (1, 0.5), (1, 1.0), (2, 1.0)]) == [(10, 20), (20, 35), (35, 50), (80, 90)]
    assert spans(places, [(1, 1.0), (2, 1.0)]) == [(10, 50), (80, 90)]  # the first word is two groups
