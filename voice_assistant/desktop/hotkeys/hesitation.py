"""A modifier that is a hotkey by itself must not silence speech, or end a recording, when it is just held for Ctrl+C.

While nothing is going on its press acts at once, so that no word is lost; a chord then takes it back. While something
is, the press waits until it cannot become a chord any more: it was held for a while, or has come up alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from .base import HotkeyEvent

CHORD_WAIT_S = 0.25
"""A chord's second key has come by then."""

Later = Callable[[float, Callable[[], None]], asyncio.TimerHandle]


class Hesitation:
    """Passes hotkey events on to `act`, those of bare modifiers a little later while `busy`. On one event loop."""

    def __init__(self, act: Callable[[HotkeyEvent], None], busy: Callable[[], bool], later: Later) -> None:
        self._act = act
        self._busy = busy
        self._later = later
        self._held: dict[str, tuple[HotkeyEvent, asyncio.TimerHandle]] = {}

    def __call__(self, event: HotkeyEvent) -> None:
        if event.pressed and event.bare and self._busy():
            timer = self._later(CHORD_WAIT_S, lambda: self._let_go(event.name))
            self._held[event.name] = (event, timer)
            return
        if not event.pressed and event.name in self._held:
            if event.chord:
                self._take(event.name)
                return
            self._let_go(event.name)
        self._act(event)

    def _take(self, name: str) -> HotkeyEvent:
        press, timer = self._held.pop(name)
        timer.cancel()
        return press

    def _let_go(self, name: str) -> None:
        self._act(self._take(name))
