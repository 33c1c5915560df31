"""Code in an answer is not read aloud: it is announced, and put on the clipboard."""

from __future__ import annotations

from ..bus import Bus
from ..desk import Desk
from ..errors import VoiceAssistantError
from ..events import Problem, TextDelivered


class SpokenCode:
    """The code blocks of one answer. All of them are copied as one text: a second block displaces no first."""

    def __init__(self, desk: Desk, bus: Bus) -> None:
        self._desk = desk
        self._bus = bus
        self._blocks: list[str] = []
        self._copied = 0

    def add(self, block: str) -> None:
        """A block was written (`on_code` of `for_the_ear`); nothing is done about it yet."""
        self._blocks.append(block)

    async def copy(self) -> None:
        """Put what there is on the clipboard. To be called when something is really said, not while it is planned."""
        if len(self._blocks) == self._copied:
            return
        self._copied = len(self._blocks)
        text = "\n\n".join(self._blocks)
        try:
            await self._desk.copy(text)
        except VoiceAssistantError as error:  # the answer goes on all the same
            self._bus.publish(Problem(str(error)))
        else:
            self._bus.publish(TextDelivered("clipboard", len(text)))
