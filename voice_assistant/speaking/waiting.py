"""Nobody is left in silence while something is fetched: a word after a second, another now and then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from ..text.waiting_words import WaitingWords
from .chunks import Chunk

FIRST_AFTER_S = 1.0
"""So long a pause is natural."""
STILL_AFTER_S = 8.0
_LOOK_S = 0.1


async def with_waiting_words(
    chunks: AsyncIterator[Chunk],
    words: WaitingWords,
    fetching: Callable[[], bool | str],
    silent: Callable[[], bool],
    language: str = "en",
) -> AsyncIterator[Chunk]:
    """`chunks`, and between them, whenever it has been silent for a while because something is fetched, words.

    Those have a `said` and no `text`: they are heard, and are no part of the answer. A model that is merely slow, or
    a tool that answers within a second, gets none. Closes nothing: `chunks` ends with its context.
    """
    coming = asyncio.ensure_future(anext(chunks, None))
    quiet_since: float | None = None
    spoken = 0
    try:
        while True:
            await asyncio.wait({coming}, timeout=_LOOK_S)
            if coming.done():
                if (chunk := coming.result()) is None:
                    return
                yield chunk
                quiet_since, spoken = None, 0
                coming = asyncio.ensure_future(anext(chunks, None))
            elif not ((doing := fetching()) and silent()):
                quiet_since = None
            else:
                now = asyncio.get_running_loop().time()
                quiet_since = now if quiet_since is None else quiet_since
                if now - quiet_since >= (STILL_AFTER_S if spoken else FIRST_AFTER_S) - _LOOK_S / 2:
                    said = words.still(language) if spoken else words.first(language)
                    if isinstance(doing, str) and not spoken and language.startswith("en"):
                        said = doing
                    spoken, quiet_since = spoken + 1, None
                    yield Chunk("", said=said)
    finally:
        coming.cancel()
        await asyncio.wait({coming})
        if not coming.cancelled():
            coming.exception()  # nobody is interested any more
