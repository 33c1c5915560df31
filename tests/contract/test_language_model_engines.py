"""Language model engines. A new engine is tested by one more line in ENGINES."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path

import psutil
import pytest

from tests.rig.models import real_model
from tests.rig.openai_server import OpenAIServer
from tests.rig.waiting import until, wait_until
from voice_assistant.config.schema import LanguageModelConfig
from voice_assistant.engines.base import LanguageModel, Message, Sampling
from voice_assistant.engines.embedded_chat import EmbeddedChat
from voice_assistant.engines.registry import create_language_model
from voice_assistant.errors import Code, EngineError, Stage

pytestmark = pytest.mark.contract

ROOT = Path(__file__).parents[2]
QUESTION = [
    Message("system", "You are a friendly assistant. Answer in one short sentence."),
    Message("user", "How many days are in a week?"),
]


@contextmanager
def embedded() -> Iterator[LanguageModelConfig]:
    yield embedded_config()


@contextmanager
def openai() -> Iterator[LanguageModelConfig]:
    with OpenAIServer() as server:
        server.reply = lambda request: "A week has 7 days. " * 20
        yield LanguageModelConfig(engine="openai", base_url=server.base_url, model="some-model")


ENGINES = [embedded, openai]


def embedded_config(**more: object) -> LanguageModelConfig:
    return LanguageModelConfig.model_validate(
        {"model": str(real_model("smollm2-135m-instruct")), "temperature": 0.0, "threads": 2, **more}
    )


async def whole(engine: LanguageModel, messages: list[Message], sampling: Sampling = Sampling()) -> str:
    return "".join([piece async for piece in engine.stream(messages, sampling)])


@pytest.fixture(params=ENGINES, ids=lambda make: make.__name__)
async def engine(request: pytest.FixtureRequest) -> AsyncIterator[LanguageModel]:
    with request.param() as config:
        engine = create_language_model(config)
        yield engine
        await engine.close()


async def test_answers_in_pieces(engine: LanguageModel) -> None:
    pieces = [piece async for piece in engine.stream(QUESTION)]
    assert len(pieces) > 3
    assert all(pieces)
    assert "7" in "".join(pieces)


async def test_can_be_stopped_and_asked_again(engine: LanguageModel) -> None:
    story = [Message("user", "Tell me a very long story about a fisherman and the sea.")]
    for _ in range(3):
        async with aclosing(engine.stream(story)) as pieces:  # type: ignore[type-var]
            assert await anext(aiter(pieces))
    assert "7" in await whole(engine, QUESTION)


async def test_cancelled_while_waiting(engine: LanguageModel) -> None:
    await engine.start()
    waiting = asyncio.create_task(whole(engine, QUESTION))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await whole(engine, QUESTION)


async def test_starts_and_closes_as_often_as_you_like(engine: LanguageModel) -> None:
    await engine.start()
    await engine.start()
    await engine.close()
    await engine.close()
    assert await whole(engine, QUESTION)


async def test_what_the_server_is_asked() -> None:
    with OpenAIServer() as server:
        config = LanguageModelConfig(
            engine="openai", base_url=server.base_url, model="m", temperature=0.3, options={"top_k": 5}
        )
        engine = create_language_model(config)
        await whole(engine, QUESTION)
        await whole(engine, QUESTION, Sampling(temperature=0.9, max_tokens=7, stop=("\n",)))
        async with aclosing(engine.stream(QUESTION, model="other")) as pieces:  # type: ignore[type-var]
            await anext(aiter(pieces))
        await engine.close()
    first, second, third = [request.json for request in server.requests]
    assert first["messages"] == [{"role": message.role, "content": message.text} for message in QUESTION]
    assert (first["model"], first["temperature"], first["max_tokens"], first["top_k"]) == ("m", 0.3, 400, 5)
    assert "stop" not in first
    assert (second["temperature"], second["max_tokens"], second["stop"]) == (0.9, 7, ["\n"])
    assert third["model"] == "other"


# The embedded model's process


@pytest.fixture
async def child() -> AsyncIterator[EmbeddedChat]:
    engine = EmbeddedChat(embedded_config())
    yield engine
    await engine.close()


async def test_the_length_is_limited(child: EmbeddedChat) -> None:
    story = [Message("user", "Tell me a very long story.")]
    assert len([piece async for piece in child.stream(story, Sampling(max_tokens=5))]) <= 5
    assert "." not in await whole(child, story, Sampling(stop=(".",)))


async def test_killed_in_the_middle(child: EmbeddedChat) -> None:
    pieces: list[str] = []
    with pytest.raises(EngineError, match=r"ended unexpectedly \(signal 9\)") as caught:
        async for piece in child.stream([Message("user", "Tell me a very long story.")]):
            if not pieces and child.pid is not None:
                os.kill(child.pid, signal.SIGKILL)
            pieces.append(piece)
    assert pieces
    assert (caught.value.stage, caught.value.code) == (Stage.LANGUAGE_MODEL, Code.CRASHED)
    assert "7" in await whole(child, QUESTION)


async def test_killed_while_idle_is_not_noticed(child: EmbeddedChat) -> None:
    await child.start()
    first = child.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    await until(lambda: child.pid is None, "it is dead")
    assert "7" in await whole(child, QUESTION)
    assert child.pid not in (None, first)


async def test_an_idle_model_gives_its_memory_back_and_answers_again() -> None:
    engine = EmbeddedChat(LanguageModelConfig(unload_after_s=0.2, max_tokens=5))
    assert await whole(engine, QUESTION)
    await until(lambda: engine.pid is None, "the model to be unloaded")
    assert await whole(engine, QUESTION)
    await engine.close()


async def test_closing_ends_the_process(child: EmbeddedChat) -> None:
    await child.start()
    pid = child.pid
    assert pid is not None
    await child.close()
    assert not psutil.pid_exists(pid)


async def test_another_model_takes_the_place(child: EmbeddedChat, tmp_path: Path) -> None:
    await child.start()
    first = child.pid
    other = tmp_path / "other.gguf"
    other.symlink_to(next(real_model("smollm2-135m-instruct").glob("*.gguf")))
    assert "7" in "".join([piece async for piece in child.stream(QUESTION, model=str(other))])
    assert child.pid not in (None, first)
    assert first is not None and not psutil.pid_exists(first)


async def test_no_one_else_can_use_it(child: EmbeddedChat, monkeypatch: pytest.MonkeyPatch) -> None:
    await child.start()
    assert child.pid is not None
    process = psutil.Process(child.pid)
    (listening,) = [c.laddr for c in process.net_connections("tcp") if c.status == psutil.CONN_LISTEN]
    assert listening.ip == "127.0.0.1"
    assert process.cmdline()[1:] == ["-m", "voice_assistant.engines.llama_server"]  # and no key
    monkeypatch.setenv("VOICE_ASSISTANT_LANGUAGE_MODEL_API_KEY", "guessed")
    base_url = f"http://127.0.0.1:{listening.port}/v1"
    config = LanguageModelConfig(engine="openai", base_url=base_url, last_resort=False)
    stranger = create_language_model(config)
    with pytest.raises(EngineError) as caught:
        await whole(stranger, QUESTION)
    assert caught.value.code is Code.UNAUTHORIZED
    await stranger.close()


async def test_too_long_a_conversation() -> None:
    engine = EmbeddedChat(embedded_config(context_tokens=512))
    with pytest.raises(EngineError) as caught:
        await whole(engine, [Message("user", "tulip " * 2000)])
    assert caught.value.code is Code.REJECTED
    assert "tulip" not in str(caught.value)
    assert "7" in await whole(engine, QUESTION)
    await engine.close()


@pytest.mark.parametrize(
    ("content", "line"), [(b"", "empty file"), (b"GGUF" + b"\0" * 64, "cannot be loaded"), (None, "does not exist")]
)
async def test_models_that_cannot_be_had(tmp_path: Path, content: bytes | None, line: str) -> None:
    model = tmp_path / "broken.gguf"
    if content is not None:
        model.write_bytes(content)
    engine = EmbeddedChat(LanguageModelConfig(model=str(model)))
    for _ in range(2):
        with pytest.raises(EngineError, match=line) as caught:
            await whole(engine, QUESTION)
        assert caught.value.code is Code.NO_MODEL
    await engine.close()


PARENT = """
import asyncio, json, sys
from voice_assistant.config.schema import LanguageModelConfig
from voice_assistant.engines.base import Message
from voice_assistant.engines.embedded_chat import EmbeddedChat

async def main():
    engine = EmbeddedChat(LanguageModelConfig.model_validate(json.loads(sys.argv[1])))
    async for piece in engine.stream([Message("user", "Tell me a very long story.")]):
        print(engine.pid, flush=True)

if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        sys.exit(130)
"""


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT])
def test_the_process_ends_with_its_parent_in_silence(tmp_path: Path, ending: signal.Signals) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    parent = subprocess.Popen(
        [sys.executable, str(script), json.dumps(embedded_config(max_tokens=4000).model_dump())],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a process group, as a terminal's foreground job is one
        cwd=tmp_path,
    )
    try:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        os.killpg(parent.pid, ending)
        _, errors = parent.communicate(timeout=30)
    finally:
        parent.kill()
    assert errors == ""
    assert parent.returncode == {signal.SIGKILL: -9, signal.SIGINT: 130}[ending]
    wait_until(lambda: not child.is_running(), "the child has ended too")
