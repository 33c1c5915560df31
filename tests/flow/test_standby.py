"""A talk begun by a word, on the virtual clock: the session, an open microphone, and somebody across the room."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest

from tests.fakes import LoudnessActivity, Studio
from tests.flow.test_session import Person, at_work
from voice_assistant.audio.types import Samples
from voice_assistant.config.schema import Config, TurnTakingConfig
from voice_assistant.errors import DeviceError
from voice_assistant.events import Problem, State, TurnEnded, UtteranceEnded, WakeWordHeard, WakeWordWaited
from voice_assistant.inbox import Ask, Cancel, Converse
from voice_assistant.standby import LATE_S, RETRY_S, Standby
from voice_assistant.turn_taking.wake_word import Spotter

pytestmark = pytest.mark.looptime

FOLLOW_UP_S = 5.0


class CountedWord:
    """The word is over after half a second of sound, once in ten seconds."""

    def __init__(self) -> None:
        self.frames = 0

    def feed(self, samples: Samples) -> str | None:
        self.frames = self.frames + 1 if np.abs(samples).max() > 0.1 else 0
        return "hey_jarvis" if self.frames == round(0.5 / 0.032) else None


@asynccontextmanager
async def standing_by(studio: Studio, *, on: bool = True) -> AsyncIterator[tuple[Person, Standby]]:
    studio.microphone.loud = False
    async with at_work(studio) as person:
        assistant = person.assistant
        standby = Standby(
            studio.bus,
            assistant.microphone,
            lambda: Spotter(CountedWord(), LoudnessActivity()),
            lambda place: assistant.send(Converse("ask", place)),
            lambda: assistant.unoccupied,
            on=on,
        )
        running = asyncio.create_task(standby.run())
        await asyncio.sleep(1.0)
        try:
            yield person, standby
        finally:
            running.cancel()
            await asyncio.wait([running])


@pytest.fixture
def studio() -> Studio:
    return Studio(Config(turn_taking=TurnTakingConfig(follow_up_s=FOLLOW_UP_S)))


async def say(studio: Studio, seconds: float) -> None:
    studio.microphone.loud = True
    await asyncio.sleep(seconds)
    studio.microphone.loud = False


async def test_word_and_question_in_one_breath(studio: Studio) -> None:
    studio.hearing.texts = ["What time is it?"]
    studio.model.replies = [("Ten.", None)]
    async with standing_by(studio) as (person, _):
        await say(studio, 0.5 + 1.5)
        await person.turns(1)
        assert len(studio.seen(WakeWordHeard)) == 1
        [utterance] = studio.seen(UtteranceEnded)
        assert isinstance(utterance, UtteranceEnded)
        assert utterance.speech_s == pytest.approx(1.5 + LATE_S, abs=0.1)  # all of the question, little of the word
        assert studio.microphone.opened == 1


async def test_the_word_alone_and_the_question_after_it(studio: Studio) -> None:
    studio.hearing.texts = ["What time is it?"]
    studio.model.replies = [("Ten.", None)]
    async with standing_by(studio) as (person, _):
        await say(studio, 0.6)
        await person.until(State.LISTENING)
        await asyncio.sleep(2.0)
        await say(studio, 1.0)
        await person.turns(1)
        [turn] = studio.seen(TurnEnded)
        assert isinstance(turn, TurnEnded)
        assert turn.asked == "What time is it?"


async def test_after_an_answer_no_word_is_needed_for_a_while(studio: Studio) -> None:
    studio.hearing.texts = ["One?", "Two?"]
    studio.model.replies = [("One.", None), ("Two.", None)]
    async with standing_by(studio) as (person, _):
        await say(studio, 2.0)
        await person.turns(1)
        await asyncio.sleep(FOLLOW_UP_S - 1.0)
        await say(studio, 1.0)
        await person.turns(2)
        await asyncio.sleep(FOLLOW_UP_S + 1.0)
        assert person.assistant.state.state is State.IDLE
        assert person.assistant.unoccupied
        assert len(studio.seen(WakeWordHeard)) == 1  # what was said in the talk called nobody
        assert studio.microphone.is_open


async def test_nothing_said_after_the_word_ends_the_talk_without_a_complaint(studio: Studio) -> None:
    async with standing_by(studio) as (person, _):
        await say(studio, 0.6)
        await person.until(State.LISTENING)
        await person.until(State.IDLE)
        await asyncio.sleep(1.0)
        assert studio.model.requests == []
        studio.hearing.texts = ["Again?"]
        studio.model.replies = [("Yes.", None)]
        await say(studio, 2.0)
        await person.turns(1)


async def test_go_to_sleep_ends_the_talk_and_the_word_begins_another(studio: Studio) -> None:
    studio.hearing.texts = ["Go to sleep.", "One?"]
    studio.model.replies = [("One.", None)]
    async with standing_by(studio) as (person, _):
        await say(studio, 2.0)
        await person.until(State.LISTENING)
        await person.until(State.IDLE)
        await asyncio.sleep(1.0)
        await say(studio, 2.0)
        await person.until(State.SPEAKING)
        assert len(studio.seen(WakeWordHeard)) == 2


async def test_the_word_silences_what_is_being_read(studio: Studio) -> None:
    studio.model.replies = [("A very long answer, that goes on and on and on. " * 4, None), ("Ten.", None)]
    studio.hearing.texts = ["What time is it?"]
    async with standing_by(studio) as (person, _):
        person.send(Ask("tell me all", "ask"))
        await person.until(State.SPEAKING)
        await say(studio, 2.0)
        await person.turns(2)
        first, second = (turn for turn in studio.seen(TurnEnded) if isinstance(turn, TurnEnded))
        assert first.interrupted
        assert second.asked == "What time is it?"


async def test_switched_off_the_microphone_is_closed(studio: Studio) -> None:
    async with standing_by(studio) as (_, standby):
        assert studio.microphone.is_open
        standby.switch(False)
        await asyncio.sleep(0.1)
        assert not studio.microphone.is_open
        await say(studio, 2.0)
        assert studio.seen(WakeWordHeard) == []
        standby.switch(True)
        await asyncio.sleep(0.1)
        assert studio.microphone.is_open
        assert [event.on for event in studio.seen(WakeWordWaited) if isinstance(event, WakeWordWaited)] == [
            True,
            False,
            True,
        ]


async def test_off_from_the_beginning_nothing_is_opened(studio: Studio) -> None:
    async with standing_by(studio, on=False):
        assert studio.microphone.opened == 0


async def test_a_microphone_that_is_not_there_is_complained_about_once_and_tried_again(studio: Studio) -> None:
    studio.microphone.error = DeviceError("there is no microphone")
    async with standing_by(studio):
        await asyncio.sleep(3 * RETRY_S)
        assert [event.message for event in studio.seen(Problem) if isinstance(event, Problem)] == [
            "there is no microphone"
        ]
        studio.microphone.error = None
        await asyncio.sleep(RETRY_S + 1.0)
        await say(studio, 0.6)
        assert len(studio.seen(WakeWordHeard)) == 1


async def test_the_cancel_key_ends_the_talk_and_not_the_waiting(studio: Studio) -> None:
    async with standing_by(studio) as (person, _):
        await say(studio, 0.6)
        await person.until(State.LISTENING)
        person.send(Cancel())
        await person.until(State.IDLE)
        await asyncio.sleep(2.0)
        await say(studio, 0.6)
        await person.until(State.LISTENING)
        assert len(studio.seen(WakeWordHeard)) == 2
