"""Documents that are read in the running assistant: out of a process of their own, so on a real clock."""

from __future__ import annotations

from pathlib import Path

from tests.rig.listener import ALL, OTHER, TEXT, at_home, now, studio_of
from voice_assistant.events import BookmarkSet, State
from voice_assistant.inbox import Cancel, Press, Read, Steer
from voice_assistant.text.reading_commands import ReadingCommand

QUICKLY = {"text_to_speech": {"speed": 4.0}}


async def test_a_document_goes_on_where_it_was_left(tmp_path: Path) -> None:
    book = tmp_path / "book.txt"
    book.write_text(TEXT)
    async with at_home(studio_of(**QUICKLY)) as person:
        person.send(Read(document=str(book)))
        await person.hear(ALL[2])
        person.send(Steer(ReadingCommand.BOOKMARK))
        person.send(Cancel())
        await person.until_over()
        assert person.studio.seen(BookmarkSet) == [BookmarkSet(1)]
        person.send(Read(document=str(book)))
        await person.over()
        assert person.heard == [*ALL[:3], *ALL[2:]]
        person.send(Read(document=str(book), begin="Four ends"))
        await person.over()
        assert person.heard[-3:] == ALL[2:]  # its paragraph
        person.send(Read(document=str(book), begin="bookmark"))
        await person.over()
        assert person.heard[-3:] == ALL[2:]
        person.send(Read(document=str(book), begin="bookmark 7"))
        await person.until(lambda: bool(person.problems))
        assert person.problems == ["There is no bookmark 7 in this document, the last one is 1."]


async def test_a_document_that_cannot_be_read_is_told_aloud(tmp_path: Path) -> None:
    async with at_home(studio_of(**QUICKLY)) as person:
        person.send(Read(document=str(tmp_path / "none.pdf")))
        await person.until(lambda: bool(person.studio.voice.said))
        assert "There is no file" in person.problems[0]
        await person.until_over()


async def test_nothing_is_told_into_a_question(tmp_path: Path) -> None:
    async with at_home(studio_of(**QUICKLY)) as person:
        person.send(Press("ask", now()))
        await person.until(lambda: person.state is State.LISTENING)
        person.send(Read(document=str(tmp_path / "none.pdf")))
        await person.until(lambda: bool(person.problems))
        await person.until(lambda: not person.assistant.reading.active)
        assert person.studio.voice.said == []
        assert person.state is State.LISTENING


async def test_a_file_and_the_last_reply_can_be_bound(tmp_path: Path) -> None:
    book = tmp_path / "book.txt"
    book.write_text(OTHER)
    bindings = {
        "ask": {"sources": ["microphone"], "sinks": ["speak"]},
        "book": {"sources": ["file"], "file": str(book), "persona": "none", "sinks": ["speak"]},
        "again": {"sources": ["last_reply"], "persona": "none", "sinks": ["speak"]},
    }
    studio = studio_of(**QUICKLY, bindings=bindings)
    studio.model.replies = [("Paris. It is in France.", None)]
    async with at_home(studio) as person:
        await person.tap("again")
        await person.until(lambda: bool(person.problems))
        await person.ask("Where?")
        await person.tap("again")
        await person.over()
        await person.tap("book")
        await person.over()
        assert person.heard == ["Paris.", "It is in France.", "Six is new.", "Seven is newer."]
