"""The persona is switched by voice in mid-talk: the very next sentence is in the new voice, and the talk goes on."""

from __future__ import annotations

import asyncio

import pytest

from tests.fakes import Studio
from tests.flow.test_session import Person
from tests.rig.persona_phrasings import switches
from voice_assistant.assistant import Assistant
from voice_assistant.config.schema import Config
from voice_assistant.persona_store import load_personas

pytestmark = pytest.mark.looptime


async def test_a_hundred_ways_to_ask_for_a_persona_change_voice_and_manner_at_once() -> None:
    studio = Studio(Config.model_validate({"turn_taking": {"guess": False}}))
    personas = {
        name: persona.model_copy(update={"voice": f"voice of {name}", "greeting": "Here I am.", "sinks": ()})
        for name, persona in load_personas().items()
    }
    assistant = Assistant(studio.equipment, studio.model, personas)
    running = asyncio.create_task(assistant.run())
    person = Person(studio, assistant)
    studio.hearing.texts = ["My name is Anna."]
    studio.model.replies = [("Hello Anna.", None)]
    await person.hold(1.0)
    await person.turns(1)
    late = []
    for number, (said, name) in enumerate(switches()):
        before = len(studio.voice.said)
        studio.hearing.texts.append(said)
        await person.hold(1.0)
        await person.turns(number + 2)
        if studio.voice.voices[before] != f"voice of {name}" or assistant.persona.name != name:
            late.append((said, name, assistant.persona.name))
        assert len(assistant.conversation.turns) == 1
    studio.hearing.texts.append("Be yourself again. Who am I?")
    studio.model.replies = [("You are Anna.", None)]
    await person.hold(1.0)
    await person.turns(102)
    running.cancel()
    await asyncio.wait([running])
    assert late == []
    assert "My name is Anna." in [message.text for message in studio.model.requests[-1]]
    assert studio.model.requests[-1][-1].text == "Who am I?"
    assert studio.voice.voices[-1] == "voice of assistant"
