"""Web pages, EPUB and DOCX."""

from __future__ import annotations

import pytest

from tests.rig.documents import archive, docx, epub, footnote, paragraph, table
from voice_assistant.documents.base import Document, Kind
from voice_assistant.documents.opening import open_document
from voice_assistant.errors import DocumentError

PAGE = """<!doctype html><html lang="en"><head><title>Machines | Site</title>
<meta name="author" content="Ann"></head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/a">About us</a></li></ul></nav></header>
<div class="cookie">We use cookies. <button>Accept</button></div>
<main><article><h1>The rise of reading machines</h1>
<p>Reading machines have existed for a long time, and many people use them each day to read long texts. The first
 ones were large.<sup class="reference"><a href="#cite_note-1">[1]</a></sup></p>
<h2>Numbers</h2><p>Here is a table with numbers, which tells how many of them there are in the world of today.</p>
<table><caption>Machines</caption><tr><th>Year</th><th>Count</th></tr>
<tr><td rowspan="2">1990</td><td>100</td></tr><tr><td>101</td></tr></table>
<pre><code>def f(x):
    return x + 1</code></pre>
<p>An area of 5 m<sup>2</sup> and a formula <math alttext="x^2"><mi>x</mi></math>. More text follows so that this is
 long enough to count as an article of some length.</p>
<blockquote><p>To read is to live, said somebody important in the past century of machines.</p></blockquote>
<ol start="4"><li>One item in a list of things</li><li>Another item in a list of things</li></ol>
<figure><img src="x.png" alt="A machine on a desk"><figcaption>Figure 1: the machine</figcaption></figure>
<p style="display: none">Nobody sees this sentence, and so nobody hears it either, however long it is.</p>
<h2>References</h2><ol class="references"><li id="cite_note-1">Smith, J. Reading machines. 1990.</li></ol>
</article><aside><h3>Related</h3><ul><li><a href="/x">Ten tricks</a></li></ul></aside></main>
<footer><p>Copyright 2020 Site Inc. All rights reserved.</p><script>alert(1)</script></footer></body></html>"""


def found(document: Document) -> list[tuple[Kind, str]]:
    return [(block.kind, block.text) for block in document.blocks()]


def test_of_a_web_page_its_article_is_read() -> None:
    document = open_document(PAGE.encode(), name="page.html")
    assert document.author == "Ann"
    blocks = found(document)
    assert blocks[0] == (Kind.HEADING, "The rise of reading machines")
    assert blocks[1][1].endswith("The first ones were large.[1]")
    assert blocks[4:] == [
        (Kind.CAPTION, "Machines"),
        (Kind.TABLE, "| Year | Count |\n| --- | --- |\n| 1990 | 100 |\n| 1990 | 101 |"),
        (Kind.CODE, "def f(x):\n    return x + 1"),
        (Kind.PARAGRAPH, "An area of 5 m² and a formula x^2. More text follows so that this is long enough to count as "
        "an article of some length."),
        (Kind.QUOTE, "To read is to live, said somebody important in the past century of machines."),
        (Kind.ITEM, "4. One item in a list of things"),
        (Kind.ITEM, "5. Another item in a list of things"),
        (Kind.FIGURE, "A machine on a desk"),
        (Kind.CAPTION, "Figure 1: the machine"),
        (Kind.HEADING, "References"),
        (Kind.REFERENCE, "Smith, J. Reading machines. 1990."),
    ]  # fmt: skip


def test_a_page_that_is_no_article_is_read_as_a_whole() -> None:
    page = "<html><body><p>Short.</p><ul><li>one<li>two</ul><p>A line<br>and another.</body>"
    assert found(open_document(page.encode())) == [
        (Kind.PARAGRAPH, "Short."), (Kind.ITEM, "one"), (Kind.ITEM, "two"), (Kind.PARAGRAPH, "A line\nand another."),
    ]  # fmt: skip


def test_the_encoding_that_a_page_names() -> None:
    page = '<html><head><meta charset="iso-8859-2"></head><body><p>Zażółć gęślą jaźń, rzekł król.</p></body></html>'
    (block,) = open_document(page.encode("iso-8859-2")).blocks()
    assert block.text == "Zażółć gęślą jaźń, rzekł król."


@pytest.mark.parametrize("page", ["<html></html>", "<html><body><script>x()</script></body></html>"])
def test_a_page_of_scripts_only_says_so(page: str) -> None:
    with pytest.raises(DocumentError, match="nothing to read"):
        open_document(page.encode(), media="html")


def test_nesting_without_end_is_read() -> None:
    page = "<html><body>" + "<div><b>" * 5000 + "deep down" + "</b></div>" * 5000
    assert "deep down" in " ".join(text for _, text in found(open_document(page.encode())))


CHAPTERS = {
    "one.xhtml": "<h1>The First</h1><p>It begins&nbsp;here<a epub:type='noteref' href='#n'>1</a>.</p>"
    "<h2 id='mid'>In between</h2><p>And goes on.</p><aside epub:type='footnote' id='n'><p>A note.</p></aside>",
    "two.xhtml": "<h1>The Second</h1><p>It ends.</p>",
}
CONTENTS = [("1. The First", "one.xhtml"), ("In between", "one.xhtml#mid"), ("2. The Second", "two.xhtml")]


@pytest.mark.parametrize("ncx", [False, True])
def test_a_book(ncx: bool) -> None:
    document = open_document(epub(CHAPTERS, contents=CONTENTS, ncx=ncx))
    assert (document.title, document.author, document.language) == ("A Book", "Ann Author", "en")
    assert found(document) == [
        (Kind.HEADING, "The First"), (Kind.PARAGRAPH, "It begins here[1]."), (Kind.HEADING, "In between"),
        (Kind.PARAGRAPH, "And goes on."), (Kind.FOOTNOTE, "A note."), (Kind.HEADING, "The Second"),
        (Kind.PARAGRAPH, "It ends."),
    ]  # fmt: skip
    places = (
        ("2", "The Second"),
        ("in between", "In between"),
        ("chapter one", "The First"),
        ("goes on", "And goes on."),
    )
    for where, text in places:
        assert next(document.blocks(document.place_of(where))).text == text
    everything = list(document.blocks())
    assert [next(document.blocks(block.place)) for block in everything] == everything


def test_a_book_without_a_table_of_contents_has_its_headings() -> None:
    assert [entry.title for entry in open_document(epub(CHAPTERS)).outline()] == [
        "The First",
        "In between",
        "The Second",
    ]


def test_a_locked_book_is_named_as_such() -> None:
    with pytest.raises(DocumentError, match="DRM"):
        open_document(epub(CHAPTERS, locked=True))


def test_a_chapter_that_is_damaged_does_not_stop_the_book() -> None:
    broken = {"one.xhtml": "<h1>Half</h1><p>A paragraph <b>that is not closed", "two.xhtml": "<p>It ends.</p>"}
    assert [text for _, text in found(open_document(epub(broken)))] == [
        "Half",
        "A paragraph that is not closed",
        "It ends.",
    ]


@pytest.mark.parametrize("missing", ["META-INF/container.xml", "book/package.opf"])
def test_a_book_without_its_tables_is_damaged(missing: str) -> None:
    files = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": "<container/>",
        "book/package.opf": "<package/>",
    }
    del files[missing]
    with pytest.raises(DocumentError, match="damaged"):
        open_document(archive(files), name="x.epub")


def test_a_word_document() -> None:
    body = (
        paragraph("The Title", "Title") + paragraph("One", "heading 1") + paragraph("Some text", note=1)
        + paragraph("a thing", item=True) + table([["Name", "Age"], ["Ann", "30"]]) + paragraph("Said so", "Quote")
    )  # fmt: skip
    document = open_document(docx(body, title="My Document", footnotes=footnote(1, "A note.")), name="x.docx")
    assert (document.title, document.author) == ("My Document", "Ann Author")
    assert found(document) == [
        (Kind.HEADING, "The Title"), (Kind.HEADING, "One"), (Kind.PARAGRAPH, "Some text[1]"), (Kind.ITEM, "a thing"),
        (Kind.TABLE, "| Name | Age |\n| --- | --- |\n| Ann | 30 |"),
        (Kind.QUOTE, "Said so"), (Kind.FOOTNOTE, "A note."),
    ]  # fmt: skip


def test_a_word_document_without_text_says_so() -> None:
    with pytest.raises(DocumentError, match="no text"):
        open_document(docx(""), name="x.docx")


def test_a_cell_that_claims_thousands_of_columns_takes_no_time() -> None:
    page = "<html><body><table>" + "<tr><td colspan=9999 rowspan=9999>x</td><td>y</td></tr>" * 300
    ((kind, text),) = found(open_document(page.encode()))
    assert kind is Kind.TABLE
    assert text.startswith("| x | x |")
