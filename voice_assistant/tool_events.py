"""The facts about tools, for the bus; `Event` in events.py holds them with all others.

Times named `at_s` are seconds on the event loop's clock.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ToolStarted:
    """A tool is at work; `tool` is its name, with that of the server it comes from."""

    at_s: float
    tool: str


@dataclass(frozen=True, slots=True)
class ToolEnded:
    """`outcome` is "done", "failed", "timed out", "cancelled", "declined" or "denied"."""

    at_s: float
    tool: str
    outcome: str
    duration_s: float


@dataclass(frozen=True, slots=True)
class ConsentAsked:
    """The person is asked whether `tool` may do this; silence for `within_s` is a no."""

    at_s: float
    tool: str
    question: str
    within_s: float


@dataclass(frozen=True, slots=True)
class ConsentDecided:
    """They said yes, or they said no or nothing."""

    tool: str
    allowed: bool


@dataclass(frozen=True, slots=True)
class AlarmRang:
    """A timer, alarm or reminder is due, and is rung for the first time or `again`; `text` says which."""

    at_s: float
    kind: str
    text: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class RemarkSilenced:
    """What we said by ourselves was cut short by the person, or by what they want next."""

    at_s: float


ToolEvent = ToolStarted | ToolEnded | ConsentAsked | ConsentDecided | AlarmRang | RemarkSilenced
