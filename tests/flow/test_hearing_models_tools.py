"""Tools on the roads of models that hear: asked for by the model, allowed by the person, told in its voice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.flow.test_models_that_hear import Listening, ended
from tests.flow.test_session import PERSONAS, Person
from tests.flow.test_talk import say
from tests.rig.own_speech import pieces
from voice_assistant.assistant import Assistant
from voice_assistant.config.schema import Config
from voice_assistant.engines.base import ToolCall
from voice_assistant.errors import Code, EngineError, Stage
from voice_assistant.events import State
from voice_assistant.tools.base import Arguments, Result, Tool, parameters
from voice_assistant.tools.setup import tool_use

pytestmark = pytest.mark.looptime

CALL = ToolCall("call-1", "weather", "{}")


@asynccontextmanager
async def at_work(studio: Listening, ran: list[Arguments]) -> AsyncIterator[Person]:
    async def run(arguments: Arguments) -> Result:
        ran.append(arguments)
        return Result("rain")

    use = tool_use(studio.equipment.config, studio.bus, studio.model, log_file=None)
    assistant = Assistant(studio.equipment, studio.model, PERSONAS, tools=use)
    use.toolbox.sources = [lambda: [Tool("weather", "Tells the weather.", parameters(), run)]]
    running = asyncio.create_task(assistant.run())
    studio.microphone.loud = True
    try:
        yield Person(studio, assistant)
    finally:
        running.cancel()
        await asyncio.wait([running])


def listening(permission: str) -> Listening:
    config = {"language_model": {"road": "realtime"}, "tools": {"permissions": {"weather": permission}}}
    return Listening(Config.model_validate(config))


async def test_the_model_that_hears_uses_tools_and_says_what_they_brought() -> None:
    studio, ran = listening("allow"), list[Arguments]()
    studio.hearing.texts = ["How is the weather?"]
    studio.ear.replies = [[*pieces("One moment."), CALL], pieces("It rains.")]
    async with at_work(studio, ran) as person:
        await person.hold(2.0)
        await person.turns(1)
    assert len(ran) == 1
    assert ended(studio)[0].heard == "One moment. It rains."
    assert studio.ear.tools == [["weather"], ["weather"]]
    first, second = studio.ear.requests
    assert second[-1].text == "rain"
    assert second[-3].sound is first[-1].sound  # the same question, not another
    assert studio.voice.said == []


async def test_consent_is_asked_in_our_voice_and_without_it_nothing_is_done() -> None:
    studio, ran = listening("ask"), list[Arguments]()
    studio.hearing.texts = ["How is the weather?", "No."]
    studio.ear.replies = [[CALL], pieces("Then not.")]
    async with at_work(studio, ran) as person:
        await person.hold(2.0)
        studio.microphone.loud = False
        await person.turns(1)
        await asyncio.sleep(0.5)
        await say(studio, 1.0)
        await person.turns(2)
        await person.until(State.IDLE)
    assert ran == []
    assert studio.voice.said[0].startswith("Shall I")
    assert ended(studio)[1].heard == "Then not."


async def test_a_server_that_takes_no_tools_still_answers() -> None:
    studio, ran = listening("allow"), list[Arguments]()
    studio.hearing.texts = ["How is the weather?", "And now?"]
    refused = EngineError(Stage.REALTIME, Code.REJECTED, "no tools here")
    studio.ear.replies = [[refused], pieces("I cannot know."), pieces("Still not.")]
    async with at_work(studio, ran) as person:
        for turn in (1, 2):
            await person.hold(2.0)
            await person.turns(turn)
    assert studio.ear.tools == [["weather"], [], []]
    assert [event.heard for event in ended(studio)] == ["I cannot know.", "Still not."]
