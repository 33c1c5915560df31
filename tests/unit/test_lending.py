"""Which spare key bears which character when."""

from __future__ import annotations

import random

import pytest

from voice_assistant.desktop.typing.base import typeable
from voice_assistant.desktop.typing.lending import plan

SPARE = [8, 93, 97, 103, 120]


def typed(text: str, missing: set[str], spare: list[int], size: int) -> str:
    """What a keyboard shows that is lent to as planned."""
    shown, keyboard = "", dict[int, str]()
    for chunk in plan(text, missing, spare, size):
        assert len(chunk.text) <= size
        assert chunk.text
        keyboard |= chunk.lend
        shown += "".join(keyboard[chunk.keys[char]] if char in missing else char for char in chunk.text)
    return shown


def test_text_without_missing_characters_needs_no_key() -> None:
    chunks = list(plan("hello world", set(), SPARE, 4))
    assert [chunk.text for chunk in chunks] == ["hell", "o wo", "rld"]
    assert not any(chunk.lend or chunk.keys for chunk in chunks)
    assert list(plan("", set(), SPARE, 4)) == []


def test_what_fits_is_lent_once() -> None:
    first, *later = plan("äöüäöüäöü", set("äöü"), SPARE, 3)
    assert sorted(first.lend.values()) == sorted("äöü")
    assert not any(chunk.lend for chunk in later)


def test_keys_are_lent_anew_in_turns() -> None:
    chunks = list(plan("一二三四五六七八", set("一二三四五六七八"), [1, 2, 3, 4], 10))
    assert [(chunk.text, chunk.lend) for chunk in chunks] == [
        ("一二", {1: "一", 2: "二"}),
        ("三四", {3: "三", 4: "四"}),
        ("五六", {1: "五", 2: "六"}),
        ("七八", {3: "七", 4: "八"}),
    ]


def test_a_key_that_still_bears_the_character_is_used_again() -> None:
    _, second, *_ = plan("一二一三四五", set("一二三四五"), [1, 2, 3, 4], 2)
    assert second.text == "一三"
    assert second.lend == {3: "三"}
    assert second.keys == {"一": 1, "三": 3}


@pytest.mark.parametrize("spare", [SPARE[:1], SPARE[:2], SPARE, list(range(8, 27))])
@pytest.mark.parametrize("size", [1, 3, 40])
def test_any_text_comes_out_as_it_went_in(spare: list[int], size: int) -> None:
    chance = random.Random(7)
    for alphabet in ("ab", "abcäöü", "一二三四五六七八九十百千万", "aいろはにほへとちりぬるをわかよたれそつねならむ"):
        for length in (1, 2, 7, 100):
            text = "".join(chance.choice(alphabet) for _ in range(length))
            missing = {char for char in text if not char.isascii()}
            assert typed(text, missing, spare, size) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("tab\there", "tab\there"),
        ("\x1b[31mred\x07\x00\x7f", "[31mred"),
        ("family 👨\u200d👩\u200d👧", "family 👨\u200d👩\u200d👧"),
        ("lone \ud83d surrogate", "lone  surrogate"),
        ("line\u2028paragraph\u2029end", "line\nparagraph\nend"),
    ],
)
def test_only_text_is_typed(text: str, clean: str) -> None:
    assert typeable(text) == clean
