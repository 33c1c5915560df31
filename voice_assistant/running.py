"""The turn that is running, and how it came about."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass

from .bus import Bus
from .errors import VoiceAssistantError
from .events import Problem
from .turn import Turn

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Running:
    """There is at most one."""

    turn: Turn
    task: asyncio.Task[None]
    pressed_at_s: float
    interrupted_another: bool = False
    toggled: bool = False  # its key was tapped, not held: the next press ends the listening
    hands_free: bool = False  # tapped twice: when it has been answered, listen again

    def leave(self) -> None:
        """The talk is over after this turn."""
        self.hands_free = False

    @property
    def listening(self) -> bool:
        return self.turn.listens and not self.turn.released.is_set()


async def run_and_tell(turn: Turn, before: asyncio.Task[None] | None, bus: Bus) -> bool:
    """Run `turn`; what goes wrong is told in words. Returns whether a talk may go on after it."""
    try:
        return await turn.run(after=before)
    except VoiceAssistantError as error:
        bus.publish(Problem(str(error)))
        if "speak" in turn.binding.sinks:  # asked aloud, told aloud; when even that fails, it is on the screen
            with suppress(VoiceAssistantError):
                await turn.say(error.spoken)
        return turn.delivery is not None  # what was heard once can be heard again
    except Exception:
        log.exception("turn failed")
        bus.publish(Problem("an error of our own: see the log, and please report it"))
        return False
