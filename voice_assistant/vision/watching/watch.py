"""One thing that is watched for, from its first look to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

from ...errors import PictureError, VoiceAssistantError
from ..picture import Picture, Writing
from .conditions import Condition, Look
from .stillness import Stillness

Where = Literal["camera", "screen", "window", "region"]
WHERE: dict[Where, str] = {
    "camera": "through the camera",
    "screen": "on the screen",
    "window": "in the window",
    "region": "in that part of the screen",
}
FAILURES = 5
"""In a row, after which it is given up."""
AGAIN_AFTER_S = 30.0
"""What seems not to have changed is looked at again all the same: what is small may have."""


class CameraOff(PictureError):
    """The person has switched it off since the last look."""

    def __init__(self) -> None:
        super().__init__("The camera was switched off.", spoken="The camera was switched off.")


Take = Callable[[], Awaitable[Picture]]


@dataclass(slots=True)
class Senses:
    """What a watch sees with. All may raise any `VoiceAssistantError`.

    `taking` gives a way to the newest picture from there, for one watch; `read` reads the writing in it; `ask` is what
    a model that sees answers, None without one.
    """

    taking: Callable[[Where], Take]
    read: Callable[[Picture], Awaitable[Writing]]
    ask: Callable[[str, Picture], Awaitable[str]] | None = None


@dataclass(slots=True)
class Watch:
    """`every_s` seconds are between two looks, `model_every_s` at least between two questions to a model."""

    condition: Condition
    where: Where
    senses: Senses
    every_s: float
    model_every_s: float
    until_s: float  # on the event loop's clock
    take: Take | None = None
    looks: int = 0
    readings: int = 0
    _stillness: Stillness = field(default_factory=Stillness)
    _changed_s: float = 0.0
    _judged_s: float = float("-inf")
    _open: bool = True  # what was seen last has not been judged yet

    async def look(self) -> str | None:
        """Look once; what was found, or None. Raises `VoiceAssistantError`."""
        now = asyncio.get_running_loop().time()
        self.take = self.take or self.senses.taking(self.where)
        picture = await self.take()
        first, self.looks = self.looks == 0, self.looks + 1
        changed = await asyncio.to_thread(self._stillness.changed, picture)
        if self.condition.needs == "scene":
            changed = self._stillness.much
        if changed:
            self._changed_s = now
        self._open = self._open or changed or now - self._judged_s >= AGAIN_AFTER_S
        still_s = now - self._changed_s
        if self.condition.needs == "scene":
            return self.condition.met(Look(changed, still_s), first=first)
        patience_s = self.model_every_s if self.condition.needs == "model" else 0.0
        if not self._open or now - self._judged_s < patience_s:
            return None
        begun = self._judged_s == float("-inf")
        if self.condition.needs == "model":
            assert self.senses.ask is not None
            question = getattr(self.condition, "question", self.condition.about)
            look = Look(changed, still_s, says=await self.senses.ask(question, picture))
        else:
            look = Look(changed, still_s, await self.senses.read(picture))
        self.readings += 1
        self._open, self._judged_s = self.condition.needs == "writing" and changed, now
        return self.condition.met(look, first=begun)

    async def run(self) -> str:
        """Until it is met, the time is over, or it cannot be seen any more: the sentence that is said then."""
        loop, failures = asyncio.get_running_loop(), 0
        while True:
            try:
                if (found := await self.look()) is not None:
                    return self._told(found)
                failures = 0
            except VoiceAssistantError as error:
                failures += 1
                if failures >= FAILURES or isinstance(error, CameraOff):
                    return f"I can't watch any more whether {self.condition.about}. {error.spoken}"
            left_s = self.until_s - loop.time()
            if left_s <= 0:
                return f"I have stopped watching: it did not happen that {self.condition.about}."
            await asyncio.sleep(min(left_s, self.every_s * 2 ** min(failures, 4)))

    def _told(self, found: str) -> str:
        return f"You wanted to know when {self.condition.about}. {found}"
