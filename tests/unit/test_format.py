"""Answers that are held to lines of one form, whatever the model writes around them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from voice_assistant.persona import Format
from voice_assistant.text.format import constraint_of, fits, only_lines

LINE = "[a-z]+;[a-z]+"


async def pieces(text: str, size: int) -> AsyncIterator[str]:
    for at in range(0, len(text), size):
        yield text[at : at + size]


@pytest.mark.parametrize("size", [1, 3, 100])
@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("eau;water\npain;bread", "eau;water\npain;bread"),
        ("Here you are:\neau;water\n", "eau;water\n"),
        ("eau;water\npain;", "eau;water\n"),  # broken off
        ("eau;water\neau;water\neau;water", "eau;water\n"),
        ("a;b\nc;d\ne;f\ng;h", "a;b\nc;d\ne;f\n"),
        ("no list at all", ""),
    ],
)
async def test_only_lines_of_the_form_are_kept(written: str, kept: str, size: int) -> None:
    assert "".join([piece async for piece in only_lines(pieces(written, size), LINE, 3)]) == kept


def test_a_form_is_told_from_others() -> None:
    assert fits("yes", Format(pattern="yes|no"))
    assert not fits("maybe", Format(pattern="yes|no"))
    assert fits('{"a": 1}', Format(json_schema={"type": "object"}))
    assert not fits("a: 1", Format(json_schema={"type": "object"}))


def test_each_form_is_asked_for_in_its_own_way() -> None:
    assert constraint_of(Format(pattern="yes|no")).grammar.startswith("root ::= ")
    assert constraint_of(Format(grammar="root ::= [a]")).grammar == "root ::= [a]"
    assert constraint_of(Format(json_schema={"type": "object"})).json_schema == {"type": "object"}
