from __future__ import annotations

import random
from collections.abc import AsyncIterator, Iterable

import pytest

from voice_assistant.text.sentences import LONGEST, SentenceSplitter, sentences, split_sentences

CASES = [
    ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
    ("It costs $29. The other is $3.14.", ["It costs $29.", "The other is $3.14."]),
    ("It costs $29. 50 people bought it.", ["It costs $29.", "50 people bought it."]),
    ("Dr. Smith met Mrs. Jones at St. Mary's. They spoke.", ["Dr. Smith met Mrs. Jones at St. Mary's.", "They spoke."]),
    ("Cities, e.g. Paris, i.e. the big ones. Yes.", ["Cities, e.g. Paris, i.e. the big ones.", "Yes."]),
    ("J. K. Rowling wrote it. She did.", ["J. K. Rowling wrote it.", "She did."]),
    ("The U.S. Army and the E.U. agree. Good.", ["The U.S. Army and the E.U. agree.", "Good."]),
    ("Come at 5 p.m. The door is open.", ["Come at 5 p.m.", "The door is open."]),
    ("Come at 5 p.m. or later. Fine.", ["Come at 5 p.m. or later.", "Fine."]),
    ("So am I. You too.", ["So am I.", "You too."]),
    ("No. That is wrong.", ["No.", "That is wrong."]),
    ("See No. 5 and fig. 3. Then go.", ["See No. 5 and fig. 3.", "Then go."]),
    ("Wait... what? Well... I see.", ["Wait... what?", "Well...", "I see."]),
    ("Wait… what? Well… I see.", ["Wait… what?", "Well…", "I see."]),
    ("What?! Really?? Yes!!", ["What?!", "Really??", "Yes!!"]),
    ('"Really?" he asked. "Yes." She left.', ['"Really?" he asked.', '"Yes."', "She left."]),
    ("He said “no.” Then he left.", ["He said “no.”", "Then he left."]),
    ("(It rained.) We stayed.", ["(It rained.)", "We stayed."]),
    ("Yahoo! is a company. OK.", ["Yahoo! is a company.", "OK."]),
    ("i like it. it is nice! see e.g. this one.", ["i like it.", "it is nice!", "see e.g. this one."]),
    ("Visit example.com or 192.168.0.1 now. OK.", ["Visit example.com or 192.168.0.1 now.", "OK."]),
    ("**Yes.** It is. *No!* Sure.", ["**Yes.**", "It is.", "*No!*", "Sure."]),
    ("First paragraph\n\nSecond paragraph", ["First paragraph", "Second paragraph"]),
    ("Here:\n1. Mix it.\n2. Bake it.\n", ["Here:", "1. Mix it.", "2. Bake it."]),
    ("Steps: 1. Mix it. 2. Bake it.", ["Steps: 1. Mix it.", "2. Bake it."]),
    ("You need\n- milk\n- two eggs\n* salt", ["You need", "- milk", "- two eggs", "* salt"]),
    ("# Title\nsome text", ["# Title", "some text"]),
    ("Roses are red,\nViolets are blue.", ["Roses are red,", "Violets are blue."]),
    (
        "This line is long enough that somebody broke it here\nBecause it was full. And it\ngoes on.",
        ["This line is long enough that somebody broke it here\nBecause it was full.", "And it\ngoes on."],
    ),
    ("One.\r\n\r\nTwo.\r\n", ["One.", "Two."]),
    ("你好。今天天气很好！“真的吗？”是的", ["你好。", "今天天气很好！", "“真的吗？”", "是的"]),
    ("今日は。元気ですか？「はい。」そう", ["今日は。", "元気ですか？", "「はい。」", "そう"]),
    ("안녕하세요. 네. 좋아요! 감사합니다。", ["안녕하세요.", "네.", "좋아요!", "감사합니다。"]),
    ("यह ठीक है। धन्यवाद।", ["यह ठीक है।", "धन्यवाद।"]),
    ("كيف حالك؟ بخير.", ["كيف حالك؟", "بخير."]),
    ("Le prix ? Dix euros ! Bien.", ["Le prix ?", "Dix euros !", "Bien."]),
    ("Das ist z.B. Berlin. Und u.a. Köln. Ja.", ["Das ist z.B. Berlin.", "Und u.a. Köln.", "Ja."]),
    ("", []),
    (" \n \n ", []),
    ("...", ["..."]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=lambda value: value[:30] if isinstance(value, str) else None)
def test_sentences_of_a_whole_text(text: str, expected: list[str]) -> None:
    assert split_sentences(text) == expected


async def stream(pieces: Iterable[str]) -> AsyncIterator[str]:
    for piece in pieces:
        yield piece


def pieces_of(text: str, rng: random.Random) -> list[str]:
    cuts = sorted(rng.sample(range(len(text) + 1), min(len(text), rng.randrange(1, 12)))) if text else []
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


LONG = "word, " * 200 + "end. Then more. " + "x" * 1000 + " 你好" * 300 + ". Last"


@pytest.mark.parametrize("text", [*(text for text, _ in CASES), " ".join(t for t, _ in CASES), LONG])
async def test_how_the_text_arrives_makes_no_difference_and_nothing_is_lost(text: str) -> None:
    whole = split_sentences(text)
    rng = random.Random(7)
    for pieces in [list(text), *(pieces_of(text, rng) for _ in range(20))]:
        assert [sentence async for sentence in sentences(stream(pieces))] == whole
    assert "".join("".join(whole).split()) == "".join(text.split())


def test_a_sentence_comes_out_with_the_first_letter_that_proves_its_end() -> None:
    splitter = SentenceSplitter()
    assert [splitter.add(piece) for piece in ["Paris", ".", " It", " is", " big", ".", " Dr", ".", " Who"]] == [
        [], [], ["Paris."], [], [], [], ["It is big."], [], []
    ]  # fmt: skip
    assert splitter.finish() == ["Dr. Who"]
    assert splitter.finish() == []


def test_a_text_without_an_end_is_cut_at_a_comma() -> None:
    parts = split_sentences("and then we went on, " * 100)
    assert all(len(part) <= LONGEST for part in parts)
    assert all(part.endswith(",") for part in parts)


async def test_the_source_is_closed_when_nobody_listens_any_more() -> None:
    closed = []

    async def source() -> AsyncIterator[str]:
        try:
            while True:
                yield "One more. "
        finally:
            closed.append(True)

    found = sentences(source())
    assert await anext(found) == "One more."
    await found.aclose()  # type: ignore[attr-defined]
    assert closed == [True]
