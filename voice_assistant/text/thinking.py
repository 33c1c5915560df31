"""Reasoning models may think aloud before they answer: `<think> ... </think>`. Nobody wants to hear that."""

from __future__ import annotations

from collections.abc import AsyncIterator

from ..concurrency import closing
from ..engines.base import Spoken

_OPEN, _CLOSE = "<think>", "</think>"


async def without_thinking(deltas: AsyncIterator[str]) -> AsyncIterator[str]:
    """The reply without a block of thinking at its beginning. Closes `deltas`, also when closed early."""
    held, answering = "", False
    async with closing(deltas):
        async for delta in deltas:
            answering = answering or isinstance(delta, Spoken)  # nobody thinks with a voice
            if answering:
                yield delta
                continue
            held += delta
            if answer := _answer(held):
                answering = True
                yield answer
    if held and not answering and not held.lstrip().startswith(_OPEN):  # shorter than the mark itself
        yield held


def _answer(reply: str) -> str:
    """What of the reply so far is surely not thinking."""
    text = reply.lstrip()
    if text.startswith(_OPEN):
        return text.partition(_CLOSE)[2].lstrip()
    return "" if _OPEN.startswith(text) else reply
