"""Texts as points, by any server with OpenAI's /v1/embeddings: OpenAI, Ollama, llama-server, vLLM, ..."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..errors import Stage
from .minilm import Vectors
from .openai_client import Server

if TYPE_CHECKING:
    from openai.types import CreateEmbeddingResponse

_BATCH = 128


class OpenAIEmbeddings:
    """`base_url` ends in /v1."""

    def __init__(self, base_url: str, model: str, timeout_s: float = 30.0) -> None:
        self.name = model
        self._server = Server(Stage.MEMORY, base_url, timeout_s)

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector of length 1 for each of `texts`. Raises `EngineError`."""
        found: list[list[float]] = []
        for begin in range(0, len(texts), _BATCH):
            batch = list(texts[begin : begin + _BATCH])
            answer = await self._answer(batch)
            if len(answer.data) != len(batch):
                raise self._server.error(ValueError("not a vector for each text"))
            found += [entry.embedding for entry in sorted(answer.data, key=lambda entry: entry.index)]
        vectors = np.array(found, np.float32)
        unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return unit

    async def _answer(self, batch: list[str]) -> CreateEmbeddingResponse:
        client = await self._server.client()

        async def ask() -> CreateEmbeddingResponse:
            return await client.embeddings.create(model=self.name, input=batch, encoding_format="float")

        try:
            async with asyncio.timeout(self._server.timeout_s):
                return await self._server.ask(ask, private=batch)
        except TimeoutError as error:
            raise self._server.timed_out() from error

    async def close(self) -> None:
        await self._server.close()
