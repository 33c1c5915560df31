"""All that is watched for at the moment."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from .watch import WHERE, Watch

log = logging.getLogger(__name__)

MOST = 5
"""At once."""


@dataclass(slots=True)
class _Running:
    watch: Watch
    task: asyncio.Task[None]


class Watches:
    """`say` has a sentence said as soon as nobody else speaks."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._running: list[_Running] = []

    @property
    def all(self) -> list[Watch]:
        """The oldest first."""
        return [running.watch for running in self._running]

    @property
    def full(self) -> bool:
        return len(self._running) >= MOST

    def begin(self, watch: Watch) -> None:
        """Go on with `watch` in the background; it speaks up once."""
        self._running.append(_Running(watch, asyncio.create_task(self._run(watch), name="watch")))

    def stop(self, watch: Watch) -> None:
        for running in [running for running in self._running if running.watch is watch]:
            running.task.cancel()
            self._running.remove(running)

    def close(self) -> None:
        for watch in self.all:
            self.stop(watch)

    async def _run(self, watch: Watch) -> None:
        try:
            said = await watch.run()
        except Exception:
            log.exception("a watch failed")
            said = f"I can't watch any more whether {watch.condition.about}, for a reason that is in the log."
        self._running = [running for running in self._running if running.watch is not watch]
        self._say(said)


def described(watch: Watch) -> str:
    """ "the number goes over 800, through the camera"."""
    return f"{watch.condition.about}, {WHERE[watch.where]}"
