"""Inserting on macOS and Windows: paste from the clipboard, whose text goes back unless it has changed meanwhile.

Neither says who reads the clipboard, so the text stays for `PASTED_WITHIN_S`; each counts its changes, which tells
whether the person has copied something.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from ...errors import DeviceError
from ..clipboard import Clipboard
from ..typing.base import Typist, typeable
from .base import Attempt, Kind, Target, Way

PASTED_WITHIN_S = 0.8


class Native(Protocol):
    """The few things that the system itself must be asked for."""

    def front(self) -> Target | None:
        """The window with the keyboard."""
        ...

    def changes(self) -> int:
        """How often the clipboard has changed since the system started."""
        ...

    def only_text(self) -> bool:
        """Whether the clipboard holds text and nothing that would be lost with it, or nothing at all."""
        ...

    def tap(self, chord: str, times: int) -> None:
        """Press a chord."""
        ...


class PynputHands:
    def __init__(
        self,
        native: Callable[[], Native],
        clipboard: Clipboard,
        typist: Typist,
        *,
        pasted_within_s: float = PASTED_WITHIN_S,
    ) -> None:
        self._make_native = native
        self._native: Native | None = None
        self._clipboard = clipboard
        self._typist = typist
        self._pasted_within_s = pasted_within_s
        self._giving_back: asyncio.Task[None] | None = None

    async def focused(self) -> Target | None:
        return await asyncio.to_thread(self._system().front)

    async def prepare(self, target: Target) -> None:
        pass

    async def insert(self, text: str, target: Target, way: Way) -> Attempt:
        try:
            if way.kind is Kind.TYPE:
                if not await self._in_front(target):
                    return Attempt(moved=True)
                await self._typist.type(text)
                return Attempt(len(typeable(text)))
            return await self._paste(text, target, way.chord)
        except DeviceError as error:
            return Attempt(problem=str(error))

    async def copy(self, text: str) -> None:
        await self._clipboard.write(text)

    async def tap(self, chord: str, target: Target, times: int = 1) -> bool:
        if not await self._in_front(target):
            return False
        await asyncio.to_thread(self._system().tap, chord, times)
        return True

    def close(self) -> None:
        self._clipboard.close()

    async def _paste(self, text: str, target: Target, chord: str) -> Attempt:
        if self._giving_back is not None:
            await asyncio.wait([self._giving_back])
        if not await asyncio.to_thread(self._system().only_text):
            return Attempt(problem="the clipboard holds more than text, which could not be given back")
        before = await self._clipboard.read()
        await self._clipboard.write(text)
        changes = await asyncio.to_thread(self._system().changes)
        pressed = await self.tap(chord, target)
        self._giving_back = asyncio.create_task(
            self._give_back(before, changes, self._pasted_within_s if pressed else 0.0)
        )
        return Attempt(len(text)) if pressed else Attempt(moved=True)

    async def _give_back(self, text: str, changes: int, after_s: float) -> None:
        await asyncio.sleep(after_s)
        if await asyncio.to_thread(self._system().changes) == changes:
            await self._clipboard.write(text)

    async def _in_front(self, target: Target) -> bool:
        now = await self.focused()
        return now is not None and now.window == target.window

    def _system(self) -> Native:
        if self._native is None:
            self._native = self._make_native()
        return self._native
