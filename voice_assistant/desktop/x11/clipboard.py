"""Clipboard and selected text on X11."""

from __future__ import annotations

import asyncio

from ...concurrency import Worker
from .owning import SelectionOwner, text_offers
from .reading import read_picture, read_text


class X11Clipboard:
    def __init__(self, *, display: str | None = None) -> None:
        self._display = display
        self._worker = Worker("clipboard")
        self._owner: SelectionOwner | None = None
        self._starting = asyncio.Lock()

    async def read(self) -> str:
        return await self._worker.call(read_text, "CLIPBOARD", self._display)

    async def picture(self) -> bytes | None:
        return await self._worker.call(read_picture, self._display)

    async def write(self, text: str) -> None:
        async with self._starting:  # one owner, also when two copy at once: they would take it from each other
            if self._owner is None or not self._owner.is_alive():
                self._owner = await self._worker.call(_start_owner, self._display)
        await asyncio.wrap_future(self._owner.own(text_offers(text)))

    def close(self) -> None:
        if self._owner is not None:
            self._owner.hand_over()
        self._worker.close()


class X11Selection:
    def __init__(self, *, display: str | None = None) -> None:
        self._display = display
        self._worker = Worker("selection")

    async def read(self) -> str:
        return await self._worker.call(read_text, "PRIMARY", self._display)

    def close(self) -> None:
        self._worker.close()


def _start_owner(display: str | None) -> SelectionOwner:
    owner = SelectionOwner(display=display)
    owner.start()
    return owner
