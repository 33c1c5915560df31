"""Function calling with a real server, llama.cpp's, and a real model: the smallest, which copies what it was shown."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rig.models import real_model
from voice_assistant.bus import Bus
from voice_assistant.config.schema import Config
from voice_assistant.engines.base import Message, Sampling, ToolCall
from voice_assistant.engines.openai_chat import OpenAIChat
from voice_assistant.events import Event
from voice_assistant.tool_events import ToolEnded
from voice_assistant.tools.setup import tool_use
from voice_assistant.tools.toolbox import User
from voice_assistant.tools.use import Question

pytestmark = pytest.mark.contract

ROOT = Path(__file__).parents[2]
SHOWN = ("London", "Paris", "Berlin")


@pytest.fixture
def address() -> Iterator[str]:
    [model] = real_model("smollm2-135m-instruct").glob("*.gguf")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.rig.llama_tools", str(model)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        lines = iter(process.stdout.readline, "")  # the library prints to it, too
        yield next(line.strip() for line in lines if line.startswith("http") and line.strip().endswith("/v1"))
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait(timeout=60)


async def test_a_real_model_calls_and_reads_what_the_call_brought(address: str) -> None:
    asked = "What time is it in Tokyo?"
    config = Config.model_validate(
        {"language_model": {"engine": "openai", "base_url": address, "model": "smollm2", "timeout_s": 300}}
    )
    model, bus, events = OpenAIChat(config.language_model), Bus(), list[Event]()
    bus.subscribe(events.append)
    use = tool_use(config, bus, model)
    question = Question(
        asked,
        "en",
        User(tools=("get_time",)),
        messages=lambda: [*_shown(), Message("user", asked)],
        sampling=Sampling(temperature=0.0, max_tokens=60),
    )
    question.sure.reach()
    answer = use.answer(question)
    assert answer is not None
    said = "".join([piece async for piece in answer])
    await model.close()
    assert [(event.tool, event.outcome) for event in events if isinstance(event, ToolEnded)] == [("get_time", "done")]
    assert said.strip().startswith("It is")
    assert "Tokyo" in said


def _shown() -> list[Message]:
    messages = [Message("system", "You are brief.")]
    for number, city in enumerate(SHOWN):
        call = ToolCall(f"call-{number}", "get_time", f'{{"place": "{city}"}}')
        messages += [
            Message("user", f"What time is it in {city}?"),
            Message("assistant", "", (call,)),
            Message("tool", f"9 pm in {city}", answers=call.id),
            Message("assistant", f"It is 9 pm in {city}."),
        ]
    return messages
