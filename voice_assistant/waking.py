"""Noticing that the computer slept: the wall clock has gone on, the monotonic clock has not."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

CHECK_S = 5.0
SLEPT_S = 4.0
"""A jump of the wall clock from which it counts as sleep; network time moves it by less, or once after the start."""


class SleepWatch:
    """Compares the clocks at each `look`. The clocks are seconds; where sleeping stops neither, nothing is noticed."""

    def __init__(self, wall: Callable[[], float] = time.time, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._ahead_s = wall() - monotonic()

    def look(self) -> float:
        """Seconds slept since the last look, 0.0 for none. A clock that was set back is not sleep."""
        ahead_s = self._wall() - self._monotonic()
        jump_s, self._ahead_s = ahead_s - self._ahead_s, ahead_s
        return jump_s if jump_s >= SLEPT_S else 0.0


async def watch_over(look: Callable[[float], Awaitable[None]], watch: SleepWatch | None = None) -> None:
    """Call `look` every `CHECK_S` with the seconds slept meanwhile, for ever."""
    watch = watch or SleepWatch()
    while True:
        await asyncio.sleep(CHECK_S)
        await look(watch.look())
