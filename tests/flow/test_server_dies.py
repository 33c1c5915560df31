"""A server dies in the middle of what it does, a hundred times: somebody else goes on, nothing is lost, it is said.

Real engines and real servers on sockets; only the microphone and the speaker take no time.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

import numpy as np
import pytest

from tests.fakes import Studio
from tests.flow.test_session import PERSONAS
from tests.rig.openai_server import Die, OpenAIServer, Request, tone_wav
from tests.rig.waiting import until
from voice_assistant.app import Engines, tell_aloud
from voice_assistant.assistant import Assistant
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio
from voice_assistant.config.schema import Config, LanguageModelConfig, SpeechToTextConfig, TextToSpeechConfig
from voice_assistant.engine_events import EngineChanged
from voice_assistant.engines.base import Message
from voice_assistant.engines.registry import create_language_model, create_speech_to_text, create_text_to_speech
from voice_assistant.errors import Stage
from voice_assistant.events import Problem, State, TurnEnded
from voice_assistant.inbox import Press
from voice_assistant.text.durations import spoken_s

QUESTION = "What is the tallest mountain?"
ANSWER = (
    "The tallest mountain above the sea is Mount Everest, on the border of Nepal and Tibet. Its summit stands eight "
    "kilometres high; the first people reached it in nineteen fifty three. Measured from the foot, another one wins."
)


class QuickMicrophone:
    """A second of speech at once."""

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Audio]]:
        yield self._blocks()

    async def _blocks(self) -> AsyncIterator[Audio]:
        block = np.tile(np.array([0.5, -0.5], dtype=np.float32), 256)
        for _ in range(30):
            await asyncio.sleep(0)
            yield Audio(block, ENGINE_RATE_HZ)


class QuickSpeaker:
    """Plays in no time."""

    def __init__(self) -> None:
        self.played_s = 0.0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        self.played_s = 0.0
        yield

    async def play(self, audio: Audio) -> None:
        self.played_s += audio.duration_s

    async def drain(self) -> None: ...

    def flush(self) -> None: ...

    def duck(self, gain: float) -> None: ...


class Box:
    """A machine with all three engines, that writes, hears and speaks as it should."""

    def __init__(self, server: OpenAIServer) -> None:
        self.server = server
        self.habit = 0  # how it goes on with what another began
        self.said: list[str] = []
        server.hear = lambda wav: {"text": QUESTION, "language": "english"}
        server.reply = self._reply
        server.say = self._say

    def _reply(self, request: Request) -> str:
        messages = request.json["messages"]
        if len(messages) < 2 or messages[-2]["role"] != "assistant":
            return ANSWER
        begun = messages[-2]["content"].split()
        words = ANSWER.split()
        assert begun == words[: len(begun)]
        again = (0, 1, 3, len(begun))[self.habit]  # at once, or with some words, or all of them, once more
        return " ".join(words[max(0, len(begun) - again) :])

    def _say(self, text: str, voice: str, speed: float) -> bytes:
        self.said.append(text)
        return tone_wav(spoken_s(text))


@pytest.fixture
def boxes() -> Iterator[tuple[Box, Box]]:
    with OpenAIServer() as first, OpenAIServer() as second:
        yield Box(first), Box(second)


def engines(dying: OpenAIServer, healthy: OpenAIServer, stage: Stage) -> Engines:
    """The first server for `stage` alone, so that its script is for it."""

    def url(of: Stage) -> str:
        return (dying if of is stage else healthy).base_url

    other, patience_s = healthy.base_url, 20.0
    hearing, mind, voice = Stage.SPEECH_TO_TEXT, Stage.LANGUAGE_MODEL, Stage.TEXT_TO_SPEECH
    return Engines(
        create_speech_to_text(
            SpeechToTextConfig(
                engine="openai",
                base_url=url(hearing),
                timeout_s=patience_s,
                last_resort=False,
                fallbacks=[SpeechToTextConfig(base_url=other)],
            )
        ),
        create_language_model(
            LanguageModelConfig(
                engine="openai",
                base_url=url(mind),
                timeout_s=patience_s,
                last_resort=False,
                fallbacks=[LanguageModelConfig(base_url=other)],
            )
        ),
        create_text_to_speech(
            TextToSpeechConfig(
                engine="openai",
                base_url=url(voice),
                timeout_s=patience_s,
                last_resort=False,
                fallbacks=[TextToSpeechConfig(base_url=other)],
            )
        ),
        Studio().judge,
    )


@pytest.mark.parametrize("seed", range(4))
async def test_25_deaths_25_recoveries(boxes: tuple[Box, Box], seed: int) -> None:
    dying, healthy = boxes
    chance = random.Random(seed)
    for number in range(25):
        stage = (Stage.LANGUAGE_MODEL, Stage.TEXT_TO_SPEECH, Stage.SPEECH_TO_TEXT)[number % 3]
        healthy.habit = chance.randrange(4)
        well = chance.randrange(3) if stage is Stage.TEXT_TO_SPEECH else 0  # sentences that are said whole
        await one_death(dying, healthy, stage, well, Die(chance.random()))


async def one_death(dying: Box, healthy: Box, stage: Stage, well: int, death: Die) -> None:
    what = f"{stage}, after {well}, {death}"
    for box in (dying, healthy):
        box.said.clear()
        box.server.revive()
    dying.server.then(*[None] * well, death)
    studio = Studio()
    made = engines(dying.server, healthy.server, stage)
    made.tell(studio.bus)
    equipment = replace(
        studio.equipment,
        microphone=QuickMicrophone(),
        speaker=QuickSpeaker(),
        speech_to_text=made.speech_to_text,
        text_to_speech=made.text_to_speech,
    )
    assistant = Assistant(equipment, made.language_model, PERSONAS)
    studio.bus.subscribe(partial(tell_aloud, assistant, Config()))
    running = asyncio.create_task(assistant.run())
    try:
        assistant.send(Press("ask", 0.0))
        await until(lambda: studio.seen(TurnEnded) or running.done(), what)
        assert dying.server.dead and not running.done(), what
        [change] = [event for event in studio.seen(EngineChanged) if isinstance(event, EngineChanged)]
        assert change.stage == stage.value, what
        section = stage.value.replace(" ", "_").replace("-", "_")
        assert [engine["well"] for engine in made.health()[section]] == [False, True], what
        assert urlsplit(healthy.server.base_url).netloc in made.serving(Config())[section], what
        await until(lambda: same(change.spoken, healthy.said), f"it is said in words: {what}, {healthy.said}")
        await until(lambda: assistant.state.state is State.IDLE, what)
    finally:
        running.cancel()
        await asyncio.wait([running])
        for engine in (made.speech_to_text, made.language_model, made.text_to_speech):
            await engine.close()
    assert studio.seen(Problem) == [], what
    asked, answered = assistant.conversation.messages
    assert asked == Message("user", QUESTION), what
    assert answered.text.split() == ANSWER.split(), what
    assert [recording.text for recording in studio.journal.recordings] == [QUESTION], what
    if stage is Stage.TEXT_TO_SPEECH:
        every_word_is_said(dying.said, healthy.said, death, what)


def same(remark: str, said: list[str]) -> bool:
    """The last thing said, in one sentence or in clauses."""
    return words(" ".join(said))[-len(words(remark)) :] == words(remark)


def every_word_is_said(first: list[str], second: list[str], death: Die, what: str) -> None:
    """The first voice said what it sent the sound of; the second begins there, or a little before."""
    *whole, broken = first
    before, after = words(" ".join(whole)), words(" ".join(second))
    rest = words(ANSWER)[len(before) :]
    begins = next(n for n in range(len(rest) + 1) if after[: len(rest) - n] == rest[n:])
    sent_s = death.share * spoken_s(broken)
    left_out_s = spoken_s(" ".join(broken.split()[:begins]))
    assert begins <= len(broken.split()), what
    assert sent_s / 1.25 - 1.5 <= left_out_s <= sent_s + 0.1, what


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
