"""Where a text may go, which way, and what is done when it may not: one rule for all desktops.

A text goes into the place that had the keyboard when the person began to speak, and nowhere else. When that place
has the keyboard no longer, or asks for a password, the text is held until the person wants it somewhere.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from ...errors import DeviceError
from ..typing.base import typeable
from .base import Attempt, Hands, Kind, Landed, Outcome, Target, Way
from .undoing import Undo, how_to_undo
from .ways import CTRL_V, TYPE, is_password_dialog, way_into

UNDO_WITHIN_S = 120.0


class Look(Protocol):
    """What an accessibility service knows of the place that has the keyboard. None of it waits for long."""

    async def is_password(self, target: Target) -> bool | None: ...

    async def before_cursor(self, target: Target) -> str | None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class _Last:
    """What was inserted last."""

    text: str
    target: Target
    at_s: float


class Lander:
    """Inserts texts, one at a time. `method` and `apps` are as in `ways.way_into`."""

    def __init__(
        self,
        hands: Hands,
        look: Look,
        *,
        method: str = "auto",
        apps: Mapping[str, str] | None = None,
        default: Way = CTRL_V,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._hands = hands
        self._look = look
        self._method = method
        self._apps = apps or {}
        self._default = default
        self._clock = clock
        self._held = ""
        self._last: _Last | None = None
        self._deaf: set[str] = set()  # programs that did not take a paste: the next text is typed
        self._lock = asyncio.Lock()
        self._preparing: asyncio.Task[None] | None = None

    @property
    def held(self) -> str:
        """What waits for `deliver_held`."""
        return self._held

    async def pin(self) -> Target | None:
        """The place that has the keyboard now, which the text to come is meant for; None when there is none."""
        target = await self._seen()
        if target is not None and self._way(target).kind is Kind.PASTE and not target.is_password:
            self._preparing = asyncio.create_task(self._hands.prepare(target))
        return target

    async def insert(self, text: str, target: Target | None) -> Landed:
        """Land `text` in `target`. Never raises a `DeviceError`, never loses the text."""
        text = typeable(text)
        if not text:
            return Landed(Outcome.INSERTED, "nothing to insert")
        async with self._lock:
            if target is None:
                return self._hold(text, "no window had the keyboard")
            now = await self._seen()
            if now is None or now.window != target.window:
                return self._hold(text, f"{target.name} has the keyboard no longer")
            if target.is_password or now.is_password:
                return self._hold(text, f"{target.name} asks for a password")
            return await self._land(text, now)

    async def deliver_held(self) -> Landed | None:
        """Insert what is held into the place that has the keyboard now; None when nothing is held."""
        text, self._held = self._held, ""
        return await self.insert(text, await self.pin()) if text else None

    async def press(self, key: str, target: Target | None) -> bool:
        """Press a key such as "Enter" where the text went; False when that has the keyboard no longer.

        Raises `DeviceError`.
        """
        if target is None:
            return False
        async with self._lock:
            self._last = None  # what was inserted is not the last thing before the cursor any more
            return await self._hands.tap(key, target)

    async def undo(self) -> Landed:
        """Remove exactly what was inserted last; the outcome is `INSERTED` when that is done, else `HELD`."""
        async with self._lock:
            last, now = self._last, await self._seen()
            if last is None or self._clock() - last.at_s > UNDO_WITHIN_S:
                return Landed(Outcome.HELD, "nothing was inserted lately that could be taken back")
            if now is None or now.window != last.target.window:
                return Landed(Outcome.HELD, f"{last.target.name} has the keyboard no longer: nothing was taken back")
            before = await self._look.before_cursor(now)
            plan = how_to_undo(last.text, before, last.target)
            if isinstance(plan, str):
                return Landed(Outcome.HELD, plan)
            return await self._undo(plan, last)

    async def before_cursor(self) -> str | None:
        """The text before the cursor, as much as is told quickly; None when unknown."""
        target = await self._hands.focused()
        return None if target is None else await self._look.before_cursor(target)

    def close(self) -> None:
        self._look.close()
        self._hands.close()

    async def _seen(self) -> Target | None:
        target = await self._hands.focused()
        if target is None or target.is_password is not None:
            return target
        if is_password_dialog(target):
            return replace(target, is_password=True)
        return replace(target, is_password=await self._look.is_password(target))

    def _way(self, target: Target) -> Way:
        way = way_into(target, self._method, self._apps, self._default)
        return TYPE if way.kind is Kind.PASTE and target.app in self._deaf else way

    async def _land(self, text: str, target: Target) -> Landed:
        way = self._way(target)
        if way.kind is Kind.CLIPBOARD:
            return await self._copy(text, "as the config wants it")
        attempt = await self._hands.insert(text, target, way)
        if attempt.problem and not attempt.inserted and not attempt.copied and way.kind is Kind.PASTE:
            way = TYPE  # the clipboard could not be borrowed: it stays as it is
            attempt = await self._hands.insert(text, target, way)
        if attempt.inserted:
            self._last = _Last(text[: attempt.inserted], target, self._clock())
        return await self._outcome(text, target, way, attempt)

    async def _outcome(self, text: str, target: Target, way: Way, attempt: Attempt) -> Landed:
        rest = text[attempt.inserted :]
        some = "the rest " if attempt.inserted else ""
        if attempt.password:
            return self._hold(text, f"{target.name} asks for a password")
        if attempt.moved:
            return self._hold(rest, f"{target.name} has the keyboard no longer", some)
        if not attempt.problem:
            return Landed(Outcome.INSERTED, f"{way} into {target.name}")
        if attempt.copied:
            self._deaf.add(target.app)
            return Landed(Outcome.COPIED, f"{attempt.problem}: the text is on the clipboard")
        return await self._copy(rest, attempt.problem, some)

    async def _copy(self, text: str, why: str, some: str = "") -> Landed:
        try:
            await self._hands.copy(text)
        except DeviceError as error:
            return self._hold(text, f"{why}; {error}", some)
        return Landed(Outcome.COPIED, f"{why}: {some or 'the text '}is on the clipboard")

    def _hold(self, text: str, why: str, some: str = "") -> Landed:
        between = " " if self._held and not self._held[-1].isspace() and not text[0].isspace() else ""
        self._held += between + text
        return Landed(Outcome.HELD, f"{why}: {some or 'the text '}waits until you ask for it where you want it")

    async def _undo(self, plan: Undo, last: _Last) -> Landed:
        self._last = None
        with suppress(DeviceError):
            if await self._hands.tap("Backspace", last.target, plan.backspaces):
                return Landed(Outcome.INSERTED, "taken back")
        return Landed(Outcome.HELD, f"{last.target.name} has the keyboard no longer: not all was taken back")
