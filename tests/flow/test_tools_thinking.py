"""Thinking in the background: acknowledged, reported, listed and cancelled, while one talks; on a virtual clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from tests.fakes import Studio
from tests.rig.waiting import until
from voice_assistant.assistant import Assistant
from voice_assistant.config.schema import Config
from voice_assistant.engines.base import Message, Sampling
from voice_assistant.errors import Code, EngineError, Stage
from voice_assistant.events import TurnEnded
from voice_assistant.inbox import Ask, Say
from voice_assistant.persona import Persona
from voice_assistant.tools.setup import add_thinking, tool_use

pytestmark = pytest.mark.looptime

PERSONAS = {"assistant": Persona(name="assistant", description="a", instructions="Answer.")}


@dataclass
class TwoModels:
    """One that answers at once, and "sage", which thinks for a minute."""

    fails: bool = False
    asked: list[tuple[str | None, list[Message]]] = field(default_factory=list)
    stopped: int = 0

    async def start(self) -> None: ...

    async def prepare(self, messages: Sequence[Message], *, model: str | None = None) -> None: ...

    async def stream(
        self, messages: Sequence[Message], sampling: Sampling = Sampling(), *, model: str | None = None
    ) -> AsyncIterator[str]:
        self.asked.append((model, list(messages)))
        if model is None:
            yield "Hello."
            return
        try:
            await asyncio.sleep(60)
        except (asyncio.CancelledError, GeneratorExit):
            self.stopped += 1
            raise
        if self.fails:
            raise EngineError(Stage.LANGUAGE_MODEL, Code.TIMEOUT, "late")
        yield "<think>hm</think>Because of Rayleigh."

    async def close(self) -> None: ...


class Bench:
    def __init__(self, **settings: object) -> None:
        config = Config.model_validate({"tools": {"thinking": {"model": "sage", **settings}}})
        self.studio = Studio(config)
        self.model = TwoModels()
        use = tool_use(config, self.studio.bus, self.model)
        self.assistant = Assistant(self.studio.equipment, self.model, PERSONAS, tools=use)
        add_thinking(
            use,
            config,
            self.model,
            lambda: self.assistant.conversation,
            lambda text: self.assistant.send(Say(text)),
        )

    async def ask(self, text: str) -> str:
        count = len(self.studio.seen(TurnEnded)) + 1
        self.assistant.send(Ask(text, "ask"))
        await until(lambda: len(self.studio.seen(TurnEnded)) >= count, "the answer", within_s=600)
        ended = self.studio.seen(TurnEnded)[-1]
        assert isinstance(ended, TurnEnded)
        return ended.heard

    @property
    def said(self) -> str:
        return " ".join(self.studio.voice.said)


@asynccontextmanager
async def running(bench: Bench) -> AsyncIterator[Bench]:
    task = asyncio.create_task(bench.assistant.run())
    try:
        yield bench
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_it_is_acknowledged_thought_about_and_reported_while_one_talks() -> None:
    async with running(Bench()) as bench:
        assert (
            await bench.ask("Think hard about why the sky is blue.") == "All right, I'll think about it and tell you."
        )
        assert await bench.ask("Hi!") == "Hello."
        assert await bench.ask("What are you working on?") != "I'm not working on anything."
        await asyncio.sleep(70)
        assert "I have thought about why the sky is blue." in bench.said
        assert "Because of Rayleigh." in bench.said
        assert "hm" not in bench.said
        assert await bench.ask("What did you find out?") == "Because of Rayleigh."
        assert await bench.ask("What are you working on?") == "I'm not working on anything."


async def test_this_is_the_last_question_and_the_talk_is_known() -> None:
    async with running(Bench()) as bench:
        await bench.ask("Why is the sky blue?")
        await bench.ask("Think hard about this.")
        await until(lambda: len(bench.model.asked) == 2, "the sage")
        model, messages = bench.model.asked[1]
        assert model == "sage"
        assert messages[-1].text == "Why is the sky blue?"
        assert [message.role for message in messages] == ["system", "user", "assistant", "user"]


async def test_it_is_stopped_by_voice() -> None:
    async with running(Bench()) as bench:
        await bench.ask("Think hard about why the sky is blue.")
        assert await bench.ask("Stop thinking about it.") == "All right, I'll leave it."
        await asyncio.sleep(100)
        assert bench.model.stopped == 1
        assert "Rayleigh" not in bench.said
        assert await bench.ask("Stop thinking about it.") == "I am not thinking about that."


async def test_a_failure_is_told() -> None:
    async with running(Bench()) as bench:
        bench.model.fails = True
        await bench.ask("Think hard about why the sky is blue.")
        await asyncio.sleep(90)
        assert "I could not finish thinking about why the sky is blue." in bench.said


async def test_it_does_not_think_for_ever() -> None:
    async with running(Bench(timeout_s=10.0)) as bench:
        await bench.ask("Think hard about why the sky is blue.")
        await asyncio.sleep(30)
        assert "It took too long." in bench.said


async def test_without_a_model_for_it_the_question_is_one_like_any_other() -> None:
    async with running(Bench(model=None)) as bench:
        assert await bench.ask("Think hard about why the sky is blue.") == "Hello."
