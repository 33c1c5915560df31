"""Code, formulas, tables and thoughts in a reply that is still being written."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from voice_assistant.text.ear.stream import EarFilter, for_the_ear
from voice_assistant.text.sentences import sentences
from voice_assistant.text.speakable import speakable

TABLE = "| Name | Age |\n|------|----:|\n| Ann | 30 |\n| Bob | - |\n"


async def pieces(text: str, size: int) -> AsyncIterator[str]:
    for start in range(0, len(text), size):
        yield text[start : start + size]


async def heard(text: str, size: int, language: str = "en") -> list[str]:
    spoken = sentences(for_the_ear(pieces(text, size), language=language))
    return [said async for sentence in spoken if (said := speakable(sentence, language))]


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("Hello there. How are you?", ["Hello there.", "How are you?"]),
        ("Try this:\n\n```python\nfor x in y:\n    print(x)\n```\n\nDone.", ["Try this:",
        "A code block of two lines.", "Done."]),
        ("```\nls\n```", ["A code block of one line."]),
        ("```sh\nls\ncut off", ["A code block of two lines."]),
        ("~~~\na\n```\nb\n~~~\nAfter.", ["A code block of three lines.", "After."]),
        ("1. Run:\n   ```\n   make\n   ```\n2. Wait.", ["One. Run:", "A code block of one line.", "Two. Wait."]),
        ("```\n```\nNothing in it.", ["Nothing in it."]),
        ("Say ```this``` inline.", ["Say this inline."]),
        (f"The ages:\n{TABLE}\nThat is all.", ["The ages:", "Name: Ann, Age: thirty.", "Name: Bob.", "That is all."]),
        ("| a | b |\nplain", ["a, b.", "plain"]),
        ("| only a pipe", ["only a pipe"]),
        ("Then\n$$\nE = mc^2\n$$\nholds.", ["Then", "A formula.", "holds."]),
        ("$$ x = 1 $$\nGood.", ["A formula.", "Good."]),
        ("It costs\n$5 or so.", ["It costs", "five dollars or so."]),
        ("<think>Hm.\n```\ncode\n```</think>Yes.", ["Yes."]),
        ("Yes. <think>Or no?</think> Surely.", ["Yes.", "Surely."]),
        ("Never closed. <think>Hm.", ["Never closed."]),
        ("5 < 6 and <thin", ["five is less than six and <thin"]),
        ("# Heading\nText.", ["Heading", "Text."]),
        ("- milk\n- eggs", ["milk", "eggs"]),
        ("", []),
    ],
)  # fmt: skip
async def test_what_is_heard_of_a_reply(reply: str, said: list[str]) -> None:
    for size in (1, 2, 3, 7, 1000):
        assert await heard(reply, size) == said


async def test_announced_in_the_language_of_the_voice() -> None:
    assert await heard("```\na\nb\n```", 4, "de") == ["Ein Codeblock mit zwei Zeilen."]


async def test_the_code_itself_is_handed_over() -> None:
    codes: list[str] = []
    reply = "So:\n```python\nif x:\n\n    y()\n```\nand\n```\nz\n```\n"
    said = [piece async for piece in for_the_ear(pieces(reply, 3), on_code=codes.append)]
    assert "y()" not in "".join(said)
    assert codes == ["if x:\n\n    y()", "z"]


def test_plain_text_is_never_held_back() -> None:
    ear = EarFilter()
    assert [ear.add(piece) for piece in ("Hel", "lo", " there", ".\n", "Good", " day")] == [
        "Hel", "lo", " there", ".\n", "Good", " day"
    ]  # fmt: skip


def test_a_row_is_told_before_the_table_is_over() -> None:
    ear = EarFilter()
    ear.add("| a | b |\n|---|---|\n")
    assert ear.add("| 1 | 2 |\n").strip() == "a: 1, b: 2."


async def test_closes_what_it_reads_from() -> None:
    closed = []

    async def endless() -> AsyncIterator[str]:
        try:
            while True:
                yield "word "
        finally:
            closed.append(True)

    stream = for_the_ear(endless())
    assert await anext(stream) == "word "
    await stream.aclose()  # type: ignore[attr-defined]
    assert closed
