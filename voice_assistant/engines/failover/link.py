"""One engine in the order of preference, and how it is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar, runtime_checkable

from ...errors import EngineError

HOLD_OFF_S = 10.0
"""So long after a failure an engine is left alone."""
LONGEST_HOLD_OFF_S = 300.0
STEADY_S = 300.0
"""One that fails within this time after it came back is left alone for twice as long as the last time."""


class Engine(Protocol):
    async def start(self) -> None: ...

    async def close(self) -> None: ...


@runtime_checkable
class Elsewhere(Protocol):
    """An engine on a server."""

    async def check(self) -> None:
        """Ask for a sign of life, which costs the server nothing. Raises `EngineError`."""
        ...


E = TypeVar("E", bound=Engine)


@dataclass(eq=False)
class Link(Generic[E]):
    """Times are seconds on the event loop's clock."""

    name: str  # as the person is told: "openai qwen3 at gpu-box:8000"
    engine: E
    last_resort: bool = False
    failure: EngineError | None = None  # why it is not asked
    heard_at_s: float = -math.inf  # the last sign of life
    _back_at_s: float = -math.inf
    _hold_off_s: float = 0.0

    @property
    def well(self) -> bool:
        return self.failure is None

    def failed(self, error: EngineError, now_s: float) -> None:
        """It is left alone for a while: longer each time, if it had just come back."""
        steady = now_s - self._back_at_s > STEADY_S
        self._hold_off_s = HOLD_OFF_S if steady else min(2 * self._hold_off_s, LONGEST_HOLD_OFF_S)
        self._back_at_s = now_s + self._hold_off_s
        self.failure = error

    def still_failing(self, error: EngineError, now_s: float) -> None:
        """A check found it as it was."""
        self._back_at_s = now_s + self._hold_off_s
        self.failure = error

    def recovered(self, now_s: float) -> None:
        self.failure = None
        self.heard_at_s = self._back_at_s = now_s

    def left_alone_s(self, now_s: float) -> float:
        """How much longer."""
        return max(0.0, self._back_at_s - now_s)
