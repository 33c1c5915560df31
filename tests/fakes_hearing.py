"""A small model that hears, for flow tests on the event loop's clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from voice_assistant.engines.base import Heard, Message, Sampling, ToolCall, ToolSpec

Reply = Sequence[str | ToolCall | Exception]


@dataclass
class ScriptedEar:
    """Answers with the next of `replies`: pieces, of which an exception is raised."""

    replies: list[Reply] = field(default_factory=list)
    piece_s: float = 0.01
    understood: str = ""
    requests: list[list[Message]] = field(default_factory=list)
    tools: list[list[str]] = field(default_factory=list)
    voices: list[str | None] = field(default_factory=list)
    was_heard: list[Heard] = field(default_factory=list)
    prepared: list[list[Message]] = field(default_factory=list)
    stopped_early: int = 0

    async def start(self) -> None: ...

    async def prepare(
        self, messages: Sequence[Message], *, tools: Sequence[ToolSpec] = (), voice: str | None = None
    ) -> None:
        self.prepared.append(list(messages))

    async def converse(
        self,
        messages: Sequence[Message],
        sampling: Sampling = Sampling(),
        *,
        tools: Sequence[ToolSpec] = (),
        model: str | None = None,
        voice: str | None = None,
    ) -> AsyncIterator[str | ToolCall]:
        self.requests.append(list(messages))
        self.tools.append([tool.name for tool in tools])
        self.voices.append(voice)
        complete = False
        try:
            for piece in self.replies.pop(0):
                await asyncio.sleep(self.piece_s)
                if isinstance(piece, Exception):
                    raise piece
                yield piece
            complete = True
        finally:
            self.stopped_early += not complete

    async def check(self) -> None: ...

    def transcript(self) -> str:
        return self.understood

    def heard(self, heard: Heard) -> None:
        self.was_heard.append(heard)

    async def close(self) -> None: ...
