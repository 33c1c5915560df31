"""The language model that comes along: llama.cpp in a child process, spoken to like any other server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from ..concurrency import closing
from ..config.schema import LanguageModelConfig
from ..errors import Code, EngineError, Stage
from .base import Message, Sampling
from .eyesight import unseen
from .idle import UnloadWhenIdle
from .llama_process import LlamaProcess, crashed
from .openai_chat import stream_chat
from .openai_client import Server
from .projector import model_and_projector

DEFAULTS = {"dry_multiplier": 0.8}
"""Against the loops that small models fall into: DRY, llama.cpp's sampler that penalises repeated sequences."""


class EmbeddedChat:
    """A GGUF model, by catalogue name or as a file. Its server starts on first use, and again after a crash."""

    goes_on = True
    """With a last message of the assistant, as if it had written that itself."""

    def __init__(self, config: LanguageModelConfig) -> None:
        self._config = config.model_copy(update={"options": DEFAULTS | config.options})
        self._starting = asyncio.Lock()
        self._process: LlamaProcess | None = None
        self._server: Server | None = None
        self._idle = UnloadWhenIdle(config.unload_after_s, self._unload)
        self._unloading: asyncio.Task[None] | None = None

    def sees(self, model: str | None = None) -> bool | None:
        """See `Sees`. With a projector it does."""
        try:
            return self._files(model)[1] is not None
        except EngineError:
            return False

    @property
    def pid(self) -> int | None:
        """Process that holds the model, None when none runs."""
        return self._process.pid if self._process is not None and self._process.alive else None

    async def start(self) -> None:
        """Load the model and have it write a word, so that everything it needs is in memory."""
        await self.prepare([Message("user", "Hi")])

    async def prepare(self, messages: Sequence[Message], *, model: str | None = None) -> None:
        """The server keeps what it has read: a request that begins in the same way is answered sooner."""
        reading = self.stream(messages, Sampling(max_tokens=1), model=model)
        async with closing(reading):
            async for _ in reading:
                pass

    async def stream(
        self, messages: Sequence[Message], sampling: Sampling = Sampling(), *, model: str | None = None
    ) -> AsyncIterator[str]:
        """See `LanguageModel.stream`. Another `model` than the one loaded takes its place."""
        with self._idle.use():
            process, server = await self._running(model or self._config.model)
            shown = messages if process.projector is not None else unseen(messages)
            pieces = stream_chat(server, self._config, shown, sampling, process.model.stem, grammars=True)
            try:
                async with closing(pieces):
                    async for piece in pieces:
                        yield piece
            except EngineError as error:
                if error.code is Code.UNREACHABLE and await process.died(within_s=1.0):
                    raise crashed(f"the embedded language model ended unexpectedly ({process.ending()})") from error
                raise

    async def close(self) -> None:
        self._idle.stop()
        async with self._starting:  # not in the middle of a start
            await self._end()

    def _unload(self) -> None:
        self._unloading = asyncio.create_task(self.close(), name="unload the language model")

    async def _end(self) -> None:
        process, self._process = self._process, None
        server, self._server = self._server, None
        if server is not None:
            await server.close()
        if process is not None:
            await process.close()

    async def _running(self, model: str) -> tuple[LlamaProcess, Server]:
        path, projector = self._files(model)
        async with self._starting:
            process, server = self._process, self._server
            loaded = (process.model, process.projector) if process is not None and process.alive else None
            if process is None or server is None or loaded != (path, projector):
                await self._end()
                c = self._config
                process = await LlamaProcess.start(
                    path, context_tokens=c.context_tokens, threads=c.threads, projector=projector
                )
                server = Server(Stage.LANGUAGE_MODEL, process.base_url, c.timeout_s, key=process.key)
                self._process, self._server = process, server
        return process, server

    def _files(self, model: str | None) -> tuple[Path, Path | None]:
        """The projector of the config belongs to the model of the config."""
        own = model in (None, self._config.model)
        return model_and_projector(model or self._config.model, self._config.projector if own else None)
