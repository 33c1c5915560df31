"""The text of a picture: shown to the persona that reads captions, or given on the command line."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes_vision import writing
from tests.flow.test_seeing import Gallery, bound
from tests.flow.test_session import PERSONAS, Person, at_work
from voice_assistant.assistant import Assistant
from voice_assistant.inbox import Ask
from voice_assistant.persona_store import load_persona

pytestmark = pytest.mark.looptime


@pytest.mark.parametrize("sees", [True, False])
async def test_a_region_is_read_translated_and_explained(sees: bool) -> None:
    config = bound(caption=["region"])
    binding = config.bindings["caption"].model_copy(update={"persona": "caption-reader"})
    studio = Gallery(config.model_copy(update={"bindings": {**config.bindings, "caption": binding}}))
    studio.model.sighted = sees
    studio.paper.reader.anywhere = writing("출입금지", "No entry")
    studio.model.replies = [("It says: 출입금지. That is Korean for: No entry.", None)]
    personas = {**PERSONAS, "caption-reader": load_persona("caption-reader")}
    assistant = Assistant(studio.equipment, studio.model, personas)
    running = asyncio.create_task(assistant.run())
    try:
        person = Person(studio, assistant)
        await person.press("caption")
        await person.turns(1)
    finally:
        running.cancel()
        await asyncio.wait([running])
    assert studio.paper.screen.grabbed == ["region"]
    [request] = studio.model.requests
    assert "what is written" in request[0].text
    assert "<seen>\n출입금지\nNo entry\n</seen>" in request[-1].text
    assert "No entry." in " ".join(studio.voice.said)


async def test_of_a_picture_that_is_given_the_label_is_read_without_a_camera() -> None:
    studio = Gallery()
    studio.paper.reader.anywhere = writing("Oat Biscuits", "250 g")
    studio.eyes = studio.paper.eyes(given=[Path("label.jpg")])
    studio.equipment = replace(studio.equipment, eyes=studio.eyes)
    async with at_work(studio) as person:
        person.assistant.send(Ask("Read me the label", "ask"))
        await person.turns(1)
    assert studio.paper.camera.opened == 0
    assert "Oat Biscuits" in " ".join(studio.voice.said)
    assert studio.model.requests == []
