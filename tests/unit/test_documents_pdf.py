"""PDF as it is read: columns, words parted at the end of a line, running heads, notes, tables."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.rig.documents import Words, lines, pdf
from voice_assistant.documents.base import Block, Kind
from voice_assistant.documents.opening import open_document
from voice_assistant.errors import DocumentError

LEFT = [
    "The machine stood in the corner and",
    "nobody had looked at it for years. It",
    "was made of iron and of wood, and in",
    "the night it could be heard to mur-",
    "mur quietly, as old machines do when",
    "they think that they are alone.",
    "It had been built by a man who could",
    "neither read nor write, but he knew",
]
RIGHT = [
    "how the voices of people are made. He",
    "had listened for thirty years, and one",
    "day he began to cut the first wheel. It",
    "took him a winter until it could say",
    "a word, and a summer until he himself",
    "believed that it had been a word.",
    "Then he sat down and was silent for",
    "the rest of the day.",
]


def blocks(data: bytes, start: int = 0) -> list[Block]:
    return list(open_document(data, name="paper.pdf").blocks(start))


def told(data: bytes) -> list[tuple[Kind, str]]:
    return [(block.kind, block.text) for block in blocks(data)]


def body(y: float = 100) -> list[Words]:
    return lines(LEFT, 72, y, size=12)


def test_columns_are_read_one_after_the_other_and_a_paragraph_goes_on_in_the_next() -> None:
    page = [Words(150, 60, "On a machine that speaks", 18, 2), *lines(LEFT, 60, 120), *lines(RIGHT, 320, 120)]
    heading, *paragraphs = told(pdf([page]))
    assert heading == (Kind.HEADING, "On a machine that speaks")
    text = " ".join(text for _, text in paragraphs)
    assert "but he knew how the voices of people are made" in text
    assert text.endswith("silent for the rest of the day.")
    assert {kind for kind, _ in paragraphs} == {Kind.PARAGRAPH}


def test_columns_whose_lines_the_file_holds_in_turns_are_read_one_after_the_other() -> None:
    rows = [words for pair in zip(lines(LEFT, 60, 120), lines(RIGHT, 320, 120), strict=True) for words in pair]
    text = " ".join(text for _, text in told(pdf([rows])))
    assert text.index("but he knew") < text.index("how the voices")


def test_words_parted_at_the_end_of_a_line_are_whole() -> None:
    ((_, text),) = told(
        pdf([lines("the night it could be heard to mur-\nmur quietly, a well-\nknown sound.", 72, 100)])
    )
    assert text == "the night it could be heard to murmur quietly, a well-known sound."


def test_running_heads_and_page_numbers_are_not_read() -> None:
    pages = [
        [Words(72, 40, f"J. Smith · A treatise of machines · {number}"), *body(), Words(300, 760, str(number))]
        for number in range(1, 5)
    ]
    text = " ".join(text for _, text in told(pdf(pages)))
    assert "treatise" not in text
    assert not any(character.isdigit() for character in text)
    assert text.count("stood in the corner") == 4


def test_the_first_line_of_a_page_that_is_no_running_head_is_read() -> None:
    pages = [
        [*lines(f"{name} begins at the very top of this page.\nAnd so it goes on.", 72, 50)] for name in ("Ann", "Ben")
    ]
    assert [text.split()[0] for _, text in told(pdf(pages))] == ["Ann", "Ben"]


def test_a_paragraph_goes_on_over_the_footnotes_of_its_page() -> None:
    first = [
        *lines(LEFT, 72, 500, size=12),
        Words(72, 700, "1", 5),
        *lines("Smith says so in a letter.", 76, 703, size=8),
    ]
    second = lines("how the voices of people are made.\n", 72, 100, size=12)
    found = told(pdf([first, second]))
    assert [kind for kind, _ in found] == [Kind.PARAGRAPH, Kind.PARAGRAPH, Kind.FOOTNOTE]
    assert found[1][1].endswith("but he knew how the voices of people are made.")
    assert "Smith says so" in found[2][1]


def test_numbers_of_notes_are_marked_and_powers_are_powers() -> None:
    page = [
        *body(200),
        Words(72, 100, "An area of 5 m", 12),
        Words(72 + 78, 96, "2", 7),
        Words(72 + 83, 100, "as was shown", 12),
        Words(72 + 83 + 74, 96, "12", 7),
    ]
    assert told(pdf([page]))[0][1] == "An area of 5 m² as was shown[12]"


def test_a_table_is_told_by_its_rows() -> None:
    rows = [("Year", "Machines", "Voices"), ("1990", "12", "1"), ("2000", "480", "7"), ("2010", "9000", "64")]
    page = [*body()]
    for number, row in enumerate(rows):
        page += [Words(90 + 120 * column, 300 + 14 * number, cell) for column, cell in enumerate(row)]
    (table,) = [text for kind, text in told(pdf([page])) if kind is Kind.TABLE]
    assert table.split("\n") == [
        "| Year | Machines | Voices |",
        "| --- | --- | --- |",
        "| 1990 | 12 | 1 |",
        "| 2000 | 480 | 7 |",
        "| 2010 | 9000 | 64 |",
    ]


def test_a_table_across_two_columns_is_one_table() -> None:
    page = [*lines(LEFT, 60, 120), *lines(RIGHT, 320, 120), *lines(LEFT, 60, 400), *lines(RIGHT, 320, 400)]
    for number, row in enumerate((("System", "Words", "Time"), ("Ours", "120", "0.2"), ("Theirs", "140", "0.9"))):
        page += [Words(120 + 130 * column, 300 + 13 * number, cell) for column, cell in enumerate(row)]
    found = told(pdf([page]))
    (at,) = [number for number, (kind, _) in enumerate(found) if kind is Kind.TABLE]
    assert found[at][1].startswith("| System | Words | Time |\n| --- | --- | --- |\n| Ours | 120 | 0.2 |")
    assert found[at - 1][1].endswith("the rest of the day.")


def test_captions_lists_and_formulas_have_their_kinds() -> None:
    page = [
        *body(), *lines("Figure 3. The machine in its corner.", 72, 300),
        *lines("• the wheels\n• the bellows of the machine", 72, 340), *lines("E = m · c² + ∑ x        (4)", 150, 400),
    ]  # fmt: skip
    page = [Words(w.x, w.y, w.text.replace("∑", "±"), w.size, w.font) for w in page]
    kinds = {text: kind for kind, text in told(pdf([page]))}
    assert kinds["Figure 3. The machine in its corner."] is Kind.CAPTION
    assert kinds["the wheels"] is Kind.ITEM
    assert kinds["E = m · c² + ± x"] is Kind.FORMULA


def test_code_keeps_its_lines_and_a_table_of_contents_loses_its_dots() -> None:
    page = [
        *body(), Words(72, 300, "def speak(text):", 10, 3), Words(96, 312, "return voice(text)", 10, 3),
        *lines("1 The wheel .................. 7\n2 The word ................... 9", 72, 400),
    ]  # fmt: skip
    found = told(pdf([page]))
    assert (Kind.CODE, "def speak(text):\n    return voice(text)") in found
    assert found[-2:] == [(Kind.ITEM, "1 The wheel, 7"), (Kind.ITEM, "2 The word, 9")]


def test_a_title_is_read_though_the_next_pages_repeat_it_as_their_head() -> None:
    title = "On a machine that speaks"
    pages = [
        [Words(72, 60, title, 20, 2), *body()],
        [Words(72, 40, title, 8), *body()],
        [Words(72, 40, title, 8), *body()],
    ]
    assert [text for _, text in told(pdf(pages))].count(title) == 1


def test_works_cited_are_references_also_on_the_next_page() -> None:
    entries = [f"[{number}] A. Author, On machines that speak, {1990 + number}." for number in range(1, 4)]
    first = [*body(), Words(72, 400, "References", 14, 2), *lines(entries, 72, 420)]
    second = lines([entry.replace("[", "[1") for entry in entries], 72, 100)
    data = pdf([first, second])
    assert sum(kind is Kind.REFERENCE for kind, _ in told(data)) == 6
    assert {block.kind for block in blocks(data, 10_000)} == {Kind.REFERENCE}


def test_a_page_turned_in_its_file_is_read_as_it_is_seen() -> None:
    assert told(pdf([body()], turned=True)) == told(pdf([body()]))


def chapters() -> bytes:
    pages = [
        [Words(72, 100, f"Chapter {number}: The {name}", 18, 2), *body(160)]
        for number, name in enumerate(("Wheel", "Word"), 1)
    ]
    return pdf(
        [body(), *pages],
        title="On machines",
        author="A. Author",
        bookmarks=[("Chapter 1: The Wheel", 1), ("Chapter 2: The Word", 2)],
    )


@pytest.mark.parametrize("where", ["3", "page 3", "chapter 2", "Chapter two", "the word"])
def test_places_by_page_and_chapter(where: str) -> None:
    document = open_document(chapters(), name="x.pdf")
    assert next(document.blocks(document.place_of(where))).text == "Chapter 2: The Word"


def test_a_place_by_its_text_also_over_the_end_of_a_line() -> None:
    document = open_document(chapters(), name="x.pdf")
    assert "murmur" in next(document.blocks(document.place_of("heard to murmur quietly"))).text


@pytest.mark.parametrize("where", ["4", "0", "chapter 9", "a word that is not there"])
def test_a_place_that_is_not_there_is_told(where: str) -> None:
    with pytest.raises(DocumentError):
        open_document(chapters(), name="x.pdf").place_of(where)


def test_reading_from_a_place_gives_what_reading_from_the_beginning_gives() -> None:
    data = chapters()
    everything = blocks(data)
    for block in everything:
        assert blocks(data, block.place)[0] == block
    assert [block.place for block in everything] == sorted({block.place for block in everything})


def test_what_a_document_says_about_itself() -> None:
    document = open_document(chapters(), name="x.pdf")
    assert (document.title, document.author, document.language, document.pages) == ("On machines", "A. Author", "en", 3)
    assert [entry.title for entry in document.outline()] == ["Chapter 1: The Wheel", "Chapter 2: The Word"]
    assert document.identity == open_document(chapters(), name="y.pdf").identity


def test_headings_are_the_outline_where_there_are_no_bookmarks() -> None:
    page = [Words(72, 100, "A large heading", 18, 2), *body(160)]
    (entry,) = open_document(pdf([page]), name="x.pdf").outline()
    assert entry.title == "A large heading"


def test_a_password_is_named_as_the_reason() -> None:
    with pytest.raises(DocumentError, match="password"):
        open_document(pdf([body()], locked=True), name="x.pdf")


@pytest.mark.parametrize("pages", [[], [[]]], ids=["no page", "nothing on it"])
def test_a_pdf_without_text_says_so(pages: Sequence[Sequence[Words]]) -> None:
    with pytest.raises(DocumentError):
        blocks(pdf(pages))
