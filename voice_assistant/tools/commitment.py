"""An answer may begin as a guess: what is done waits until it is sure that it was asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Commitment:
    """`reach` is the answer's `on_commit`."""

    def __init__(self) -> None:
        self._reached = asyncio.Event()
        self._then: list[Callable[[], object]] = []

    def reach(self) -> None:
        self._reached.set()
        waiting, self._then = self._then, []
        for action in waiting:
            action()

    async def wait(self) -> None:
        await self._reached.wait()

    def then(self, action: Callable[[], object]) -> None:
        """Call it when that is reached: perhaps now, perhaps never."""
        if self._reached.is_set():
            action()
        else:
            self._then.append(action)
