"""Asking the person: one question at a time, answered by yes or no within a time; no is the default."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from ..bus import Bus
from ..tool_events import ConsentAsked, ConsentDecided


@dataclass(frozen=True, slots=True)
class Pending:
    """What waits for an answer: how it goes on after a yes, and after a no."""

    tool: str
    question: str
    go_on: Callable[[bool], AsyncIterator[str]]


class Consent:
    """Holds the question that is open, if one is."""

    def __init__(self, bus: Bus, within_s: float) -> None:
        self._bus = bus
        self._within_s = within_s
        self._pending: Pending | None = None
        self._expiry: asyncio.TimerHandle | None = None

    @property
    def pending(self) -> Pending | None:
        return self._pending

    def ask(self, pending: Pending) -> None:
        """An older question is thereby answered with no."""
        self.decline()
        loop = asyncio.get_running_loop()
        self._pending = pending
        self._expiry = loop.call_later(self._within_s, self.decline)
        self._bus.publish(ConsentAsked(loop.time(), pending.tool, pending.question, self._within_s))

    def take(self, allowed: bool) -> Pending | None:
        """The person answered; None when nothing is asked any more."""
        pending, self._pending = self._pending, None
        if self._expiry is not None:
            self._expiry.cancel()
            self._expiry = None
        if pending is not None:
            self._bus.publish(ConsentDecided(pending.tool, allowed))
        return pending

    def decline(self) -> None:
        """Nobody answered, or they spoke of something else. What was asked for is not done."""
        self.take(False)


def asked_of(consent: Consent, about: str) -> Callable[[str, Callable[[bool], AsyncIterator[str]]], str]:
    """A way to ask the person something `about` what is no tool, and to go on after it."""

    def ask(question: str, go_on: Callable[[bool], AsyncIterator[str]]) -> str:
        consent.ask(Pending(about, question, go_on))
        return question

    return ask
