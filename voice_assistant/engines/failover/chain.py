"""The engines of one stage in the order of preference: who is asked, who takes over, and when the first is back.

Who fails is left alone for a while and then asked for a sign of life; after `PASSES` of them in a row it is asked
again. That is done only while somebody makes use of us: the assistant of a person who is away asks nothing of anybody.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Generic

from ...concurrency import now_s
from ...engine_events import EngineChanged
from ...errors import Code, EngineError, Stage
from .link import E, Elsewhere, Link
from .wording import takes_over, works_again

log = logging.getLogger(__name__)

PASSES = 2
PASS_S = 2.0
"""From one sign of life to the next."""
FRESH_S = 20.0
"""Who was heard from so lately need not be asked whether it is there."""
AWAKE_S = 600.0
"""So long after the last use it is still checked whether an engine is back."""


class Chain(Generic[E]):
    """`links` in the order of preference; `told` gets a fact when another takes over, and when the first is back."""

    def __init__(self, stage: Stage, links: Sequence[Link[E]]) -> None:
        self.stage = stage
        self.links = tuple(links)
        self.told: Callable[[EngineChanged], object] = lambda event: None
        self._current = self.links[0]
        self._watches: dict[Link[E], asyncio.Task[None]] = {}
        self._used = asyncio.Event()
        self._used_at_s = 0.0

    @property
    def serving(self) -> Link[E]:
        """Who would be asked now."""
        return self.to_try()[0]

    def to_try(self) -> list[Link[E]]:
        """Whom to ask, one after the other: those that fail last, but they are asked before anything is lost."""
        return sorted(self.links, key=lambda link: not link.well)

    def used(self) -> None:
        """Somebody makes use of us."""
        self._used_at_s = now_s()
        self._used.set()

    async def ready(self) -> Link[E]:
        """Load who will be asked, and see that it is there, before somebody waits for it. Raises `EngineError`."""
        self.used()
        first: EngineError | None = None
        for link in self.to_try():
            try:
                if isinstance(link.engine, Elsewhere) and now_s() - link.heard_at_s > FRESH_S:
                    await link.engine.check()
                await link.engine.start()
            except EngineError as error:
                self.failed(link, error)
                first = first or error
            else:
                self.works(link)
                return link
        assert first is not None
        raise first

    def works(self, link: Link[E]) -> None:
        """`link` did what it was asked."""
        if not link.well:
            self._watches.pop(link).cancel()
        link.recovered(now_s())
        if link is not self._current:
            self._change(link)

    def failed(self, link: Link[E], error: EngineError) -> None:
        """`link` did not. What it does not accept says nothing about how it is."""
        log.info("%s: %s failed (%s)", self.stage, link.name, error.code)
        if error.code is Code.REJECTED:
            return
        if link.well:
            link.failed(error, now_s())
            self._watches[link] = asyncio.create_task(self._watch(link), name=f"watch {self.stage}")

    async def close(self) -> None:
        watches = list(self._watches.values())
        self._watches.clear()
        for task in watches:
            task.cancel()
        if watches:
            await asyncio.wait(watches)
        for link in self.links:
            await link.engine.close()

    def _change(self, link: Link[E]) -> None:
        before, self._current = self._current, link
        if self.links.index(link) < self.links.index(before):
            self.told(works_again(self.stage, link))
        elif not before.well:
            self.told(takes_over(self.stage, before, link))

    async def _watch(self, link: Link[E]) -> None:
        """Until `link` is well again."""
        passes = 0
        while passes < PASSES:
            await asyncio.sleep(max(link.left_alone_s(now_s()), PASS_S))
            if now_s() - self._used_at_s > AWAKE_S:
                self._used.clear()
                await self._used.wait()
            try:
                if isinstance(link.engine, Elsewhere):
                    await link.engine.check()
                passes += 1
            except EngineError as error:
                link.still_failing(error, now_s())
                passes = 0
        del self._watches[link]
        link.recovered(now_s())
        self._back(link)

    def _back(self, link: Link[E]) -> None:
        if self.links.index(link) < self.links.index(self._current):
            self._change(link)
