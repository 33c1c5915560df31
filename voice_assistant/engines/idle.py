"""Giving memory back when nobody needs what is in it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class UnloadWhenIdle:
    """Calls `unload` once `after_s` seconds have passed without a use; 0.0 never does."""

    def __init__(self, after_s: float, unload: Callable[[], None]) -> None:
        self._after_s = after_s
        self._unload = unload
        self._users = 0
        self._timer: asyncio.TimerHandle | None = None

    @contextmanager
    def use(self) -> Iterator[None]:
        """Not idle while in here. Uses may overlap."""
        self.stop()
        self._users += 1
        try:
            yield
        finally:
            self._users -= 1
            if not self._users and self._after_s:
                self._timer = asyncio.get_running_loop().call_later(self._after_s, self._unload)

    def stop(self) -> None:
        """Unload nothing (it is unloaded already)."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
