"""Answers that bring their own sound, in whole or in part: the rest is spoken by our voice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from ..audio.types import Audio
from ..concurrency import buffered, closing
from ..engines.base import Spoken
from .chunks import Chunk
from .own_speech import OwnSpeech

_SOUNDS_AHEAD = 4

Sounds = AsyncIterator[tuple[Chunk | OwnSpeech, Audio | None]]
VoiceIt = Callable[[AsyncIterator[str]], AbstractAsyncContextManager[AsyncIterator[tuple[Chunk, Audio | None]]]]

_END = object()


@asynccontextmanager
async def with_own_voice(written: AsyncIterator[str], voice_it: VoiceIt) -> AsyncIterator[Sounds]:
    """The sounds of `written`, in order: those of the model with the `OwnSpeech` they belong to.

    Reads `written` as fast as it comes: what a server sends must not wait for a speaker. An error in it is raised after
    the sounds before it.
    """
    queue: asyncio.Queue[tuple[OwnSpeech, Audio] | str | object | Exception] = asyncio.Queue()

    async def read() -> None:
        own: OwnSpeech | None = None
        last: object = _END
        try:
            async with closing(written):
                async for piece in written:
                    if isinstance(piece, Spoken):
                        own = own or OwnSpeech()
                        own.add(str(piece), piece.sound)
                        if piece.sound is not None and len(piece.sound.samples):
                            queue.put_nowait((own, piece.sound))
                    elif piece:
                        if own is not None:
                            own.finish()
                            own = None
                        queue.put_nowait(piece)
        except Exception as error:
            last = error
        if own is not None and last is _END:
            own.finish()
        elif own is not None:
            own.break_off()
        queue.put_nowait(last)

    async def pieces() -> Sounds:
        item = await queue.get()
        while item is not _END:
            if isinstance(item, Exception):
                raise item
            if isinstance(item, tuple):
                yield item
                item = await queue.get()
                continue
            follows: list[object] = []
            async with voice_it(_text(item, queue, follows)) as sounds:
                async for sound in sounds:
                    yield sound
            item = follows[0]

    reader = asyncio.create_task(read(), name="own voice")
    try:
        async with buffered(pieces(), _SOUNDS_AHEAD) as sounds:
            yield sounds
    finally:
        reader.cancel()
        await asyncio.wait([reader])


async def _text(first: object, queue: asyncio.Queue[object], follows: list[object]) -> AsyncIterator[str]:
    """The text from `first` on; what comes after it goes to `follows`."""
    item = first
    while isinstance(item, str):
        yield item
        item = await queue.get()
    follows.append(item)
