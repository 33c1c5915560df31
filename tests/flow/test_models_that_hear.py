"""A talk with a model that hears, on a virtual clock: heard, interrupted, remembered, failing."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tests.fakes import Studio
from tests.fakes_hearing import ScriptedEar
from tests.flow.test_session import at_work
from tests.flow.test_talk import Cancelled, ask, say
from tests.rig.own_speech import over_at, pieces, speech
from voice_assistant.config.roads import AudioChatConfig, RealtimeConfig
from voice_assistant.config.schema import Config, LanguageModelConfig
from voice_assistant.engine_events import EngineChanged
from voice_assistant.engines.base import Message
from voice_assistant.errors import Code, EngineError, Stage
from voice_assistant.events import Problem, SpeakingResumed, SpeakingStarted, State, TurnEnded
from voice_assistant.inbox import Converse, SetPersona
from voice_assistant.roads import DOWN_S, Roads

pytestmark = pytest.mark.looptime

LONG = "The first sentence is this. The second sentence comes after it. The third sentence is the last of them."
BROKEN = EngineError(Stage.REALTIME, Code.UNREACHABLE, "the realtime server broke off in the middle: try again")


class Listening(Studio):
    """A studio with a model that hears."""

    def __init__(self, config: Config | None = None) -> None:
        super().__init__(config or Config(language_model=LanguageModelConfig(road="realtime")))
        self.ear = ScriptedEar()
        self.chat = ScriptedEar()
        roads = Roads(self.equipment.config, self.bus, self.model, {"realtime": self.ear, "audio-chat": self.chat})
        self.equipment = replace(self.equipment, echo=Cancelled(), roads=roads)
        self.microphone.loud = False


@pytest.fixture
def studio() -> Listening:
    return Listening()


def ended(studio: Studio) -> list[TurnEnded]:
    return [event for event in studio.events if isinstance(event, TurnEnded)]


async def test_it_is_asked_by_sound_and_speaks_itself(studio: Listening) -> None:
    studio.hearing.texts = ["What is the capital of France?"]
    studio.ear.replies = [pieces("Paris. It lies on the Seine.")]
    studio.microphone.loud = True
    async with at_work(studio) as person:
        await person.hold(2.0)
        await person.turns(1)
        assert person.assistant.conversation.messages == (
            Message("user", "What is the capital of France?"),
            Message("assistant", "Paris. It lies on the Seine."),
        )
    [request] = studio.ear.requests
    assert request[-1].text == ""
    assert request[-1].sound is not None
    assert request[-1].sound.duration_s == pytest.approx(studio.journal.recordings[0].written_s)
    assert studio.voice.said == []
    assert studio.model.requests == []
    assert sum(studio.speaker.queued_s) == pytest.approx(speech("Paris. It lies on the Seine.")[0].duration_s, abs=0.1)
    assert studio.ear.prepared[0][0].text.startswith("Be brief.")


async def test_what_the_server_understood_is_what_is_remembered(studio: Listening) -> None:
    studio.hearing.texts = ["What is the cattle of France?"]
    studio.ear.understood = "What is the capital of France?"
    studio.ear.replies = [pieces("Paris.")]
    studio.microphone.loud = True
    async with at_work(studio) as person:
        await person.hold(2.0)
        await person.turns(1)
        assert person.assistant.conversation.messages[0].text == "What is the capital of France?"


async def test_without_a_recogniser_it_is_the_model_that_understands(studio: Listening) -> None:
    missing = EngineError(Stage.SPEECH_TO_TEXT, Code.NO_MODEL, "whisper-base is not installed")
    studio.hearing.texts = [missing, missing]
    studio.ear.understood = "What is the capital of France?"
    studio.ear.replies = [pieces("Paris.")]
    studio.microphone.loud = True
    async with at_work(studio) as person:
        await person.hold(2.0)
        await person.turns(1)
        assert [message.text for message in person.assistant.conversation.messages] == [
            "What is the capital of France?",
            "Paris.",
        ]


async def test_what_nobody_wrote_down_was_said_all_the_same(studio: Listening) -> None:
    missing = EngineError(Stage.SPEECH_TO_TEXT, Code.NO_MODEL, "whisper-base is not installed")
    studio.hearing.texts = [missing, missing, missing]
    studio.ear.replies = [pieces("Paris."), [BROKEN]]
    studio.microphone.loud = True
    async with at_work(studio) as person:
        await person.hold(2.0)
        await person.turns(1)
        assert [message.text for message in person.assistant.conversation.messages] == ["...", "Paris."]
        await person.hold(2.0)
        await person._until(lambda: bool(studio.seen(Problem)))
    [problem] = studio.seen(Problem)  # there are no words that the other model could answer
    assert isinstance(problem, Problem)
    assert str(BROKEN) in problem.message
    assert studio.model.requests == []


async def test_an_interruption_is_silence_and_the_history_ends_there(studio: Listening) -> None:
    studio.hearing.texts = ["Tell me all.", "No, something else."]
    studio.ear.replies = [pieces(LONG), pieces("Fine.")]
    async with at_work(studio) as person:
        await ask(studio, person)
        await asyncio.sleep(2.0)
        await say(studio, 1.0)
        await person.turns(2)
        first, second = ended(studio)
        assert first.interrupted
        [cut, rest] = studio.ear.was_heard
        assert cut.text == first.heard
        expected = over_at(LONG, speech(LONG)[1], cut.sound_s)
        assert LONG.startswith(first.heard)
        assert abs(len(first.heard.split()) - len(expected.split())) <= 1
        assert 1.5 < cut.sound_s < 3.0
        assert (second.asked, second.heard) == ("No, something else.", "Fine.")
        assert rest.sound_s == pytest.approx(speech("Fine.")[0].duration_s, abs=0.05)
        assert [message.text for message in studio.ear.requests[-1][-3:]] == ["Tell me all.", first.heard, ""]
    assert studio.speaker.flushed >= 1


async def test_nothing_is_guessed_unless_the_config_pays_for_it(studio: Listening) -> None:
    studio.hearing.texts = ["Tell me all."]
    studio.ear.replies = [pieces("Fine.")]
    async with at_work(studio) as person:
        await ask(studio, person)
        await person.turns(1)
    assert len(studio.ear.requests) == 1
    paying = Listening(Config(language_model=LanguageModelConfig(road="realtime"), realtime=RealtimeConfig(guess=True)))
    paying.hearing.texts = ["Tell", "Tell me all."]
    paying.ear.replies = [pieces("What?"), pieces("Fine.")]
    async with at_work(paying) as person:
        person.send(Converse("ask"))
        await asyncio.sleep(0.2)
        await say(paying, 1.0)
        await asyncio.sleep(0.5)  # a pause in mid-sentence
        await say(paying, 1.0)
        await person.turns(1)
    assert len(paying.ear.requests) == 2
    assert [event.heard for event in ended(paying)] == ["Fine."]
    assert [heard.text for heard in paying.ear.was_heard] == ["Fine."]


async def test_a_mhm_does_not_end_it(studio: Listening) -> None:
    studio.hearing.texts = ["Tell me all.", "Mhm."]
    studio.ear.replies = [pieces(LONG)]
    async with at_work(studio) as person:
        await ask(studio, person)
        await asyncio.sleep(2.5)
        await say(studio, 0.7)
        await person.turns(1)
    [event] = ended(studio)
    assert event.heard == LONG
    assert not event.interrupted
    assert any(isinstance(event, SpeakingResumed) and event.paused for event in studio.events)
    again_s = sum(studio.speaker.queued_s) - speech(LONG)[0].duration_s
    assert again_s > 0  # it took up the clause that it was in


async def test_when_it_cannot_be_reached_the_words_are_answered(studio: Listening) -> None:
    studio.hearing.texts = ["What is the capital of France?", "And of Spain?"]
    studio.ear.replies = [[BROKEN]]
    studio.model.replies = [("Paris.", None), ("Madrid.", None)]
    studio.microphone.loud = True
    async with at_work(studio) as person:
        for turn in (1, 2):
            await person.hold(2.0)
            await person.turns(turn)
        assert [event.heard for event in ended(studio)] == ["Paris.", "Madrid."]
        told = person.assistant.roads.status(person.assistant.persona)
        assert told == {"wanted": "realtime", "now": "cascade", "why": str(BROKEN), "model": "gpt-realtime-2"}
        await asyncio.sleep(DOWN_S)
        told = person.assistant.roads.status(person.assistant.persona)
        assert (told["now"], told["why"]) == ("realtime", "")
    assert len(studio.ear.requests) == 1  # the second did not wait for it
    assert studio.model.requests[0][-1] == Message("user", "What is the capital of France?")
    [changed] = studio.seen(EngineChanged)
    assert isinstance(changed, EngineChanged)
    assert str(BROKEN) in changed.message
    assert changed.spoken == "I can't reach the realtime model. Meanwhile I answer what I understood."
    assert studio.ear.was_heard == []


async def test_a_server_that_dies_in_mid_reply_is_told_and_the_answer_given_anyhow(studio: Listening) -> None:
    studio.hearing.texts = ["Tell me all."]
    studio.ear.replies = [[*pieces("The first sentence is this."), BROKEN]]
    studio.model.replies = [("All of it.", None)]
    studio.microphone.loud = True
    async with at_work(studio) as person:
        await person.hold(2.0)
        await person.turns(1)
        await person.until(State.IDLE)
    [event] = ended(studio)
    assert event.heard == "The first sentence is this. I can't reach the realtime model. Once more: All of it."
    assert not event.interrupted


async def test_after_a_while_it_is_tried_again(studio: Listening) -> None:
    studio.hearing.texts = ["One?", "Two?"]
    studio.ear.replies = [[BROKEN], pieces("Two.")]
    studio.model.replies = [("One.", None)]
    studio.microphone.loud = True
    async with at_work(studio) as person:
        await person.hold(2.0)
        await person.turns(1)
        await asyncio.sleep(DOWN_S)
        await person.hold(2.0)
        await person.turns(2)
    assert [event.heard for event in ended(studio)] == ["One.", "Two."]
    assert len(studio.ear.requests) == 2


async def test_a_server_that_only_hears_is_spoken_for() -> None:
    config = Config(language_model=LanguageModelConfig(road="audio-chat"), audio_chat=AudioChatConfig(replies="text"))
    studio = Listening(config)
    studio.hearing.texts = ["What is the capital of France?"]
    studio.chat.replies = [["Paris. ", "It lies ", "on the Seine."]]
    studio.microphone.loud = True
    async with at_work(studio) as person:
        await person.hold(2.0)
        await person.turns(1)
    assert studio.voice.said == ["Paris.", "It lies on the Seine."]
    assert ended(studio)[0].heard == "Paris. It lies on the Seine."


async def test_one_conversation_takes_all_roads() -> None:
    studio = Listening(Config())
    roads = {"assistant": None, "pirate": "realtime", "translator": "audio-chat"}
    studio.hearing.texts = ["One?", "Two?", "Three?", "Four?"]
    studio.model.replies = [("In writing.", None), ("In writing again.", None)]
    studio.ear.replies = [pieces("By realtime.")]
    studio.chat.replies = [pieces("By audio chat.")]
    studio.microphone.loud = True
    async with at_work(studio) as person:
        responder = person.assistant._responder
        responder.personas = {
            name: responder.personas[name].model_copy(update={"road": road, "history": True})
            for name, road in roads.items()
        }
        for turn, name in enumerate(["assistant", "pirate", "translator", "assistant"], 1):
            person.send(SetPersona(name))
            await person.hold(2.0)
            await person.turns(turn)
        told = [message.text for message in person.assistant.conversation.messages]
    assert told == [
        "One?", "In writing.", "Two?", "By realtime.", "Three?", "By audio chat.", "Four?", "In writing again.",
    ]  # fmt: skip
    assert [message.text for message in studio.ear.requests[0]] == ["Be a pirate.", "One?", "In writing.", ""]
    assert [message.text for message in studio.chat.requests[0][1:]] == [*told[:4], ""]
    assert [message.text for message in studio.model.requests[-1][1:]] == told[:7]


async def test_escape_silences_it_and_the_server_is_stopped(studio: Listening) -> None:
    studio.hearing.texts = ["Tell me all."]
    studio.ear.replies = [pieces(LONG)]
    studio.ear.piece_s = 0.5
    studio.microphone.loud = True
    async with at_work(studio) as person:
        await person.hold(2.0)
        await person.until(State.SPEAKING)
        await asyncio.sleep(1.0)
        await person.hold(0.1)
        await person.turns(1)
    assert ended(studio)[0].interrupted
    assert studio.ear.stopped_early == 1
    assert len(studio.seen(SpeakingStarted)) == 1
