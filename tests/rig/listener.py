"""Somebody who sits at a running assistant, made of fakes, that reads to them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from tests.fakes import Studio
from tests.rig.reading import LoudVoice
from voice_assistant.assistant import Assistant
from voice_assistant.config.schema import Config
from voice_assistant.events import Problem, SentenceBegan, State, TurnEnded
from voice_assistant.inbox import Press, Release
from voice_assistant.persona import Persona

PERSONAS = {"assistant": Persona(name="assistant", description="helps", instructions="Be brief.")}
TEXT = "One is the first. Two comes next.\n\nThree begins anew. Four ends it.\n\nFive is alone."
ALL = ["One is the first.", "Two comes next.", "Three begins anew.", "Four ends it.", "Five is alone."]
OTHER = "Six is new. Seven is newer."


class Listener:
    """Sits at a running assistant that reads to them."""

    def __init__(self, studio: Studio, assistant: Assistant) -> None:
        self.studio = studio
        self.assistant = assistant
        self.send = assistant.send

    @property
    def heard(self) -> list[str]:
        return [event.text for event in self.studio.events if isinstance(event, SentenceBegan)]

    @property
    def problems(self) -> list[str]:
        return [event.message for event in self.studio.events if isinstance(event, Problem)]

    @property
    def state(self) -> State:
        return self.assistant.state.state

    async def tap(self, binding: str = "read") -> None:
        self.send(Press(binding, now()))
        await asyncio.sleep(0.1)
        self.send(Release(binding, now()))
        await asyncio.sleep(0)

    async def select(self, text: str, binding: str = "read") -> None:
        self.studio.desk.selected = text
        await self.tap(binding)

    async def ask(self, question: str) -> None:
        """Hold the key and speak."""
        self.studio.hearing.texts.append(question)
        turns = len(self.studio.seen(TurnEnded))
        self.send(Press("ask", now()))
        await asyncio.sleep(1)
        self.send(Release("ask", now()))
        await self.until(lambda: len(self.studio.seen(TurnEnded)) > turns)

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(120):
            while not condition():  # noqa: ASYNC110 - virtual time costs nothing
                await asyncio.sleep(0.01)

    async def hear(self, sentence: str, *, times: int = 1) -> None:
        await self.until(lambda: self.heard.count(sentence) >= times)

    async def over(self) -> None:
        """What was begun last, and has perhaps not begun yet, is over."""
        await self.until(lambda: self.assistant.reading.active)
        await self.until_over()

    async def until_over(self) -> None:
        await self.until(lambda: not self.assistant.reading.active and self.state is State.IDLE)

    async def is_silent(self) -> bool:
        played_s = self.studio.speaker.played_s
        await asyncio.sleep(10)
        return self.studio.speaker.played_s == played_s


def studio_of(**config: Any) -> Studio:
    studio = Studio(Config.model_validate(config))
    studio.voice = LoudVoice()
    object.__setattr__(studio.equipment, "text_to_speech", studio.voice)
    return studio


@asynccontextmanager
async def at_home(studio: Studio | None = None) -> AsyncIterator[Listener]:
    studio = studio or studio_of()
    assistant = Assistant(studio.equipment, studio.model, PERSONAS)
    running = asyncio.create_task(assistant.run())
    try:
        yield Listener(studio, assistant)
    finally:
        running.cancel()
        await asyncio.wait([running])
        assert running.cancelled(), running.exception()
        assert not studio.speaker.is_open


def now() -> float:
    return asyncio.get_running_loop().time()
