"""What of a document is not told."""

from __future__ import annotations

import pytest

from voice_assistant.documents.base import Block, Kind
from voice_assistant.documents.leaving_out import LeftOut, to_be_told, without_citations


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("As shown [12], it is so.", "As shown, it is so."),
        ("It rose[3, 4]–[7] and fell [1*].", "It rose and fell."),
        ("It rose [Smi19; Jon20a] again.", "It rose again."),
        ("It is (Smith et al., 2019).", "It is."),
        ("It is (see Jones & Lee, 2020a; van der Berg et al., 2001, p. 12) so.", "It is so."),
        ("Es ist so (vgl. Müller und Schmidt 2005: 12).", "Es ist so."),
        ("Said so[citation needed] somebody.", "Said so somebody."),
    ],
)
def test_citations_are_left_out(text: str, said: str) -> None:
    assert without_citations(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "In Paris (June, 1990) it rained.", "He (born 1990) came.", "It is (Figure 3, 2019) there.",
        "A list a[0] of things.", "The rest (of which 2019 was the worst) came.", "He said [sic] so.",
        "It cost (in dollars) 2000.", "A sentence (with a remark) goes on.",
    ],
)  # fmt: skip
def test_what_is_no_citation_stays(text: str) -> None:
    assert without_citations(text) == text


def test_a_long_text_of_brackets_takes_no_time() -> None:
    text = "(Smith, " * 3000 + "[1, " * 3000 + "(" + "Aa " * 200 + ")"
    assert without_citations(text).startswith("(Smith")


def block(kind: Kind, text: str, place: int) -> Block:
    return Block(kind, text, place)


BLOCKS = [
    block(Kind.PARAGRAPH, "It is so [1].", 0),
    block(Kind.FOOTNOTE, "A note.", 1),
    block(Kind.CODE, "a[1]", 2),
    block(Kind.HEADING, "References", 3),
    block(Kind.REFERENCE, "[1] Smith.", 4),
    block(Kind.HEADING, "Appendix", 5),
]


def test_notes_and_works_cited_are_left_out_with_their_heading() -> None:
    assert [(told.text, told.place) for told in to_be_told(BLOCKS, LeftOut())] == [
        ("It is so.", 0), ("a[1]", 2), ("Appendix", 5),
    ]  # fmt: skip


def test_everything_is_told_on_request() -> None:
    assert list(to_be_told(BLOCKS, LeftOut(footnotes=False, references=False, citations=False))) == BLOCKS


def test_kinds_are_left_out_on_request() -> None:
    told = to_be_told(
        [block(kind, "text", place) for place, kind in enumerate(Kind)],
        LeftOut(True, True, True, True, True, True, True, True),
    )
    assert [block.kind for block in told] == [Kind.HEADING, Kind.PARAGRAPH, Kind.ITEM, Kind.QUOTE]


def test_a_heading_without_works_under_it_is_told() -> None:
    blocks = [block(Kind.HEADING, "Literature", 0), block(Kind.PARAGRAPH, "Novels are long.", 1)]
    assert list(to_be_told(blocks, LeftOut())) == blocks
