from __future__ import annotations

import pytest

from voice_assistant.text.clauses import clause_ends, divided


def parts(text: str, language: str = "en", *, complete: bool = True) -> list[str]:
    ends = clause_ends(text, language, complete=complete)
    return [text[start:end].strip() for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]


@pytest.mark.parametrize(
    "divided",
    [
        "Certainly, I can help you with that,| if you tell me more.",
        "It was already late —| far too late —| to walk all the way home.",
        "It was already late—|far too late to walk home.",
        "The door was open;| nobody was inside the house.",
        "You can open the file menu of the editor| and choose the entry that you want",
        "我觉得今天天气很好，|我们可以去公园散步，|你觉得怎么样？",
        "今日は天気がいいですね、|公園まで散歩に行きましょう。",
        "오늘은 날씨가 정말 좋아서,| 공원에 산책을 가면 좋겠어요.",
        "He said “I do not know”,| and then he left the room.",
    ],
)
def test_divided_where_a_person_might_breathe(divided: str) -> None:
    text = divided.replace("|", "")
    ends = clause_ends(text)
    assert "|".join(text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)) == divided


@pytest.mark.parametrize(
    "text",
    [
        "However, it is raining.",  # a word alone is no clause
        "I am quite sure of that, sir.",  # nor at the end
        "It opened on December 5, 2026.",
        "It has 1,000,000 inhabitants today.",
        'She whispered "yes, of course, we will do that" to him.',
        "We met them (Ann, who is tall, and Bob) yesterday.",
        "**Remember this, it is important to all of us**",
        "See [the long label, which is here](https://example.com/a,b) for it.",
        "Bread and butter are on the table.",  # short enough for one breath
        "See https://example.com/a,b;c:d for more.",
        "Meet me at 10:30, 11:45 or so.",
        "",
    ],
)
def test_not_divided(text: str) -> None:
    assert clause_ends(text) == []


@pytest.mark.parametrize(("written", "sure"), [
    ("I really think so, yes", False),
    ("I really think so, yes. ", False),
    ("I really think so, yes w", True),
    ("我觉得今天天气很好，我们", False),
    ("我觉得今天天气很好，我们可", True),
])  # fmt: skip
def test_a_beginning_is_divided_only_when_more_follows_than_a_word(written: str, sure: bool) -> None:
    assert bool(clause_ends(written, complete=False)) is sure


@pytest.mark.parametrize(
    "marks", ['5" wide, ', "5 * 3 is fifteen, ", "the snake_case_name is here, ", "don't do that, "]
)
def test_a_mark_that_opens_nothing_closes_nothing(marks: str) -> None:
    assert clause_ends(f"It is {marks}and then some more follows.") == [len(f"It is {marks}") - 1]


def test_the_conjunctions_of_another_language_are_not_taken_for_ours() -> None:
    text = "Du kannst die Datei im Menü des Editors öffnen und dann den Eintrag wählen"
    assert parts(text, "de") == [
        "Du kannst die Datei im Menü des Editors öffnen",
        "und dann den Eintrag wählen",
    ]
    assert parts(text, "en") == [text]


def test_a_long_sentence_is_divided_where_one_may_breathe() -> None:
    text = "We reach the end of this tale, which few have guessed, and which nobody will forget, as it is unlike any."
    parts = divided(text, "en", 60)
    assert "".join(parts) == text
    assert [part.strip()[-1] for part in parts] == [",", "."]
    assert max(map(len, parts)) <= 60
    assert divided(text, "en", 200) == [text]
    assert divided("word " * 50, "en", 60) == ["word " * 50]  # nowhere
