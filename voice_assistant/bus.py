"""The bus: facts go out, nothing comes back. Delete every subscriber and the program behaves the same."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress

from .events import Event

log = logging.getLogger(__name__)

Subscriber = Callable[[Event], None]


class Bus:
    """Hands each event to every subscriber, in order, at once, on the event loop's thread."""

    def __init__(self) -> None:
        self._subscribers: list[Subscriber] = []

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call `subscriber` with every event from now on; returns what ends that."""
        self._subscribers.append(subscriber)

        def unsubscribe() -> None:
            with suppress(ValueError):
                self._subscribers.remove(subscriber)

        return unsubscribe

    def publish(self, event: Event) -> None:
        for subscriber in list(self._subscribers):
            try:
                subscriber(event)
            except Exception:  # an observer never disturbs what it observes
                log.exception("observer failed on %s", type(event).__name__)
