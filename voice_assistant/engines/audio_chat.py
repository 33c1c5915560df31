"""Models that hear, behind chat completions: OpenAI's, and, where we speak ourselves, llama-server, vLLM, ...

What was said before is told in writing: only the question is sound.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

from ..concurrency import closing
from ..config.roads import AudioChatConfig
from ..errors import Stage
from .base import Heard, Message, Sampling, ToolCall, ToolSpec
from .openai_chat import stream_pieces
from .openai_client import OPENAI_URL, Server
from .openai_tools import function_of, message_of


class AudioChat:
    """See `HearingModel`. Nothing is kept between two questions."""

    def __init__(self, config: AudioChatConfig) -> None:
        self._config = config
        self._server = Server(Stage.AUDIO_CHAT, config.base_url, config.timeout_s)

    async def start(self) -> None:
        await self._server.client()

    async def prepare(
        self, messages: Sequence[Message], *, tools: Sequence[ToolSpec] = (), voice: str | None = None
    ) -> None:
        await self._server.client()

    async def converse(
        self,
        messages: Sequence[Message],
        sampling: Sampling = Sampling(),
        *,
        tools: Sequence[ToolSpec] = (),
        model: str | None = None,
        voice: str | None = None,
    ) -> AsyncIterator[str | ToolCall]:
        request = await asyncio.to_thread(self._request, messages, sampling, tools, model, voice)
        pieces = stream_pieces(self._server, request, messages)
        async with closing(pieces):
            async for piece in pieces:
                yield piece

    async def check(self) -> None:
        await self._server.check()

    def transcript(self) -> str:
        """These servers do not write down what they hear."""
        return ""

    def heard(self, heard: Heard) -> None:
        """The history that comes with the next question says it."""

    async def close(self) -> None:
        await self._server.close()

    def _request(
        self,
        messages: Sequence[Message],
        sampling: Sampling,
        tools: Sequence[ToolSpec],
        model: str | None,
        voice: str | None,
    ) -> dict[str, Any]:
        config = self._config
        limit = "max_completion_tokens" if self._server.base_url == OPENAI_URL else "max_tokens"
        request: dict[str, Any] = {
            "model": model or config.model,
            "messages": [message_of(message) for message in messages],
            "stream": True,
            limit: config.max_tokens,
        }
        if config.replies == "audio":
            request["modalities"] = ["text", "audio"]
            request["audio"] = {"voice": voice or config.voice, "format": "pcm16"}
        if tools:
            request["tools"] = [function_of(tool) for tool in tools]
        if sampling.temperature is not None:
            request["temperature"] = sampling.temperature
        if config.options:
            request["extra_body"] = config.options
        return request
