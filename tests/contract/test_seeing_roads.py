"""A question with pictures on all three roads, against servers that note exactly what they were given."""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.fakes import Studio
from tests.fakes_vision import PaperCamera, PaperEyes, writing
from tests.flow.test_session import PERSONAS, Person
from tests.rig.openai_server import Audible, OpenAIServer, Reply, Status
from tests.rig.realtime_server import RealtimeServer, Say
from tests.rig.waiting import until
from voice_assistant.assistant import Assistant
from voice_assistant.config.roads import RoadName
from voice_assistant.config.schema import Config
from voice_assistant.engines.audio_chat import AudioChat
from voice_assistant.engines.base import HearingModel
from voice_assistant.engines.openai_chat import OpenAIChat
from voice_assistant.engines.realtime import Realtime
from voice_assistant.events import TurnEnded
from voice_assistant.roads import Roads
from voice_assistant.vision.opening import encode
from voice_assistant.vision.picture import Picture

COLOURS = {"red": (200, 20, 20), "green": (20, 200, 20), "blue": (20, 20, 200)}


def frame(colour: str) -> Picture:
    pixels = np.full((720, 1280, 3), COLOURS[colour], dtype=np.uint8)
    return encode(pixels, origin="camera", taken_at_s=0.0)


class ColourCamera(PaperCamera):
    """Sees `sees`, real pictures."""

    sees: tuple[str, ...] = ("red",)

    async def frames(self, spoken_end_s: float | None, count: int) -> list[Picture]:
        return [frame(colour) for colour in self.sees[-count:]]


class Shop(Studio):
    """A studio whose models are real engines in front of scripted servers."""

    def __init__(self, **config: Any) -> None:
        super().__init__(Config.model_validate(config))
        self.camera = ColourCamera(opens_in_s=0.0)
        self.paper = PaperEyes(camera=self.camera)
        self.paper.reader.takes_s = 0.0
        self.paper.reader.anywhere = writing("Oat Biscuits", "250 g")
        settings = self.equipment.config
        self.reading = OpenAIChat(settings.language_model)
        self.hearers: dict[RoadName, HearingModel] = {
            "audio-chat": AudioChat(settings.audio_chat),
            "realtime": Realtime(settings.realtime),
        }
        roads = Roads(settings, self.bus, self.reading, self.hearers)
        self.equipment = replace(self.equipment, eyes=self.paper.eyes(settings.vision), roads=roads)
        self.hearing.takes_s = 0.0

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[Person]:
        assistant = Assistant(self.equipment, self.reading, PERSONAS)
        running = asyncio.create_task(assistant.run())
        try:
            yield Person(self, assistant)
        finally:
            running.cancel()
            await asyncio.wait([running])
            await self.reading.close()
            for engine in self.hearers.values():
                await engine.close()

    async def asks(self, person: Person, said: str, binding: str = "show") -> None:
        self.hearing.texts = [said] * 3  # as often as it is decoded
        before = len(self.seen(TurnEnded))
        await person.hold(1.5 if binding == "show" else 0.6, binding)  # what is shown is read meanwhile
        await until(lambda: len(self.seen(TurnEnded)) > before, "the answer")
        self.hearing.texts = []


def colours(parts: list[dict[str, Any]]) -> list[tuple[str, tuple[int, int]]]:
    """Of the pictures among `parts`, with their sizes."""
    found = []
    for part in parts:
        if part["type"] in ("image_url", "input_image"):
            address = part["image_url"]["url"] if part["type"] == "image_url" else part["image_url"]
            head, _, content = address.partition(",")
            assert head == "data:image/jpeg;base64"
            image = Image.open(io.BytesIO(base64.b64decode(content)))
            assert not image.getexif()
            middle = image.getpixel((image.width // 2, image.height // 2))
            assert isinstance(middle, tuple)
            near = min(COLOURS, key=lambda name: sum(abs(a - b) for a, b in zip(COLOURS[name], middle, strict=True)))
            found.append((near, image.size))
    return found


def text(parts: list[dict[str, Any]]) -> str:
    return "".join(part.get("text", "") for part in parts)


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as running:
        yield running


def chat(server: OpenAIServer, **more: Any) -> dict[str, Any]:
    return {"engine": "openai", "base_url": server.base_url, "model": "gpt-4o", **more}


async def test_in_writing(server: OpenAIServer) -> None:
    shop = Shop(language_model=chat(server))
    shop.camera.sees = ("red", "green", "blue", "green")
    async with shop.at_work() as person:
        server.then(Reply("Biscuits."), Reply("250 grams."))
        await shop.asks(person, "What is this?")
        await shop.equipment.eyes.close()
        await shop.asks(person, "How much is in it?", "ask")
    first, second = (request.json["messages"] for request in server.requests)
    assert colours(first[-1]["content"]) == [("green", (1280, 720)), ("blue", (1280, 720)), ("green", (1280, 720))]
    assert "3 pictures from my camera" in text(first[-1]["content"])
    assert "Oat Biscuits\n250 g" in text(first[-1]["content"])
    assert text(first[-1]["content"]).endswith("What is this?")
    line = "[3 pictures from the camera, the newest last: 2 lines of writing: Oat Biscuits / 250 g]"
    assert [message["content"] for message in second[1:]] == [
        f"{line}\nWhat is this?",
        "Biscuits.",
        "How much is in it?",
    ]


@pytest.mark.parametrize("status", [Status(400, "image input is not supported"), Status(500, "no projector")])
async def test_a_server_that_refuses_pictures_is_shown_none_from_then_on(server: OpenAIServer, status: Status) -> None:
    shop = Shop(language_model=chat(server, model="some-model", timeout_s=10.0))
    again = [status] if status.code == 500 else []  # a server that fails is asked twice
    server.then(status, *again, Reply("Biscuits."), Reply("Yes."))
    async with shop.at_work() as person:
        await shop.asks(person, "What is this?")
        await shop.asks(person, "Are they good?")
    pictures = [isinstance(request.json["messages"][-1]["content"], list) for request in server.requests]
    assert pictures == [True] * (1 + len(again)) + [False, False]
    assert "You cannot see pictures" in server.requests[-1].json["messages"][-1]["content"]
    assert shop.voice.said == ["I can only see the writing.", "Biscuits.", "Yes."]


async def test_a_model_known_to_be_blind_is_never_shown_one(server: OpenAIServer) -> None:
    shop = Shop(language_model=chat(server, vision=False))
    async with shop.at_work() as person:
        await shop.asks(person, "What is this?")
    [request] = server.requests
    assert "Oat Biscuits" in request.json["messages"][-1]["content"]


async def test_by_a_model_that_hears_and_sees(server: OpenAIServer) -> None:
    audio = {"base_url": server.base_url, "model": "some-omni", "vision": True}
    shop = Shop(language_model={"road": "audio-chat", **chat(server)}, audio_chat=audio)
    server.then(Audible("Biscuits."), Audible("Yes."))
    async with shop.at_work() as person:
        await shop.asks(person, "What is this?")
        await shop.equipment.eyes.close()
        await shop.asks(person, "Are they good?", "ask")
    first, second = (request.json["messages"] for request in server.requests)
    assert [part["type"] for part in first[-1]["content"]] == ["text", "image_url", "input_audio"]
    assert colours(first[-1]["content"]) == [("red", (1280, 720))]
    assert "What is this?" not in text(first[-1]["content"]), "that is heard"
    assert second[1]["content"].startswith("[a picture from the camera: 2 lines of writing")
    assert [part["type"] for part in second[-1]["content"]] == ["input_audio"]


async def test_where_only_the_reader_sees_it_is_asked(server: OpenAIServer) -> None:
    audio = {"base_url": server.base_url, "model": "gpt-audio-1.5"}
    shop = Shop(language_model={"road": "audio-chat", **chat(server)}, audio_chat=audio)
    server.then(Reply("Biscuits."), Audible("Yes."))
    async with shop.at_work() as person:
        await shop.asks(person, "What is this?")
        await shop.equipment.eyes.close()
        await shop.asks(person, "Are they good?", "ask")
    first, second = (request.json for request in server.requests)
    assert (first["model"], second["model"]) == ("gpt-4o", "gpt-audio-1.5")
    assert colours(first["messages"][-1]["content"]) == [("red", (1280, 720))]


async def test_over_a_line_that_is_kept_open(server: OpenAIServer) -> None:
    async with RealtimeServer() as line:
        realtime = {"base_url": line.base_url}
        shop = Shop(language_model={"road": "realtime", **chat(server)}, realtime=realtime)
        line.hears = "What is this?"
        line.then(Say("Biscuits."), Say("Yes."))
        async with shop.at_work() as person:
            await shop.asks(person, "What is this?")
            [session] = line.sessions
            [shown] = [item for item in session.items if colours(item.parts)]
            assert colours(shown.parts) == [("red", (1280, 720))]
            assert "Oat Biscuits\n250 g" in shown.text
            await shop.equipment.eyes.close()
            await shop.asks(person, "Are they good?", "ask")
            assert [item for item in session.items if colours(item.parts)] == [], "the picture has left the session"
            told = session.told()
        assert session.errors == []
        [asked] = [said for role, said in told if said.startswith("[a picture from the camera")]
        assert asked.endswith("What is this?")
        assert ("assistant", "Biscuits.") in told


async def test_a_line_that_takes_no_pictures_is_told_the_writing(server: OpenAIServer) -> None:
    async with RealtimeServer() as line:
        line.takes_pictures = False
        line.then(Say("Never heard."), Say("Biscuits."), Say("Yes."))
        reads = chat(server, model="gpt-3.5-turbo")  # sees nothing either, so that there is no choice
        shop = Shop(language_model={"road": "realtime", **reads}, realtime={"base_url": line.base_url})
        async with shop.at_work() as person:
            await shop.asks(person, "What is this?")
            [session] = line.sessions
            assert any("You cannot see pictures" in said for _, said in session.told())
            assert session.errors == ["invalid_value"]
            await shop.asks(person, "Are they good?")
            assert session.errors == ["invalid_value"], "it is not tried again"
    assert server.requests == []
