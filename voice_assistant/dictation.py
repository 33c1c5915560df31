"""From what was understood to what stands at the cursor of the program that was meant."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from .bus import Bus
from .config.schema import Config, DictationConfig
from .desk import Desk
from .desktop.insertion.base import Landed, Outcome, Target
from .errors import DeviceError, VoiceAssistantError
from .events import Problem, TextDelivered
from .persona import NONE
from .text.dictation.compose import compose
from .text.dictation.profiles import settings_for
from .text.dictation.steps import Dictated, Insert, PressKey, Step
from .text.dictation.vocabulary import warm_up


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


Tidy = Callable[[str, str], Awaitable[tuple[str, str | None]]]
"""A text and the persona that tidies it -> the tidied text, and why it was left as it is (None if it was not)."""


async def dictated(
    text: str, language: str, config: Config, before: str | None, app: str | None, tidy: Tidy
) -> tuple[Dictated, str | None]:
    """What to do at the cursor for `text`, as the person wants dictations to be in the program `app`.

    And, where a clean-up was wanted and its result could not be trusted, why the person's own words are used.
    """
    settings = settings_for(app, config)
    todo = _composed(text, language, config, settings, before)
    if settings.clean_up in (None, NONE):
        return todo, None
    steps: list[Step] = []
    why = None
    for step in todo.steps:
        if isinstance(step, Insert):
            try:
                cleaned, strayed = await tidy(step.text, settings.clean_up)
            except VoiceAssistantError as error:
                cleaned, strayed = step.text, str(error)
            step, why = Insert(cleaned), why or strayed
        steps.append(step)
    return Dictated(tuple(steps)), why


def warm_up_vocabulary(config: Config) -> None:
    """Load what correcting near misses needs, a third of a second, before somebody waits for it. Blocks."""
    language = config.speech_to_text.language
    if config.vocabulary.correct:
        warm_up(config.vocabulary.words, "en" if language == "auto" else language)


def _composed(text: str, language: str, config: Config, settings: DictationConfig, before: str | None) -> Dictated:
    return compose(
        text,
        language,
        settings,
        before,
        vocabulary=config.vocabulary.words if config.vocabulary.correct else (),
        replacements=config.replacements,
    )


async def take_back(desk: Desk, bus: Bus) -> None:
    """Remove what was inserted last, and say how that went."""
    try:
        landed = await desk.undo()
    except VoiceAssistantError as error:
        bus.publish(Problem(str(error)))
    else:
        undone = landed.outcome is Outcome.INSERTED
        bus.publish(TextDelivered("type", 0, "undone" if undone else "kept", landed.detail))
