"""What is asked about the writing in a picture, and what the writing says to it, without a model."""

from __future__ import annotations

import pytest

from tests.rig.written import writing
from voice_assistant.vision.picture import Writing
from voice_assistant.vision.writing.asking import WritingTalk, answer
from voice_assistant.vision.writing.spelling_out import spelled_out

LABEL = writing(
    "Nutrition Facts",
    ("Calories 140", "Calories from Fat 90"),
    ("Total Fat 11g", "16%"),
    ("Saturated Fat 3g", "15%"),
    ("Sodium", "148mg", "6%"),
    "Sugars 1g",
    "Ingredients: Oats, sugar (cane, beet), palm oil, hazel-",
    "nuts, salt.",
    "Best before 12/2027",
)
RECEIPT = writing(
    "CORNER STORE",
    ("Milk 1L", "2.49"),
    ("Brown bread", "3.10"),
    ("Subtotal", "5.59"),
    ("TOTAL", "5.98"),
    ("Cash", "10.00"),
)
MONITOR = Writing(
    (
        *writing("CO2 MONITOR").lines,
        *(
            type(line)(line.text, line.left, 100, line.right, 180 if line.text == "713" else 120, 0.99, 1)
            for line in writing(("713", "ppm")).lines
        ),
    ),
    "CO2 MONITOR\n713 ppm",
)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("What does the first line say?", "Nutrition Facts."),
        ("Read me the third line, please.", "Total Fat 11g, 16%."),
        ("Can you read line 3?", "Total Fat 11g, 16%."),
        ("What's the last line?", "Best before 12/2027."),
        ("Read line 40", "There are only 9 lines."),
        ("What is the third ingredient?", "palm oil."),
        ("the second ingredient", "sugar (cane, beet)."),
        ("What's the 4th ingredient?", "hazelnuts."),
        ("And the last ingredient?", "salt."),
        ("What is the tenth ingredient?", "I see only 5 ingredients."),
        ("How many ingredients are there?", "5 ingredients."),
        ("List the ingredients", "Oats, sugar (cane, beet), palm oil, hazelnuts, salt."),
        ("How much sodium does it have?", "Sodium, 148mg, 6%."),
        ("What does it say for saturated fat?", "Saturated Fat 3g, 15%."),
        ("How much sugar is in it?", "Sugars 1g."),
        ("How many calories does it have?", "Calories 140."),
        ("And the fat?", "Total Fat 11g, 16%."),
        ("Does it contain palm oil?", "Yes: Ingredients: Oats, sugar (cane, beet), palm oil, hazel-."),
        ("Does it contain peanuts?", "I don't see peanuts in what I can read."),
        ("Wie viele Zutaten hat es?", "5 ingredients."),
        ("Explain it to me", None),
        ("What is sodium?", None),
        ("How much is 15 percent of 80?", None),
        ("How many people live in Berlin?", None),
        ("What time is it?", None),
    ],
)
def test_a_label(asked: str, said: str | None) -> None:
    language = "de" if asked.startswith("Wie") else "en"
    said = "5 Zutaten." if language == "de" else said
    assert answer(asked, LABEL, language) == said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("What's the total?", "TOTAL, 5.98."),
        ("How much do I have to pay?", "TOTAL, 5.98."),
        ("How much is the milk?", "Milk 1L, 2.49."),
        ("How much did the bread cost?", "Brown bread, 3.10."),
        ("What's the price of the milk?", "Milk 1L, 2.49."),
        ("What about the cash?", "Cash, 10.00."),
    ],
)
def test_a_receipt(asked: str, said: str) -> None:
    assert answer(asked, RECEIPT) == said


@pytest.mark.parametrize(
    "asked", ["What number does it show?", "What does the CO2 monitor say?", "What's the reading?"]
)
def test_a_display(asked: str) -> None:
    assert answer(asked, MONITOR) == "713 ppm."


def test_a_clock() -> None:
    assert answer("What time does it show?", writing("KITCHEN", "12:47")) == "12:47."


def test_all_of_it_is_read() -> None:
    for asked in ("Read me the label.", "What does it say?", "Could you read this out loud please?", "Read it to me"):
        assert answer(asked, RECEIPT) == RECEIPT.markdown
    assert answer("Lies mir das Etikett vor", RECEIPT, "de") == RECEIPT.markdown
    assert answer("Lis-moi l'étiquette", RECEIPT, "fr") == RECEIPT.markdown
    assert answer("¿Qué dice?", RECEIPT, "es") == RECEIPT.markdown
    assert answer("이거 읽어 줘", RECEIPT, "ko") == RECEIPT.markdown
    assert answer("뭐라고 써 있어요?", RECEIPT, "ko") == RECEIPT.markdown
    assert answer("请念一下上面的字", RECEIPT, "zh") == RECEIPT.markdown
    assert answer("何て書いてありますか。", RECEIPT, "ja") == RECEIPT.markdown
    assert answer("合計はいくらですか", RECEIPT, "ja") == "TOTAL, 5.98."
    assert answer("What does it say?", Writing()) == "I can't read anything there."


def test_what_was_told_last_is_spelled() -> None:
    talk = WritingTalk()
    assert talk.answer("What's the first ingredient?", LABEL) == "Oats."
    assert talk.answer("Spell it.", LABEL) == "O, A, T, S."
    assert talk.answer("How do you spell that?", LABEL) == "O, A, T, S."
    assert talk.answer("Spell the third ingredient", LABEL) == "P, A, L, M. O, I, L."
    assert talk.answer("spell the word nutrition", LABEL) == "N, U, T, R, I, T, I, O, N."
    assert WritingTalk().answer("Spell it", LABEL) == "Which line shall I spell?"
    assert talk.answer("Spell Mississippi", LABEL) is None


def test_a_password_is_spelled_with_its_capitals() -> None:
    card = writing("Network: guest", "Password: tR4-x")
    assert answer("Spell the password", card) == "small T, capital R, 4, dash, small X."
    assert spelled_out("a@b.de", "de") == "A, at, B, Punkt, D, E."
    assert spelled_out("서울", "ko") == "서, 울."


def test_doubt_is_said() -> None:
    seen = writing("Total 23.87", "Thank you", unsure=["Total 23.87"])
    talk = WritingTalk()
    assert talk.answer("What's the total?", seen) == "Total 23.87. But I'm not sure that I read that right."
    assert talk.answer("How sure are you?", seen) == "Not very: 40 percent. Please check it, or hold it closer to me."
    assert talk.answer("Read the second line", seen) == "Thank you."
    assert talk.answer("Are you sure about that?", seen) == "Very sure: 99 percent."
    assert talk.answer("Which lines are you not sure about?", seen) == "I'm not sure of: Total 23.87."
    assert answer("How sure are you?", LABEL) == "I'm sure of all 9 lines."


def test_another_picture_is_another_talk() -> None:
    talk = WritingTalk()
    talk.answer("What's the first ingredient?", LABEL)
    assert talk.answer("Spell it", writing("EXIT")) == "E, X, I, T."
