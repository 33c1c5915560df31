"""From what was understood to what stands at the cursor of the program that was meant."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from .config.schema import Config
from .desk import Desk
from .desktop.insertion.base import Landed, Outcome, Target
from .errors import DeviceError
from .text.dictation.compose import compose
from .text.dictation.profiles import settings_for
from .text.dictation.steps import Dictated, Insert, PressKey, Step


class Place:
    """Where a text is meant to go: the window that had the keyboard when the key went down."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._pinning = asyncio.create_task(self._pin(), name="pin")

    async def target(self) -> Target | None:
        return await self._pinning

    async def _pin(self) -> Target | None:
        with suppress(DeviceError):  # where there is no desktop, that is told when there is a text for it
            return await self._desk.pin()
        return None

    async def app(self) -> str | None:
        """The program it belongs to, as profiles name it."""
        target = await self.target()
        return target.app if target is not None else None

    async def before_cursor(self) -> str | None:
        with suppress(DeviceError):
            return await self._desk.before_cursor()
        return None

    async def insert(self, text: str) -> Landed:
        """A text that cannot land is held; raises `DeviceError` only where there is no desktop at all."""
        return await self._desk.insert(text, await self.target())

    async def deliver_held(self) -> Landed:
        """What was held goes where the keyboard is now."""
        return await self._desk.deliver_held() or Landed(Outcome.INSERTED, "")

    async def carry_out(self, steps: tuple[Step, ...]) -> Landed:
        """All steps in order; the first that does not land ends them, and what was still to be inserted is held."""
        landed = Landed(Outcome.INSERTED, "")
        for number, step in enumerate(steps):
            match step:
                case Insert(text):
                    landed = await self.insert(text)
                case PressKey(name):
                    if not await self._desk.press(name, await self.target()):
                        landed = Landed(Outcome.HELD, f"{name} was not pressed: another window has the keyboard now")
                case _:
                    landed = await self._desk.undo()
            if landed.outcome is not Outcome.INSERTED:
                rest = Dictated(steps[number + 1 :]).text
                return await self.insert(rest) if rest and landed.outcome is Outcome.HELD else landed
        return landed


def dictated(text: str, language: str, config: Config, before: str | None, app: str | None) -> Dictated:
    """What to do at the cursor for `text`, as the person wants dictations to be in the program `app`."""
    return compose(
        text,
        language,
        settings_for(app, config),
        before,
        vocabulary=config.vocabulary.words if config.vocabulary.correct else (),
        replacements=config.replacements,
    )
