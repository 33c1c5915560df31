"""A language model that is gone on with by the next one, from the word where it broke off."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence

from ...concurrency import closing
from ...errors import EngineError
from ..base import CallsTools, LanguageModel, Message, Sampling, Sees, ToolCall, ToolSpec
from .chain import Chain
from .going_on import gone_on, without_tools
from .link import Link
from .seam import Seam, WholeWords

Writing = AsyncIterator[str | ToolCall]


class FailoverLanguageModel:
    """Fits `LanguageModel`."""

    def __init__(self, chain: Chain[LanguageModel]) -> None:
        self.chain = chain

    def sees(self, model: str | None = None) -> bool | None:
        """Whether the one that serves now takes pictures: see `Sees`."""
        link = self.chain.serving
        return link.engine.sees(self._model(link, model)) if isinstance(link.engine, Sees) else False

    async def start(self) -> None:
        await self.chain.ready()

    async def prepare(self, messages: Sequence[Message], *, model: str | None = None) -> None:
        link = await self.chain.ready()
        try:
            await link.engine.prepare(messages, model=self._model(link, model))
        except EngineError as error:
            self.chain.failed(link, error)
            raise

    async def stream(
        self, messages: Sequence[Message], sampling: Sampling = Sampling(), *, model: str | None = None
    ) -> AsyncIterator[str]:
        def ask(link: Link[LanguageModel], messages: Sequence[Message]) -> Writing:
            return link.engine.stream(without_tools(messages), sampling, model=self._model(link, model))

        writing = self._whole(ask, messages) if sampling.constraint is not None else self._write(ask, messages)
        async with closing(writing) as pieces:
            async for piece in pieces:
                assert isinstance(piece, str)
                yield piece

    async def close(self) -> None:
        await self.chain.close()

    def _model(self, link: Link[LanguageModel], model: str | None) -> str | None:
        """The names of models are those of the preferred server."""
        return model if link is self.chain.links[0] else None

    async def _write(
        self, ask: Callable[[Link[LanguageModel], Sequence[Message]], Writing], messages: Sequence[Message]
    ) -> Writing:
        written = ""

        async def by(link: Link[LanguageModel]) -> Writing:
            nonlocal written
            seam, words = Seam(written), WholeWords()
            async with closing(ask(link, gone_on(messages, written, link.engine))) as pieces:
                async for piece in pieces:
                    if isinstance(piece, ToolCall):
                        if rest := seam.add(words.end()) + seam.end():
                            written += rest
                            yield rest
                        yield piece
                    elif sure := seam.add(words.add(piece)):
                        written += sure
                        yield sure
            if rest := seam.add(words.end()) + seam.end():
                yield rest

        async with closing(self._to_the_end(by)) as pieces:
            async for piece in pieces:
                yield piece

    async def _whole(
        self, ask: Callable[[Link[LanguageModel], Sequence[Message]], Writing], messages: Sequence[Message]
    ) -> Writing:
        """Of a reply that must have a form, whole lines: another model begins anew, and what is out is left away."""
        out = 0  # lines

        async def by(link: Link[LanguageModel]) -> Writing:
            nonlocal out
            line, number = "", 0
            async with closing(ask(link, messages)) as pieces:
                async for piece in pieces:
                    assert isinstance(piece, str)
                    *lines, line = (line + piece).split("\n")
                    for complete in lines:
                        number += 1
                        if number > out:
                            out = number
                            yield f"{complete}\n"
            if line and number + 1 > out:
                yield line

        async with closing(self._to_the_end(by)) as pieces:
            async for piece in pieces:
                yield piece

    async def _to_the_end(self, by: Callable[[Link[LanguageModel]], Writing]) -> Writing:
        """What each writes `by` itself, one after the other, until one has come to its end."""
        self.chain.used()
        first: EngineError | None = None
        for link in self.chain.to_try():
            try:
                async with closing(by(link)) as pieces:
                    async for piece in pieces:
                        yield piece
            except EngineError as error:
                self.chain.failed(link, error)
                first = first or error
            else:
                self.chain.works(link)
                return
        assert first is not None
        raise first


class FailoverCallingModel(FailoverLanguageModel):
    """Fits `CallsTools` as well. An engine that calls no tools answers without."""

    async def converse(
        self,
        messages: Sequence[Message],
        sampling: Sampling = Sampling(),
        *,
        tools: Sequence[ToolSpec],
        model: str | None = None,
    ) -> Writing:
        def ask(link: Link[LanguageModel], messages: Sequence[Message]) -> Writing:
            engine, name = link.engine, self._model(link, model)
            if isinstance(engine, CallsTools):
                return engine.converse(messages, sampling, tools=tools, model=name)
            return engine.stream(without_tools(messages), sampling, model=name)

        async with closing(self._write(ask, messages)) as pieces:
            async for piece in pieces:
                yield piece
