"""Language models behind any OpenAI-compatible server: OpenAI, Ollama, LM Studio, llama-server, vLLM, ..."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any

from ..concurrency import closing
from ..config.schema import LanguageModelConfig
from ..errors import Code, EngineError, Stage
from .base import Message, Sampling, Spoken, ToolCall, ToolSpec
from .eyesight import Eyesight
from .openai_client import OPENAI_URL, Server
from .openai_tools import CallsWritten, function_of, message_of
from .pcm import Pcm16Stream

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionChunk


class OpenAIChat:
    """Chat completions, streamed."""

    def __init__(self, config: LanguageModelConfig, stage: Stage = Stage.LANGUAGE_MODEL) -> None:
        """`stage` says whose key is shown to the server."""
        self._config = config
        self._server = Server.of(stage, config, config.base_url)
        self._eyesight: dict[str, Eyesight] = {}

    def sees(self, model: str | None = None) -> bool | None:
        """See `Sees`."""
        return self._eyes_of(model).sees

    def _eyes_of(self, model: str | None) -> Eyesight:
        name = model or self._config.model
        if name not in self._eyesight:
            self._eyesight[name] = Eyesight.of(self._config.vision, name)
        return self._eyesight[name]

    async def start(self) -> None:
        await self._server.client()

    async def stream(
        self, messages: Sequence[Message], sampling: Sampling = Sampling(), *, model: str | None = None
    ) -> AsyncIterator[str]:
        def ask(messages: Sequence[Message]) -> AsyncIterator[str]:
            config = self._config
            return stream_chat(
                self._server, config, messages, sampling, model or config.model, grammars=config.grammars
            )

        async with closing(self._eyes_of(model).shown(messages, ask)) as pieces:
            async for piece in pieces:
                yield piece

    async def converse(
        self,
        messages: Sequence[Message],
        sampling: Sampling = Sampling(),
        *,
        tools: Sequence[ToolSpec],
        model: str | None = None,
    ) -> AsyncIterator[str | ToolCall]:
        """See `CallsTools.converse`."""
        config = self._config

        def ask(messages: Sequence[Message]) -> AsyncIterator[str | ToolCall]:
            request = _request(
                self._server.base_url, config, messages, sampling, model or config.model, config.grammars
            )
            if tools:
                request["tools"] = [function_of(tool) for tool in tools]
            return stream_pieces(self._server, request, messages)

        async with closing(self._eyes_of(model).shown(messages, ask)) as pieces:
            async for piece in pieces:
                yield piece

    async def prepare(self, messages: Sequence[Message], *, model: str | None = None) -> None:
        """Nothing: what a remote server keeps between requests is its own affair, and may cost money."""

    async def check(self) -> None:
        """See `Elsewhere.check`."""
        await self._server.check()

    async def close(self) -> None:
        await self._server.close()


async def stream_chat(
    server: Server,
    config: LanguageModelConfig,
    messages: Sequence[Message],
    sampling: Sampling,
    model: str,
    *,
    grammars: bool = False,
) -> AsyncIterator[str]:
    """The reply of `server` in pieces; what `sampling` leaves open is the config's. `grammars`: it knows GBNF.

    Raises `EngineError` when the server fails, falls silent, or breaks off.
    """
    pieces = stream_pieces(server, _request(server.base_url, config, messages, sampling, model, grammars), messages)
    async with closing(pieces):
        async for piece in pieces:
            if isinstance(piece, str):
                yield piece


async def stream_pieces(
    server: Server, request: dict[str, Any], messages: Sequence[Message]
) -> AsyncIterator[str | ToolCall]:
    """The text or the sound of the reply in pieces, then the calls it asks for. Raises `EngineError`."""
    private = [message.text for message in messages]
    sound = Pcm16Stream()
    client = await server.client()
    calls = CallsWritten()
    try:
        async with asyncio.timeout(server.timeout_s):
            chunks = await server.ask(lambda: client.chat.completions.create(**request), private=private)
    except TimeoutError as error:
        raise server.timed_out() from error
    text_came = finished = False
    wait_s = server.timeout_s
    try:
        while (chunk := await _next(chunks, server, wait_s)) is not None:
            wait_s = server.stall_s
            for choice in chunk.choices or ():
                finished = finished or choice.finish_reason is not None
                if choice.delta is not None and choice.delta.content:
                    text_came = True
                    yield choice.delta.content
                if choice.delta is not None and choice.delta.tool_calls:
                    text_came = True
                    calls.add(choice.delta.tool_calls)
                if choice.delta is not None and (spoken := choice.delta.audio) is not None:
                    text_came = True
                    yield Spoken(spoken.transcript or "", sound.add(spoken.data or ""))
    except EngineError:
        raise
    except Exception as error:
        failure = server.error(error, private=private)
        raise server.broke_off() if failure.code is Code.UNREACHABLE else failure from error
    finally:
        await chunks.close()
    if not finished:  # every server says why it stopped; one that does not was cut off, or is no such server
        raise server.broke_off() if text_came else server.error(ValueError("no chunks"))
    for call in calls.whole():
        yield call


async def _next(chunks: Any, server: Server, wait_s: float) -> ChatCompletionChunk | None:
    """The next chunk, None at the end. Any chunk is a sign of life, also one that holds only reasoning."""
    try:
        async with asyncio.timeout(wait_s):
            chunk: ChatCompletionChunk | None = await anext(chunks, None)
            return chunk
    except TimeoutError as error:
        raise server.timed_out(wait_s) from error


def _request(
    base_url: str,
    config: LanguageModelConfig,
    messages: Sequence[Message],
    sampling: Sampling,
    model: str,
    grammars: bool,
) -> dict[str, Any]:
    temperature = config.temperature if sampling.temperature is None else sampling.temperature
    request: dict[str, Any] = {
        "model": model,
        "messages": [message_of(message) for message in messages],
        "stream": True,
        # OpenAI's own models no longer know the name that everybody else understands.
        "max_completion_tokens" if base_url == OPENAI_URL else "max_tokens": sampling.max_tokens or config.max_tokens,
    }
    more = dict(config.options)
    if (constraint := sampling.constraint) is not None:
        if constraint.json_schema is not None:
            schema = {"name": "reply", "schema": dict(constraint.json_schema), "strict": True}
            request["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif grammars:
            more["grammar"] = constraint.grammar
    if more:
        request["extra_body"] = more
    if temperature is not None:
        request["temperature"] = temperature
    if sampling.stop:
        request["stop"] = list(sampling.stop)
    return request
