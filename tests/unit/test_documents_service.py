"""Documents in a child process."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rig.documents import epub, lines, pdf
from voice_assistant.concurrency import ProcessWorker
from voice_assistant.documents.service import Source, about, blocks_of, cover_of, outline_of, place_of, some_blocks
from voice_assistant.errors import DocumentError

BOOK = epub({"one.xhtml": "<h1>One</h1><p>It begins.</p>", "two.xhtml": "<h1>Two</h1><p>It ends.</p>"}, title="A Book")


async def test_a_book_is_read_across_the_border(tmp_path: Path) -> None:
    path = tmp_path / "book.epub"
    path.write_bytes(BOOK)
    source, worker = Source(path), ProcessWorker("documents")
    try:
        assert (await worker.call(about, source)).title == "A Book"
        place = await worker.call(place_of, source, "two")
        assert [block.text async for block in worker.iterate(blocks_of, source, place)] == ["Two", "It ends."]
        assert [entry.title for entry in await worker.call(outline_of, source)] == ["One", "Two"]
        with pytest.raises(DocumentError, match="not in this document"):
            await worker.call(place_of, source, "three")
    finally:
        worker.close()


def test_a_file_that_has_changed_is_opened_anew(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("Before.")
    assert some_blocks(Source(path))[0].text == "Before."
    path.write_text("And afterwards.")
    assert some_blocks(Source(path))[0].text == "And afterwards."


def test_some_blocks_at_a_time() -> None:
    source = Source("One.\n\nTwo.\n\nThree.")
    first = some_blocks(source, 0, 2)
    assert [block.text for block in first] == ["One.", "Two."]
    assert [block.text for block in some_blocks(source, first[-1].place + 1, 2)] == ["Three."]
    assert some_blocks(source, about(source).end) == []


def test_reading_two_documents_in_turns() -> None:
    sources = [Source(pdf([lines(f"Paper {number} has this line.", 72, 100)])) for number in (1, 2)]
    for source in (*sources, *sources):
        assert some_blocks(source)[0].text.startswith("Paper")


def test_a_book_has_its_cover() -> None:
    chapters = {"one.xhtml": "<p>It begins.</p>"}
    assert cover_of(Source(epub(chapters, cover=b"a picture"))) == b"a picture"
    assert cover_of(Source(epub(chapters))) == b""
    assert cover_of(Source(b"A text.")) == b""
