"""Tells observers which words of an answer have been heard, while it is being said, and how loud it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from ..audio.level import measure_level
from ..events import OwnLevelMeasured, WordsHeard
from .saying import Saying

_EVERY_S = 0.1


@asynccontextmanager
async def telling(saying: Saying, publish: Callable[[WordsHeard | OwnLevelMeasured], None]) -> AsyncIterator[None]:
    """Publishes what has been heard of `saying` when it has become more, while the context is open."""

    async def tell() -> None:
        told = ""
        while True:
            await asyncio.sleep(_EVERY_S)
            if (heard := saying.heard()) != told:
                told = heard
                publish(WordsHeard(asyncio.get_running_loop().time(), heard))
            if (sounding := saying.sounding(_EVERY_S)) is not None:
                publish(OwnLevelMeasured(measure_level(sounding).rms_db))

    task = asyncio.create_task(tell(), name="telling")
    try:
        yield
    finally:
        task.cancel()
