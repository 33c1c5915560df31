"""What turns facts into points: a server, or a model of this machine; and what happens when it does not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.rig.openai_server import HangUp, OpenAIServer, Status
from voice_assistant.config.mind import MemoryConfig
from voice_assistant.engines.base import Embedder
from voice_assistant.engines.minilm import MiniLM
from voice_assistant.engines.openai_embeddings import OpenAIEmbeddings
from voice_assistant.engines.registry import create_embedder
from voice_assistant.errors import Code, EngineError
from voice_assistant.memory.facts import Source
from voice_assistant.memory.memory import Memory
from voice_assistant.memory.store import FactStore
from voice_assistant.persona import Persona

PERSONA = Persona(name="assistant", description="x", instructions="x")


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as running:
        yield running


async def test_a_server_gives_each_text_its_place(server: OpenAIServer) -> None:
    engine = OpenAIEmbeddings(server.base_url, "some-model")
    try:
        places = await engine.embed(["aaa", "eee"])
    finally:
        await engine.close()
    assert np.allclose(places, np.eye(8)[:2])
    assert server.requests[0].json["model"] == "some-model"


async def test_a_server_that_fails_says_so_and_never_what_was_asked(server: OpenAIServer) -> None:
    server.then(Status(400, "my secret is bad"), HangUp(), HangUp())
    engine = OpenAIEmbeddings(server.base_url, "some-model")
    try:
        with pytest.raises(EngineError) as rejected:
            await engine.embed(["my secret"])
        with pytest.raises(EngineError) as gone:
            await engine.embed(["x"])
    finally:
        await engine.close()
    assert rejected.value.code is Code.REJECTED and "secret" not in str(rejected.value)
    assert gone.value.code is Code.UNREACHABLE and "the memory server" in str(gone.value)


async def test_weights_that_are_damaged_are_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")
    (tmp_path / "model.safetensors").write_bytes(b"nonsense")
    engine = MiniLM(str(tmp_path))
    with pytest.raises(EngineError, match="cannot be loaded"):
        await engine.embed(["x"])
    await engine.close()


def test_without_a_model_or_a_server_there_is_none(tmp_path: Path) -> None:
    assert create_embedder(MemoryConfig(embedding_model="")) is None
    assert create_embedder(MemoryConfig(embedding_model=str(tmp_path / "gone"))) is None
    assert create_embedder(MemoryConfig(base_url="http://127.0.0.1:1/v1")) is not None


async def test_facts_are_found_by_words_while_the_server_is_away(server: OpenAIServer, tmp_path: Path) -> None:
    made: list[Embedder | None] = []

    def make(config: MemoryConfig) -> Embedder | None:
        made.append(create_embedder(config))
        return made[-1]

    memory = Memory(MemoryConfig(base_url=server.base_url), tmp_path / "memory.sqlite", make)
    server.then(*[Status(500)] * 40)
    await memory.remember("My sister is called Clara.", PERSONA, Source.SPOKEN)
    known = await memory.recall("Who is my sister?", PERSONA)
    assert [fact.text for fact in known.facts] == ["My sister is called Clara."]
    server.then()
    await memory.close()
    assert len(made) == 1


async def test_facts_get_their_places_in_the_background(server: OpenAIServer, tmp_path: Path) -> None:
    memory = Memory(MemoryConfig(base_url=server.base_url), tmp_path / "memory.sqlite", create_embedder)
    for number in range(9):
        await memory.remember(f"My fact number {number} is old.", PERSONA, Source.SPOKEN)
    await memory.recall("anything", PERSONA)
    store = FactStore(tmp_path / "memory.sqlite")
    async with asyncio.timeout(60):
        while len(store.vectors("all-minilm-l6-v2")[0]) < 9:  # noqa: ASYNC110 - written by another connection
            await asyncio.sleep(0.01)
    store.close()
    await memory.close()
