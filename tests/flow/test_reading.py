"""Reading aloud on a virtual clock: everything is read once, in order, with its pauses, and goes where it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from tests.rig.reading import ReadingRoom, paper
from voice_assistant.commands.read_shown import steer
from voice_assistant.errors import Code, EngineError, Stage
from voice_assistant.events import Event, WordBegan
from voice_assistant.reading.reader import PARK_AFTER_S, Reader
from voice_assistant.reading.sentence import AFTER_HEADING_S, BEFORE_HEADING_S, PARAGRAPH_S, SENTENCE_S

pytestmark = pytest.mark.looptime

TEXTS = ["One is the first. Two comes next.", "Three begins anew. Four ends it.", "Five is alone."]
ALL = ["One is the first.", "Two comes next.", "Three begins anew.", "Four ends it.", "Five is alone."]


async def reached(room: ReadingRoom, text: str, *, times: int = 1) -> None:
    async with asyncio.timeout(60):
        while room.texts.count(text) < times:  # noqa: ASYNC110 - the clock is virtual
            await asyncio.sleep(0.01)


@asynccontextmanager
async def being_read(room: ReadingRoom) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(room.reader.run())
    try:
        yield task
    finally:
        room.reader.stop()
        await asyncio.wait([task])


async def test_everything_is_read_once_and_in_order() -> None:
    room = ReadingRoom(paper(*TEXTS))
    await room.reader.run()
    assert room.texts == ALL == room.voice.said
    assert room.reader.finished


async def test_the_written_pauses_are_heard_and_nothing_else() -> None:
    room = ReadingRoom(paper("# Title", "One here. Two here.", "Three.", "# End"))
    await room.reader.run()
    began = [event.at_s for event in room.began]
    gaps = [
        later - earlier - len(text) / 20 for earlier, later, text in zip(began, began[1:], room.texts, strict=False)
    ]
    expected = [AFTER_HEADING_S, SENTENCE_S, PARAGRAPH_S, BEFORE_HEADING_S]
    assert gaps == pytest.approx(expected, abs=0.02)


async def test_each_word_is_told_when_it_is_heard() -> None:
    room = ReadingRoom(paper("One two three.", "Four five."))
    room.voice.tells_words = True
    told: list[tuple[float, str]] = []

    def follow(event: Event) -> None:
        if isinstance(event, WordBegan):
            told.append((event.at_s, room.texts[-1][event.begins : event.ends]))

    room.bus.subscribe(follow)
    await room.reader.run()
    assert [word for _, word in told] == ["One", "two", "three.", "Four", "five."]
    first_s = room.began[0].at_s
    expected = [0, 14 / 60, 28 / 60, 0.7 + PARAGRAPH_S, 0.7 + PARAGRAPH_S + 0.25]
    assert [at_s - first_s for at_s, _ in told] == pytest.approx(expected, abs=0.02)


async def test_a_long_book_is_read_page_by_page() -> None:
    room = ReadingRoom(paper(*(f"This is sentence number {n} of the book." for n in range(5000))))
    async with being_read(room):
        await reached(room, "This is sentence number 2 of the book.")
        assert room.pages.furthest < 100
        assert len(room.voice.said) < 15


async def test_a_pause_is_silence_at_once_and_the_sentence_goes_on() -> None:
    room = ReadingRoom(paper(*TEXTS))
    async with being_read(room) as task:
        await reached(room, ALL[1])
        room.reader.pause()
        played_s = room.speaker.played_s
        await asyncio.sleep(PARK_AFTER_S / 2)
        assert room.speaker.played_s == played_s
        assert room.texts == ALL[:2]
        assert room.reader.paused
        room.reader.resume()
        await task
        assert room.texts == ALL == room.voice.said


async def test_a_long_pause_gives_the_speaker_back_and_the_sentence_is_said_again() -> None:
    room = ReadingRoom(paper(*TEXTS))
    async with being_read(room) as task:
        await reached(room, ALL[1])
        room.reader.pause()
        await asyncio.sleep(PARK_AFTER_S + 1)
        assert not room.speaker.is_open
        room.reader.resume()
        await task
    assert room.texts == [*ALL[:2], *ALL[1:]]
    assert room.voice.said == ALL


async def test_from_a_long_pause_it_goes_where_it_is_told() -> None:
    room = ReadingRoom(paper(*TEXTS))
    async with being_read(room) as task:
        await reached(room, ALL[1])
        room.reader.pause()
        await asyncio.sleep(PARK_AFTER_S + 1)
        room.reader.next_paragraph()
        await task
    assert room.texts == [*ALL[:2], *ALL[2:]]


async def test_who_holds_it_has_the_word_and_it_goes_on_by_itself() -> None:
    room = ReadingRoom(paper(*TEXTS))
    async with being_read(room) as task:
        await reached(room, ALL[1])
        room.reader.hold()
        room.reader.next_paragraph()
        await asyncio.sleep(5)
        assert room.texts == ALL[:2]
        room.reader.let_go()
        await task
    assert room.texts == ALL


async def test_a_pause_outlasts_who_holds_it() -> None:
    room = ReadingRoom(paper(*TEXTS))
    async with being_read(room):
        await reached(room, ALL[1])
        room.reader.pause()
        room.reader.hold()
        room.reader.let_go()
        await asyncio.sleep(5)
        assert room.texts == ALL[:2]


async def test_headings_are_skipped_to() -> None:
    room = ReadingRoom(paper("# First", *TEXTS, "# Second", "Here.", "# Third", "There it ends."))
    async with being_read(room) as task:
        await reached(room, ALL[0])
        room.reader.next_heading()
        await reached(room, "Second")
        steer(room.reader, "]")
        await reached(room, "Third")
        steer(room.reader, "[")
        await reached(room, "Second", times=2)
        await reached(room, "There it ends.")
        room.reader.next_heading()
        await task
    assert room.texts[:5] == ["First", ALL[0], "Second", "Third", "Second"]
    assert room.texts[-2:] == ["There it ends."] * 2


async def test_what_stands_around_the_sentence_is_told() -> None:
    room = ReadingRoom(paper("Before it all.", *TEXTS))
    async with being_read(room):
        await reached(room, ALL[2])
        assert room.reader.at is not None
        assert room.script.around(room.reader.at, 20, 16) == ("Two comes next.", "Four ends it.")
        assert room.script.around(room.reader.at, 500, 500) == (
            "Before it all.\nOne is the first. Two comes next.",
            "Four ends it.\nFive is alone.",
        )


async def test_stop_is_silence_at_once_and_the_place_is_kept() -> None:
    room = ReadingRoom(paper(*TEXTS))
    async with being_read(room) as task:
        await reached(room, ALL[3])
        room.reader.stop()
        played_s = room.speaker.played_s
        await task
        assert room.speaker.played_s == played_s
    assert not room.reader.finished
    assert not room.speaker.is_open
    assert room.reader.at is not None
    assert (room.reader.at.place, room.reader.at.number) == (1, 1)


async def test_reading_goes_on_where_it_was_left() -> None:
    room = ReadingRoom(paper(*TEXTS))
    await room.reader.run(1, 1)
    assert room.texts == ALL[3:]


@pytest.mark.parametrize(
    ("steer", "follows"),
    [
        (Reader.next_sentence, ALL[4:]),
        (Reader.previous_sentence, ALL[2:]),
        (Reader.next_paragraph, ALL[4:]),
        (Reader.previous_paragraph, ALL[2:]),
        (Reader.repeat, ALL[3:]),
    ],
)
@pytest.mark.parametrize("paused", [False, True])
async def test_it_goes_where_it_is_told(steer: Callable[[Reader], None], follows: list[str], *, paused: bool) -> None:
    room = ReadingRoom(paper(*TEXTS))
    async with being_read(room) as task:
        await reached(room, ALL[3])
        if paused:
            room.reader.pause()
        steer(room.reader)
        await task
    assert room.texts == [*ALL[:4], *follows]


async def test_moves_add_up() -> None:
    room = ReadingRoom(paper(*TEXTS))
    async with being_read(room) as task:
        await reached(room, ALL[0])
        for _ in range(3):
            room.reader.next_sentence()
        room.reader.previous_sentence()
        await task
    assert room.texts == [ALL[0], *ALL[2:]]


async def test_before_the_first_is_the_first_and_behind_the_last_the_end() -> None:
    room = ReadingRoom(paper(*TEXTS))
    async with being_read(room) as task:
        await reached(room, ALL[0])
        room.reader.previous_paragraph()
        await reached(room, ALL[0], times=2)
        room.reader.previous_sentence()
        await reached(room, ALL[0], times=3)
        for _ in range(9):
            room.reader.next_paragraph()
        await task
    assert room.reader.finished


async def test_back_and_again_need_no_new_voice() -> None:
    room = ReadingRoom(paper(*TEXTS))
    async with being_read(room):
        await reached(room, ALL[1])
        room.reader.previous_sentence()
        await reached(room, ALL[0], times=2)
        room.reader.repeat()
        await reached(room, ALL[0], times=3)
        assert room.voice.said.count(ALL[0]) == 1


async def test_a_sentence_that_is_in_the_making_is_not_begun_again() -> None:
    room = ReadingRoom(paper(*TEXTS))
    room.voice.takes_s = 2.0
    async with being_read(room):
        await reached(room, ALL[0])
        await asyncio.sleep(1.5)  # the first is over, the second nearly made
        room.reader.next_sentence()
        await reached(room, ALL[1])
        assert room.began[1].at_s - room.began[0].at_s == pytest.approx(2.0, abs=0.05)
        assert room.voice.said.count(ALL[1]) == 1


async def test_back_over_what_was_never_read_where_places_lie_far_apart() -> None:
    texts = [f"Sentence {n}." for n in range(200)]
    room = ReadingRoom(paper(*texts, apart=1000))
    task = asyncio.create_task(room.reader.run(150_000))
    await reached(room, "Sentence 150.")
    room.reader.previous_sentence()
    await reached(room, "Sentence 149.")
    room.reader.previous_paragraph()
    await reached(room, "Sentence 148.")
    await task
    assert room.texts == ["Sentence 150.", "Sentence 149.", *texts[148:]]


async def test_faster_counts_from_the_next_sentence() -> None:
    room = ReadingRoom(paper(*TEXTS))
    async with being_read(room) as task:
        await reached(room, ALL[1])
        for _ in range(10):
            room.reader.faster()
        await task
    assert room.texts == ALL
    at_s = [event.at_s for event in room.began]
    assert at_s[2] - at_s[1] >= len(ALL[1]) / 20  # the one being read is not hurried
    assert at_s[4] - at_s[3] == pytest.approx((len(ALL[3]) / 20 + PARAGRAPH_S) / 2, abs=0.02)


async def test_a_voice_that_fails_is_told_after_what_was_made() -> None:
    room = ReadingRoom(paper(*TEXTS))
    room.voice.error = EngineError(Stage.TEXT_TO_SPEECH, Code.CRASHED, "the voice crashed")
    room.voice.fails_on = "Three"
    with pytest.raises(EngineError, match="crashed"):
        await room.reader.run()
    assert room.texts == ALL[:2]
    assert not room.speaker.is_open


async def test_steering_does_no_harm_before_and_after() -> None:
    room = ReadingRoom(paper(*TEXTS))
    reader = room.reader
    everything = [
        reader.pause,
        reader.resume,
        reader.next_sentence,
        reader.previous_sentence,
        reader.next_paragraph,
        reader.previous_paragraph,
        reader.repeat,
        reader.slower,
        reader.faster,
    ]
    for call in everything:
        call()
    await reader.run()
    for call in [*everything, reader.stop]:
        call()
    assert room.texts == ALL


async def test_any_steering_at_any_time_ends_well() -> None:
    """Presses every 70 ms, in an order that repeats only after a while."""
    room = ReadingRoom(paper(*TEXTS * 5))
    reader = room.reader
    keys = [
        reader.next_sentence,
        reader.pause,
        reader.faster,
        reader.resume,
        reader.previous_sentence,
        reader.repeat,
        reader.pause,
        reader.next_paragraph,
        reader.slower,
        reader.previous_paragraph,
        reader.resume,
    ]
    async with being_read(room) as task:
        for press in range(400):
            keys[press * press % len(keys)]()
            await asyncio.sleep(0.07)
            if task.done():
                break
        reader.resume()
        async with asyncio.timeout(600):
            await task
    assert room.reader.finished
    assert not room.speaker.is_open


async def test_nothing_to_read_ends_at_once() -> None:
    room = ReadingRoom([])
    await room.reader.run()
    assert room.texts == []
    assert not room.reader.finished


async def test_a_reading_that_is_cancelled_is_silent_at_once() -> None:
    room = ReadingRoom(paper(*TEXTS))
    async with being_read(room) as task:
        await reached(room, ALL[1])
        task.cancel()
        await asyncio.wait([task])
        played_s = room.speaker.played_s
        await asyncio.sleep(10)
        assert room.speaker.played_s == played_s
