"""What is read in the running assistant, on a virtual clock: keys, questions in between, and what is new meanwhile."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.rig.listener import ALL, OTHER, TEXT, Listener, at_home, now, studio_of
from voice_assistant.events import ReadingChanged, State, StateChanged, TurnEnded
from voice_assistant.inbox import Ask, Cancel, Converse, Press, Release, Steer
from voice_assistant.reading.places import Places
from voice_assistant.text.reading_commands import ReadingCommand

pytestmark = pytest.mark.looptime


async def test_the_selection_is_read_to_its_end() -> None:
    async with at_home() as person:
        await person.select(TEXT)
        await person.hear(ALL[0])
        assert person.assistant.state == StateChanged(State.SPEAKING, "read")
        await person.until_over()
        assert person.heard == ALL
        states = [event.state for event in person.studio.events if isinstance(event, ReadingChanged)]
        assert states == ["reading", ""]


async def test_the_key_again_pauses_and_goes_on() -> None:
    async with at_home() as person:
        await person.select(TEXT)
        await person.hear(ALL[1])
        await person.tap()
        assert person.state is State.IDLE
        assert await person.is_silent()
        await person.tap()
        await person.until_over()
        assert person.heard == ALL


async def test_nothing_selected_any_more_pauses_as_well() -> None:
    async with at_home() as person:
        await person.select(TEXT)
        await person.hear(ALL[1])
        await person.select("")
        assert await person.is_silent()
        assert person.assistant.reading.paused
        assert person.problems == []


async def test_nothing_selected_at_all_is_told() -> None:
    async with at_home() as person:
        await person.tap()
        await person.until(lambda: bool(person.problems))
        assert person.problems == ["nothing is selected: select some text first"]
        await person.until(lambda: person.state is State.IDLE)


async def test_cancel_ends_it_and_the_same_text_then_begins_anew() -> None:
    async with at_home() as person:
        await person.select(TEXT)
        await person.hear(ALL[1])
        person.send(Cancel())
        await person.until_over()
        assert await person.is_silent()
        await person.tap()
        await person.hear(ALL[0], times=2)


@pytest.mark.parametrize(
    ("when_new", "order"),
    [
        ("replace", [*ALL[:2], "Six is new.", "Seven is newer."]),
        ("queue", [*ALL, "Six is new.", "Seven is newer."]),
        ("interrupt", [*ALL[:2], "Six is new.", "Seven is newer.", *ALL[1:]]),
    ],
)
async def test_something_new_while_something_is_read(when_new: str, order: list[str]) -> None:
    async with at_home(studio_of(reading={"when_new": when_new})) as person:
        await person.select(TEXT)
        await person.hear(ALL[1])
        await person.select(OTHER)
        await person.until_over()
        assert person.heard == order


async def test_push_to_talk_silences_it_at_once_and_it_goes_on_afterwards() -> None:
    async with at_home() as person:
        await person.select(TEXT)
        await person.hear(ALL[1])
        person.studio.hearing.texts = [""]
        person.send(Press("dictate", now()))
        await asyncio.sleep(0.01)
        played_s = person.studio.speaker.played_s
        await asyncio.sleep(2)
        assert person.studio.speaker.played_s == played_s
        assert person.state is State.LISTENING
        person.send(Release("dictate", now()))
        await person.until_over()
        assert person.heard == ALL


async def test_it_stays_paused_after_a_question_where_that_is_wanted() -> None:
    async with at_home(studio_of(reading={"after_question": "pause"})) as person:
        person.studio.model.replies = [("Because.", None)]
        await person.select(TEXT)
        await person.hear(ALL[1])
        await person.ask("Why?")
        await person.until(lambda: person.state is State.IDLE)
        assert await person.is_silent()
        await person.tap()
        await person.until_over()
        assert person.heard == ALL


async def test_a_question_is_asked_about_what_is_being_read() -> None:
    async with at_home() as person:
        person.studio.model.replies = [("It is the second one.", None)]
        await person.select(TEXT)
        await person.hear(ALL[1])
        await person.ask("Which one is this?")
        [*_, question] = person.studio.model.requests[0]
        assert "(I have come to this sentence:) Two comes next." in question.text
        assert "One is the first." in question.text
        assert "Three begins anew." in question.text
        assert question.text.endswith("Which one is this?")
        assert person.assistant.conversation.turns[0].asked == "Which one is this?"
        assert person.assistant.conversation.last_answer == "It is the second one."
        await person.until_over()
        assert person.heard == ALL


async def test_without_a_reading_a_question_is_only_a_question() -> None:
    async with at_home() as person:
        person.studio.model.replies = [("Paris.", None)]
        await person.ask("Next?")
        assert person.studio.model.requests[0][-1].text == "Next?"


@pytest.mark.parametrize(
    ("said", "follows"),
    [
        ("Next paragraph.", ALL[2:]),
        ("Next, please.", ALL[2:]),
        ("Go back one sentence.", ALL),
        ("What did it just say?", ALL[1:]),
        ("Go on.", ALL[2:]),
        ("Where am I?", ALL[2:]),
        ("Bookmark this.", ALL[2:]),
    ],
)
async def test_it_is_steered_by_voice(said: str, follows: list[str]) -> None:
    async with at_home() as person:
        await person.select(TEXT)
        await person.hear(ALL[1])
        await person.ask(said)
        await person.until_over()
        assert person.heard == [*ALL[:2], *follows]
        assert person.studio.model.requests == []


async def test_pause_and_stop_by_voice() -> None:
    async with at_home() as person:
        await person.select(TEXT)
        await person.hear(ALL[1])
        await person.ask("Pause.")
        assert await person.is_silent()
        await person.ask("Continue.")
        await person.hear(ALL[2])
        await person.ask("Stop.")
        await person.until_over()
        assert person.heard == ALL[:3]


async def say(person: Listener, text: str, seconds: float = 1.5) -> None:
    """Without a key, as after the wake word."""
    person.studio.hearing.texts.append(text)
    person.studio.microphone.loud = False
    person.send(Converse("ask"))
    await asyncio.sleep(0.2)
    person.studio.microphone.loud = True
    await asyncio.sleep(seconds)
    person.studio.microphone.loud = False


async def test_a_command_after_the_wake_word_ends_the_talk_and_it_goes_on_at_once() -> None:
    async with at_home() as person:
        await person.select(TEXT)
        await person.hear(ALL[0])
        await say(person, "Next paragraph.")
        silent_at = now()
        await person.hear(ALL[2])
        assert now() - silent_at < person.studio.equipment.config.turn_taking.follow_up_s / 2
        assert not person.studio.microphone.is_open
        await person.until_over()
        assert person.heard == [ALL[0], *ALL[2:]]


async def test_a_talk_about_it_is_over_before_it_goes_on() -> None:
    async with at_home() as person:
        person.studio.model.replies = [("Because it is so.", None)]
        await person.select(TEXT)
        await person.hear(ALL[1])
        await say(person, "Why is that?")
        await person.until(lambda: len(person.studio.seen(TurnEnded)) > 0)
        await asyncio.sleep(person.studio.equipment.config.turn_taking.follow_up_s / 2)
        assert person.state is State.LISTENING
        assert person.heard == ALL[:2]
        await person.until_over()
        assert person.heard == ALL


async def test_slower_is_slower_and_stays_so_for_the_next_text() -> None:
    async with at_home() as person:
        await person.select(TEXT)
        await person.hear(ALL[1])
        for _ in range(2):
            person.send(Steer(ReadingCommand.SLOWER))
        await person.until_over()
        assert person.studio.voice.speeds[-1] == pytest.approx(0.8)
        await person.select(OTHER)
        await person.until_over()
        assert person.studio.voice.speeds[-2:] == pytest.approx([0.8, 0.8])


async def test_cancelling_a_question_keeps_the_reading_silent() -> None:
    async with at_home() as person:
        await person.select(TEXT)
        await person.hear(ALL[1])
        person.send(Press("ask", now()))
        await asyncio.sleep(1)
        person.send(Cancel())
        assert await person.is_silent()
        assert person.assistant.reading.paused
        person.send(Steer(ReadingCommand.RESUME))
        await person.until_over()
        assert person.heard == ALL


async def test_a_question_in_writing_is_answered_before_it_goes_on() -> None:
    async with at_home() as person:
        person.studio.model.replies = [("The answer is long enough to be heard.", None)]
        await person.select(TEXT)
        await person.hear(ALL[1])
        person.send(Ask("Who is that?", "ask"))
        await person.until_over()
        assert person.heard == ALL
        said = person.studio.voice.said
        assert said.index("The answer is long enough to be heard.") > said.index(ALL[1])


def test_bookmarks_are_kept_in_order(tmp_path: Path) -> None:
    places = Places(tmp_path / "reading.json")
    assert places.bookmarks("a") == []
    assert [places.add_bookmark("a", 1, 0), places.add_bookmark("a", 2, 1), places.add_bookmark("a", 1, 0)] == [1, 2, 2]
    places.keep("a", 9, 9)
    assert places.bookmarks("a") == [(2, 1), (1, 0)]
    assert places.of("a") == (9, 9)
    places.forget("a")
    assert places.bookmarks("a") == [(2, 1), (1, 0)]
