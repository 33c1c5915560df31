"""A talk without keys on a virtual clock: thinking ahead, being interrupted, going on where nobody meant it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

import pytest

from tests.fakes import Studio
from tests.flow.test_session import Person, at_work
from voice_assistant.audio.echo import CanInterrupt
from voice_assistant.config.schema import Config, TurnTakingConfig
from voice_assistant.engines.base import Message
from voice_assistant.errors import Code, EngineError, Stage
from voice_assistant.events import (
    Problem,
    ReplyDelta,
    SpeakingDucked,
    SpeakingPaused,
    SpeakingResumed,
    SpeakingStarted,
    State,
    Transcribed,
    TurnEnded,
    TurnReopened,
)
from voice_assistant.inbox import Cancel, Converse

pytestmark = pytest.mark.looptime

LONG = "The first sentence is this. The second sentence comes after it. The third sentence is the last of them."


@dataclass
class Cancelled:
    """Echo, of which nothing is left."""

    can_interrupt: CanInterrupt = "voice"


@pytest.fixture
def studio() -> Studio:
    studio = Studio()
    studio.equipment = replace(studio.equipment, echo=Cancelled())
    studio.microphone.loud = False
    return studio


async def say(studio: Studio, seconds: float, *, hum: bool = False) -> None:
    studio.microphone.loud, studio.microphone.hum = True, hum
    await asyncio.sleep(seconds)
    studio.microphone.loud = False


async def ask(studio: Studio, person: Person) -> None:
    """A question, until the answer is being heard."""
    person.send(Converse("ask"))
    await asyncio.sleep(0.2)
    await say(studio, 2.0)
    await person.until(State.SPEAKING)


def now() -> float:
    return asyncio.get_running_loop().time()


# thinking ahead


async def test_the_answer_is_ready_when_the_person_has_finished(studio: Studio) -> None:
    studio.hearing.texts = ["How are you?"]
    studio.model.replies = [("I am well.", None)]
    async with at_work(studio) as person:
        person.send(Converse("ask"))
        await asyncio.sleep(0.2)
        await say(studio, 2.0)
        silent_at = now()
        await person.until(State.SPEAKING)
        [started] = studio.seen(SpeakingStarted)
        waited_s = studio.equipment.config.turn_taking.complete_s
        assert isinstance(started, SpeakingStarted)
        # One after the other it would take this and half a second more.
        computing_s = studio.hearing.takes_s + 3 * studio.model.word_s + studio.voice.takes_s
        assert started.at_s - silent_at < max(waited_s, computing_s + 0.2) + 0.1
    assert len(studio.model.requests) == 1


async def test_a_guess_that_was_wrong_never_happened(studio: Studio) -> None:
    studio.hearing.texts = ["Tell me about Paris", "Tell me about Paris in winter."]
    studio.model.replies = [("Wrong.", None), ("Cold.", None)]
    studio.judge.complete = 0.0
    async with at_work(studio) as person:
        person.send(Converse("ask"))
        await asyncio.sleep(0.2)
        await say(studio, 2.0)
        await asyncio.sleep(1.2)  # long enough to have made the answer
        assert studio.voice.said == ["Wrong."]
        assert studio.seen(ReplyDelta) == []
        await say(studio, 1.0)
        await person.turns(1)
        assert person.assistant.conversation.messages == (
            Message("user", "Tell me about Paris in winter."),
            Message("assistant", "Cold."),
        )
    assert "".join(event.text for event in studio.events if isinstance(event, ReplyDelta)).strip() == "Cold."
    assert len(studio.seen(SpeakingStarted)) == 1


async def test_a_guess_that_fails_fails_only_if_it_was_right(studio: Studio) -> None:
    studio.hearing.texts = ["Tell me", "Tell me all."]
    studio.model.replies = [("", EngineError(Stage.LANGUAGE_MODEL, Code.CRASHED, "the model is gone")), ("All.", None)]
    studio.judge.complete = 0.0
    async with at_work(studio) as person:
        person.send(Converse("ask"))
        await asyncio.sleep(0.2)
        await say(studio, 1.0)
        await asyncio.sleep(1.0)
        await say(studio, 1.0)
        await person.turns(1)
    assert studio.seen(Problem) == []
    assert studio.voice.said == ["All."]


async def test_who_pays_for_each_question_can_forbid_guessing() -> None:
    studio = Studio(Config(turn_taking=TurnTakingConfig(guess=False)))
    studio.microphone.loud = False
    studio.hearing.texts = ["One", "One two"]
    studio.model.replies = [("Yes.", None)]
    studio.judge.complete = 0.0
    async with at_work(studio) as person:
        person.send(Converse("ask"))
        await asyncio.sleep(0.2)
        await say(studio, 1.0)
        await asyncio.sleep(1.0)
        await say(studio, 1.0)
        await person.turns(1)
    assert len(studio.model.requests) == 1


async def test_speech_while_it_thinks_goes_on_with_the_question(studio: Studio) -> None:
    studio.hearing.texts = ["Tell me", "Tell me about Paris."]
    studio.model.replies = [("Too early.", None), ("It is in France.", None)]
    studio.model.word_s = 1.0  # so that it thinks for long
    async with at_work(studio) as person:
        person.send(Converse("ask"))
        await asyncio.sleep(0.2)
        await say(studio, 1.0)
        await person.until(State.THINKING)
        await say(studio, 1.5)
        await person.turns(1)
        assert [message.text for message in person.assistant.conversation.messages] == [
            "Tell me about Paris.",
            "It is in France.",
        ]
    assert len(studio.seen(TurnReopened)) == 1
    assert len(studio.seen(SpeakingStarted)) == 1
    assert [recording.cancelled for recording in studio.journal.recordings[:2]] == [True, False]
    whole = studio.journal.recordings[1]
    assert whole.written_s > 2.5 + 0.5  # both parts, and the pause between them


# being interrupted


async def test_a_question_into_the_answer_stops_it(studio: Studio) -> None:
    studio.hearing.texts = ["Tell me all.", "No, something else."]
    studio.model.replies = [(LONG, None), ("Fine.", None)]
    async with at_work(studio) as person:
        await ask(studio, person)
        await asyncio.sleep(1.5)
        await say(studio, 1.0)
        await person.turns(2)
        first, second = (event for event in studio.events if isinstance(event, TurnEnded))
        assert first.interrupted
        assert LONG.startswith(first.heard)
        assert 0 < len(first.heard) < len(LONG)
        assert (second.asked, second.heard) == ("No, something else.", "Fine.")
        assert studio.model.requests[-1][-3:] == [
            Message("user", "Tell me all."),
            Message("assistant", first.heard),
            Message("user", "No, something else."),
        ]
    assert len(studio.seen(SpeakingDucked)) == len(studio.seen(SpeakingPaused)) == 1
    assert studio.seen(SpeakingResumed) == []


async def test_it_ducks_at_once_and_falls_silent_soon(studio: Studio) -> None:
    studio.hearing.texts = ["Tell me all.", "No."]
    studio.model.replies = [(LONG, None), ("Fine.", None)]
    async with at_work(studio) as person:
        await ask(studio, person)
        await asyncio.sleep(1.5)
        onset = now()
        await say(studio, 1.0)
        [ducked], [paused] = studio.seen(SpeakingDucked), studio.seen(SpeakingPaused)
        assert isinstance(ducked, SpeakingDucked)
        assert isinstance(paused, SpeakingPaused)
        assert ducked.at_s - onset <= 0.13
        assert paused.at_s - onset <= 0.37
    assert 0.0 < min(studio.speaker.gains) < 0.18  # 15 dB
    assert studio.speaker.flushed >= 1


async def test_a_mhm_only_ducks(studio: Studio) -> None:
    studio.hearing.texts = ["Tell me all."]
    studio.model.replies = [(LONG, None)]
    async with at_work(studio) as person:
        await ask(studio, person)
        await asyncio.sleep(1.5)
        await say(studio, 0.4, hum=True)
        await person.turns(1)
    [ended] = studio.seen(TurnEnded)
    assert ended == TurnEnded(ended.at_s, "Tell me all.", LONG, interrupted=False)  # type: ignore[union-attr]
    assert studio.speaker.flushed == 0
    assert studio.speaker.gains[-1] == 1.0


@pytest.mark.parametrize("said", ["Mhm, yeah.", "", "the second sentence comes"])
async def test_what_was_not_meant_is_followed_by_the_rest(studio: Studio, said: str) -> None:
    studio.hearing.texts = ["Tell me all.", said]
    studio.model.replies = [(LONG, None)]
    async with at_work(studio) as person:
        await ask(studio, person)
        await asyncio.sleep(3.0)
        await say(studio, 0.7)
        await person.turns(1)
        assert person.assistant.state.state is not State.IDLE  # the talk goes on
    [resumed] = studio.seen(SpeakingResumed)
    assert resumed == SpeakingResumed(resumed.at_s, paused=True)  # type: ignore[union-attr]
    [ended] = studio.seen(TurnEnded)
    assert ended == TurnEnded(ended.at_s, "Tell me all.", LONG, interrupted=False)  # type: ignore[union-attr]
    assert studio.speaker.gains[-1] == 1.0


async def test_the_answer_goes_on_where_its_sentence_began(studio: Studio) -> None:
    studio.hearing.texts = ["Tell me all.", "mhm"]
    studio.model.replies = [(LONG, None)]
    async with at_work(studio) as person:
        await ask(studio, person)
        await asyncio.sleep(2.0)  # in the middle of the second sentence: the first takes 1.35 s
        await say(studio, 0.7)
        await person.turns(1)
    total_s = sum(len(sentence) / 20 for sentence in studio.voice.said)
    again_s = sum(studio.speaker.queued_s) - total_s
    assert 0.5 < again_s < total_s
    assert max(studio.speaker.queued_s) <= max(len(sentence) / 20 for sentence in studio.voice.said) + 1e-3


async def test_stop_is_obeyed_and_the_talk_goes_on(studio: Studio) -> None:
    studio.hearing.texts = ["Tell me all.", "Stop.", "And now?"]
    studio.model.replies = [(LONG, None), ("Now this.", None)]
    async with at_work(studio) as person:
        await ask(studio, person)
        await asyncio.sleep(1.5)
        await say(studio, 0.7)
        await person.turns(2)
        await asyncio.sleep(0.3)
        await say(studio, 1.0)
        await person.turns(3)
    assert studio.voice.said[-1] == "Now this."
    assert len(studio.model.requests) == 2


async def test_slower_please_changes_the_rest_of_the_answer(studio: Studio) -> None:
    studio.hearing.texts = ["Tell me all.", "Slower, please."]
    studio.model.replies = [(" ".join([LONG] * 8), None)]
    studio.voice.takes_s = 0.5
    async with at_work(studio) as person:
        await ask(studio, person)
        await asyncio.sleep(1.5)
        await say(studio, 0.9)
        await person.turns(1)
    assert studio.voice.speeds[0] == 1.0
    assert studio.voice.speeds[-1] == pytest.approx(0.85)


async def test_louder_please_is_heard_at_once_and_the_answer_goes_on(studio: Studio) -> None:
    studio.hearing.texts = ["Tell me all.", "Louder, please.", "A bit quieter."]
    studio.model.replies = [(LONG, None)]
    async with at_work(studio) as person:
        await ask(studio, person)
        await asyncio.sleep(1.5)
        await say(studio, 0.9)
        await asyncio.sleep(0.6)
        assert studio.equipment.volume.level == pytest.approx(1.6)
        await person.turns(1)
        assert studio.voice.said[-1] in LONG
        await person.until(State.LISTENING)
        await asyncio.sleep(0.3)
        await say(studio, 1.0)
        await person.turns(2)
    assert studio.voice.said[-1] == "Like this."
    assert studio.equipment.volume.level == pytest.approx(1.0)


async def test_a_second_interruption_right_after_the_first(studio: Studio) -> None:
    studio.hearing.texts = ["Tell me all.", "No wait. Something else."]
    studio.model.replies = [(LONG, None), ("Fine.", None)]
    async with at_work(studio) as person:
        await ask(studio, person)
        await asyncio.sleep(1.5)
        await say(studio, 0.5)
        await asyncio.sleep(0.1)
        await say(studio, 0.8)
        await person.turns(2)
    assert [event.text for event in studio.events if isinstance(event, Transcribed)][1:2] == [
        "No wait. Something else."
    ]


async def test_without_echo_cancellation_its_own_voice_stops_nothing(studio: Studio) -> None:
    studio.equipment = replace(studio.equipment, echo=Cancelled("key"))
    studio.hearing.texts = ["Tell me all.", "Thanks."]
    studio.model.replies = [(LONG, None), ("Fine.", None)]
    async with at_work(studio) as person:
        await ask(studio, person)
        await say(studio, 2.0)
        await person.turns(1)
    [ended] = studio.seen(TurnEnded)
    assert isinstance(ended, TurnEnded)
    assert not ended.interrupted
    assert studio.seen(SpeakingDucked) == []


async def test_by_word_only_a_command_stops(studio: Studio) -> None:
    studio.equipment = replace(studio.equipment, echo=Cancelled("word"))
    studio.hearing.texts = ["Tell me all.", "and my own voice", "Stop."]
    studio.model.replies = [(" ".join([LONG] * 4), None)]
    async with at_work(studio) as person:
        await ask(studio, person)
        await asyncio.sleep(1.5)
        await say(studio, 1.0)
        await asyncio.sleep(2.5)
        assert studio.seen(TurnEnded) == []
        assert studio.speaker.flushed == 0
        await say(studio, 0.7)
        await person.turns(1)
    [ended] = studio.seen(TurnEnded)[:1]
    assert isinstance(ended, TurnEnded)
    assert ended.interrupted


async def test_nothing_is_left_waiting_when_the_interruption_cannot_be_understood(studio: Studio) -> None:
    gone = EngineError(Stage.SPEECH_TO_TEXT, Code.CRASHED, "the recogniser crashed")
    studio.hearing.texts = ["Tell me all.", gone, gone]
    studio.model.replies = [(LONG, None)]
    async with at_work(studio) as person:
        await ask(studio, person)
        await asyncio.sleep(1.5)
        await say(studio, 1.0)
        await person.until(State.IDLE)
        assert [task.get_name() for task in asyncio.all_tasks() if task.get_name().startswith("turn")] == []
    [ended] = studio.seen(TurnEnded)
    assert isinstance(ended, TurnEnded)
    assert ended.interrupted
    assert "the recogniser crashed" in str(studio.seen(Problem)[0])


# beginning and end


async def test_the_devices_stay_open_through_the_talk_and_no_longer(studio: Studio) -> None:
    studio.hearing.texts = ["One.", "Two.", "That's all."]
    studio.model.replies = [("First.", None), ("Second.", None)]
    async with at_work(studio) as person:
        person.send(Converse("ask"))
        for turn in (1, 2, 3):
            await person.until(State.LISTENING)
            await asyncio.sleep(0.5)
            await say(studio, 1.0)
            await person.turns(turn)
        await person.until(State.IDLE)
        assert studio.microphone.opened == 1
        assert not studio.microphone.is_open
        assert not studio.speaker.is_open


async def test_escape_ends_all_of_it(studio: Studio) -> None:
    studio.hearing.texts = ["Tell me all."]
    studio.model.replies = [(LONG, None)]
    async with at_work(studio) as person:
        await ask(studio, person)
        await asyncio.sleep(1.0)
        studio.microphone.loud = True
        await asyncio.sleep(0.5)  # speaking into it, and then
        person.send(Cancel())
        await asyncio.sleep(0.2)
        assert person.assistant.state.state is State.IDLE
        assert not studio.microphone.is_open
        assert not studio.speaker.is_open
    [ended] = studio.seen(TurnEnded)
    assert isinstance(ended, TurnEnded)
    assert ended.interrupted


async def test_a_voice_that_fails_in_the_middle_does_not_end_the_talk(studio: Studio) -> None:
    studio.hearing.texts = ["Tell me all.", "Try it again."]
    studio.model.replies = [(LONG, None), ("Fine.", None)]
    studio.voice.error, studio.voice.fails_on = (
        EngineError(Stage.TEXT_TO_SPEECH, Code.CRASHED, "the voice is gone"),
        "third",
    )
    async with at_work(studio) as person:
        await ask(studio, person)
        await person.turns(1)
        await person.until(State.LISTENING)
        await asyncio.sleep(0.3)
        await say(studio, 1.0)
        await person.turns(2)
    assert studio.voice.said[-1] == "Fine."
