"""A model that asks for tools: several at once, in rounds, with errors and interruptions; on a virtual clock."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import Studio
from tests.rig.waiting import until
from voice_assistant.assistant import Assistant
from voice_assistant.config.schema import Config
from voice_assistant.engines.base import Message, Sampling, ToolCall, ToolSpec
from voice_assistant.errors import Code, EngineError, Stage, ToolError
from voice_assistant.events import TurnEnded
from voice_assistant.inbox import Ask, Cancel
from voice_assistant.persona import Persona
from voice_assistant.tool_events import ToolEnded
from voice_assistant.tools.base import Arguments, Outcome, Result, Tool, parameters
from voice_assistant.tools.call_log import CallLog, read_log
from voice_assistant.tools.calls import MAX_CHARACTERS
from voice_assistant.tools.setup import tool_use

pytestmark = pytest.mark.looptime

PERSONAS = {"assistant": Persona(name="assistant", description="a", instructions="Answer.")}
Step = str | list[ToolCall] | Exception


def call(name: str, number: int = 1, **arguments: Any) -> ToolCall:
    return ToolCall(f"call-{number}", name, json.dumps(arguments))


@dataclass
class Caller:
    """Does the next of `steps`: says words, asks for calls, or fails."""

    steps: list[Step]
    requests: list[list[Message]] = field(default_factory=list)
    offered: list[list[str]] = field(default_factory=list)

    async def start(self) -> None: ...

    async def prepare(self, messages: Sequence[Message], *, model: str | None = None) -> None: ...

    async def stream(
        self, messages: Sequence[Message], sampling: Sampling = Sampling(), *, model: str | None = None
    ) -> AsyncIterator[str]:
        self.requests.append(list(messages))
        yield "Without tools."

    async def converse(
        self,
        messages: Sequence[Message],
        sampling: Sampling = Sampling(),
        *,
        tools: Sequence[ToolSpec],
        model: str | None = None,
    ) -> AsyncIterator[str | ToolCall]:
        self.requests.append(list(messages))
        self.offered.append([tool.name for tool in tools])
        await asyncio.sleep(0.1)
        step = self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        for piece in [step] if isinstance(step, str) else step:
            yield piece

    async def close(self) -> None: ...


class Bench:
    def __init__(self, *steps: Step, log: Path | None = None, **tools: object) -> None:
        config = Config.model_validate({"tools": {"calling": "model", "timeout_s": 20.0, **tools}})
        self.studio = Studio(config)
        self.model = Caller(list(steps))
        self.began: list[str] = []
        self.ended: list[str] = []
        self.use = tool_use(config, self.studio.bus, self.model, log_file=log)
        self.use.toolbox.sources = [lambda: [self.tool("slow", 5.0), self.tool("quick", 0.1), self.tool("stuck", 1e6)]]
        self.assistant = Assistant(self.studio.equipment, self.model, PERSONAS, tools=self.use)

    def tool(self, name: str, takes_s: float) -> Tool:
        async def run(arguments: Arguments) -> Result:
            self.began.append(name)
            await asyncio.sleep(takes_s)
            if arguments.get("fail"):
                raise ToolError("it is broken")
            if arguments.get("crash"):
                raise ZeroDivisionError
            self.ended.append(name)
            return Result(str(arguments.get("says", "fine")))

        return Tool(name, name, parameters(says={"type": "string"}), run)

    async def ask(self, text: str = "Do it.") -> str:
        task = asyncio.create_task(self.assistant.run())
        self.assistant.send(Ask(text, "ask"))
        await until(lambda: self.studio.seen(TurnEnded), "the answer", within_s=600)
        task.cancel()
        await asyncio.wait([task])
        ended = self.studio.seen(TurnEnded)[-1]
        assert isinstance(ended, TurnEnded)
        return ended.heard

    def brought(self) -> list[str]:
        """The results that the model read."""
        return [message.text for message in self.model.requests[-1] if message.role == "tool"]

    def outcomes(self) -> list[str]:
        return [event.outcome for event in self.studio.seen(ToolEnded) if isinstance(event, ToolEnded)]


async def test_several_calls_run_at_once_and_are_read_in_their_order() -> None:
    bench = Bench([call("slow", 1, says="a"), call("quick", 2, says="b")], "Both are done.")
    assert (await bench.ask()).endswith("Both are done.")
    assert bench.ended == ["quick", "slow"]
    assert bench.brought() == ["a", "b"]


async def test_a_word_is_said_while_it_takes_long_and_is_no_part_of_the_answer() -> None:
    bench = Bench([call("slow")], "It is done.")
    assert await bench.ask() == "It is done."
    assert len(bench.studio.voice.said) == 2


async def test_errors_are_read_by_the_model_in_words() -> None:
    calls = [
        call("quick", 1, fail=True),
        call("quick", 2, crash=True),
        call("nothing", 3),
        ToolCall("call-4", "quick", "{"),
        ToolCall("call-5", "quick", "[]"),
    ]
    bench = Bench(calls, "I see.")
    assert (await bench.ask()).endswith("I see.")
    said = bench.brought()
    assert said[0] == "error: it is broken"
    assert "ZeroDivisionError" in said[1]
    assert "no tool" in said[2]
    assert "no JSON" in said[3]
    assert "JSON object" in said[4]


async def test_what_takes_too_long_is_stopped() -> None:
    bench = Bench([call("stuck")], "It did not work.")
    await bench.ask()
    assert "too long" in bench.brought()[0]
    assert bench.outcomes() == [Outcome.TIMED_OUT.value]


async def test_a_result_is_cut_to_what_can_be_read() -> None:
    bench = Bench([call("quick", says="x" * 100_000)], "Long.")
    await bench.ask()
    assert len(bench.brought()[0]) < MAX_CHARACTERS + 100


async def test_a_model_that_never_stops_asking_is_stopped() -> None:
    bench = Bench(*[[call("quick", number)] for number in range(8)], "Enough.")
    assert (await bench.ask()).endswith("Enough.")
    assert bench.model.offered[-1] == []
    assert len(bench.began) == 8


async def test_who_interrupts_ends_the_call() -> None:
    bench = Bench([call("stuck")])
    task = asyncio.create_task(bench.assistant.run())
    bench.assistant.send(Ask("Do it.", "ask"))
    await until(lambda: bench.began, "the call")
    bench.assistant.send(Cancel())
    await until(lambda: bench.outcomes(), "its end")
    assert bench.outcomes() == [Outcome.CANCELLED.value]
    task.cancel()
    await asyncio.wait([task])


async def test_a_guess_calls_nothing() -> None:
    bench = Bench([call("quick")], "Done.")
    responder = bench.assistant._responder
    answer = responder.respond("Do it.", bench.studio.equipment.config.bindings["ask"], "en", None)
    reading = asyncio.ensure_future(anext(aiter(answer.text), None))
    await asyncio.sleep(60)
    assert bench.began == []
    answer.on_commit()
    assert await reading == "Done."
    assert bench.began == ["quick"]


async def test_a_server_that_knows_no_tools_is_asked_without_them() -> None:
    bench = Bench(EngineError(Stage.LANGUAGE_MODEL, Code.REJECTED, "tools?"), "never")
    assert await bench.ask() == "Without tools."
    assert await bench.ask("What is 2 plus 2?") == "Without tools."


async def test_every_call_is_in_the_log_with_its_arguments_only_if_wanted(tmp_path: Path) -> None:
    plain, full = tmp_path / "plain.jsonl", tmp_path / "full.jsonl"
    await Bench([call("quick", says="secret")], "Done.", log=plain).ask()
    await Bench([call("quick", says="secret")], "Done.", log=full, log_arguments=True).ask()
    [entry] = read_log(plain)
    assert (entry["tool"], entry["outcome"], set(entry)) == ("quick", "done", {"when", "tool", "outcome", "duration_s"})
    assert "secret" not in plain.read_text()
    assert read_log(full)[0]["arguments"] == {"says": "secret"}
    assert plain.stat().st_mode & 0o777 == 0o600


def test_a_log_stays_small_and_survives_a_line_that_was_cut_short(tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    log = CallLog(file)
    file.write_text('{"tool": "x"}\n' * 100_000)
    log.note("y", Outcome.DONE, 1.0, {})
    assert file.stat().st_size < 1_000_000
    with file.open("a") as opened:
        opened.write('{"too')
    assert read_log(file)[-1]["tool"] == "y"
