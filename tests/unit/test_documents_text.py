"""Plain text and Markdown, in any encoding."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_assistant.documents.base import Kind
from voice_assistant.documents.decoding import decoded
from voice_assistant.documents.hyphens import joined
from voice_assistant.documents.opening import open_document
from voice_assistant.errors import DocumentError

GERMAN = "Über die Brücke gingen früh am Morgen fünf müde Männer, und keiner grüßte den Wächter.\n" * 3
POLISH = "Zażółć gęślą jaźń, rzekł król, i wszyscy słuchali go w ciszy, bo był już bardzo stary.\n" * 3
RUSSIAN = "Старый мост давно не видел людей, и сторож спал целый день в своей маленькой будке.\n" * 3
JAPANESE = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。\n" * 3


def found(source: str | bytes, **hints: str) -> list[tuple[Kind, str]]:
    return [(block.kind, block.text) for block in open_document(source, **hints).blocks()]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "utf-8"), (GERMAN, "utf-8-sig"), (GERMAN, "cp1252"), (GERMAN, "utf-16"), (GERMAN, "utf-16-le"),
        (GERMAN, "utf-16-be"), (GERMAN, "utf-32"), (POLISH, "cp1250"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"),
        (JAPANESE, "shift_jis"), (JAPANESE, "euc_jp"),
    ],
)  # fmt: skip
def test_a_text_is_read_in_whatever_encoding_it_is(text: str, encoding: str) -> None:
    blocks = open_document(text.encode(encoding), name="old.txt").blocks()
    assert "".join("".join(block.text for block in blocks).split()) == "".join(text.split())


def test_what_is_no_character_is_gone_and_the_rest_is_composed() -> None:
    assert decoded("u\u0308ber\r\nco\u00adoperate\u200b \ufeffx\x00".encode()) == "über\ncooperate x"


def test_hard_wrapped_lines_are_paragraphs() -> None:
    text = (
        "It was a bright cold day in April, and the clocks were strik-\ning thirteen. Somebody went slowly "
        "up the stairs."
        "\n\nNew."
    )
    assert found(text) == [
        (Kind.PARAGRAPH, "It was a bright cold day in April, and the clocks were striking thirteen. "
        "Somebody went slowly up the stairs."),
        (Kind.PARAGRAPH, "New."),
    ]  # fmt: skip


def test_a_text_with_a_paragraph_to_a_line() -> None:
    long = "This is one line of many words, as an editor without line breaks would write it down. " * 3
    assert [text for _, text in found(f"{long}\n{long}\nShort.")] == [long.strip(), long.strip(), "Short."]


def test_verse_keeps_its_lines() -> None:
    poem = "Tiger, tiger, burning bright\nIn the forests of the night,\nWhat immortal hand or eye"
    prose = "A line of prose that is a good deal longer than any of those of the poem is here.\n" * 4
    assert (Kind.PARAGRAPH, poem) in found(f"{prose}\n{poem}\n\n{prose}")


def test_chapters_of_a_plain_book() -> None:
    text = "CHAPTER I\n\nIt begins.\n\nCHAPTER II\n\nIt goes on.\n\nThe End\n=======\n\nIt ends."
    document = open_document(text)
    assert [entry.title for entry in document.outline()] == ["CHAPTER I", "CHAPTER II", "The End"]
    assert next(document.blocks(document.place_of("chapter 2") + 1)).text == "It goes on."
    assert document.place_of("it goes") == document.place_of("2") + 1


def test_lists_and_tables_of_plain_text() -> None:
    text = "- one thing\n  that is long\n- another\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    assert found(text) == [
        (Kind.ITEM, "one thing that is long"),
        (Kind.ITEM, "another"),
        (Kind.TABLE, "| a | b |\n|---|---|\n| 1 | 2 |"),
    ]


def test_compounds_keep_their_hyphen_and_parted_words_lose_it() -> None:
    assert joined(["a self-", "made man, mother-in-", "law, an exam-", "ple, the Franco-", "German war"]) == (
        "a self-made man, mother-in-law, an example, the Franco-German war"
    )
    assert joined(["他们在", "这里"]) == "他们在这里"


MARKDOWN = """---
title: "Notes"
author: Ann
---
# Head *one*

With [a link](https://example.org/x), `code`, 5 m<sup>2</sup> and a note[^n].

- [x] done
  - nested
3. third

> quoted

| A | B |
|---|---|
| 1 | x \\| y |

```python
x = "$$not a formula$$"
```

$$
E = mc^2
$$

![A cat](cat.png)

[^n]: The note itself.

## References

Smith, J. A book.
"""


def test_markdown() -> None:
    document = open_document(MARKDOWN.encode(), name="notes.md")
    assert (document.title, document.author, document.language) == ("Notes", "Ann", "en")
    assert [(block.kind, block.text, block.level) for block in document.blocks()] == [
        (Kind.HEADING, "Head one", 1),
        (Kind.PARAGRAPH, "With a link, code, 5 m² and a note[n].", 0),
        (Kind.ITEM, "done", 1),
        (Kind.ITEM, "nested", 2),
        (Kind.ITEM, "3. third", 1),
        (Kind.QUOTE, "quoted", 0),
        (Kind.TABLE, "| A | B |\n| --- | --- |\n| 1 | x \\| y |", 0),
        (Kind.CODE, 'x = "$$not a formula$$"', 0),
        (Kind.FORMULA, "E = mc^2", 0),
        (Kind.FIGURE, "A cat", 0),
        (Kind.HEADING, "References", 2),
        (Kind.REFERENCE, "Smith, J. A book.", 0),
        (Kind.FOOTNOTE, "The note itself.", 0),
    ]


def test_targets_of_links_on_request() -> None:
    blocks = open_document(b"See [this](https://example.org/x).", media="md", link_targets=True).blocks()
    assert next(blocks).text == "See this (https://example.org/x)."


def test_an_address_as_a_text_is_a_text() -> None:
    assert found("https://example.org/page") == [(Kind.PARAGRAPH, "https://example.org/page")]


def test_each_paragraph_tells_its_language() -> None:
    text = (
        "The house is old and it is not for sale to you.\n\nDas Haus ist alt und es ist nicht zu verkaufen.\n\n"
        "And this is the end of what there is to say."
    )
    document = open_document(text)
    assert document.language == "en"
    assert [block.language for block in document.blocks()] == ["en", "de", "en"]


def test_reading_from_a_place() -> None:
    document = open_document("One.\n\nTwo.\n\nThree.")
    assert [block.text for block in document.blocks(1)] == ["Two.", "Three."]
    assert [block.text for block in document.blocks(-5)] == ["One.", "Two.", "Three."]
    assert list(document.blocks(document.end)) == []


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.txt", b"", "empty"), ("x.txt", b" \n\t ", "empty"),
        ("x.txt", b"***\n\n---", "no text"), ("x.md", b"# \n\n[a]: b", "no text"),
        ("x.bin", bytes(range(32)) * 20, "not a text"),
        ("x.pdf", b"hello there", "damaged"), ("x.epub", b"PK\x03\x04 and nothing", "damaged"),
        ("x.docx", b"hello", "damaged"), ("x.doc", b"\xd0\xcf\x11\xe0" + bytes(100), "old Word"),
        ("x", b"\xd0\xcf\x11\xe0" + bytes(100), "password"), ("x.zip", b"PK\x03\x04abc", "unpack"),
        ("x.mobi", b"BOOKMOBI", "Kindle"), ("x.rtf", b"{\\rtf1 hello}", "rich text"), ("x.mp3", b"ID3abc", "sound"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_one_line(name: str, data: bytes, said: str) -> None:
    with pytest.raises(DocumentError, match=said) as raised:
        list(open_document(data, name=name).blocks())
    assert "\n" not in str(raised.value)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no file"):
        open_document(tmp_path / "nothing.txt")
    with pytest.raises(DocumentError, match="folder"):
        open_document(tmp_path)


def test_content_tells_before_the_name(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text("<!doctype html><html><body><p>A page of the web, with a name of a text.</p></body></html>")
    assert [block.text for block in open_document(path).blocks()] == ["A page of the web, with a name of a text."]
    assert open_document(path).identity == open_document(path.read_bytes()).identity
