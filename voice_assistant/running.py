"""The turn that is running, and how it came about."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from .turn import Turn


@dataclass(slots=True)
class Running:
    """There is at most one."""

    turn: Turn
    task: asyncio.Task[None]
    pressed_at_s: float
    interrupted_another: bool = False
    toggled: bool = False  # its key was tapped, not held: the next press ends the listening
    hands_free: bool = False  # tapped twice: when it has been answered, listen again

    @property
    def listening(self) -> bool:
        return self.turn.listens and not self.turn.released.is_set()
