"""The desktop, as a turn sees it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from .desktop.insertion.base import Landed, Target


class Desk(Protocol):
    """What is selected, copied, typed and printed. All raise `DeviceError`, except `insert`, which loses no text."""

    async def selection(self) -> str: ...

    async def clipboard(self) -> str: ...

    async def picture(self) -> bytes | None:
        """The picture on the clipboard, as the content of its file; None when there is none."""
        ...

    async def held(self) -> str:
        """The text that waits for a better place, "" when there is none."""
        ...

    async def deliver_held(self) -> Landed | None:
        """Insert that text where the keyboard is now; None when there is none."""
        ...

    async def copy(self, text: str) -> None: ...

    async def print(self, text: str) -> None: ...

    async def pin(self) -> Target | None:
        """The place that has the keyboard now, for a text to come; None when there is none."""
        ...

    async def insert(self, text: str, target: Target | None) -> Landed:
        """Land `text` in `target`, on the clipboard, or hold it."""
        ...

    async def press(self, key: str, target: Target | None) -> bool:
        """Press a key such as "Enter" in `target`; False when that has the keyboard no longer."""
        ...

    async def undo(self) -> Landed:
        """Take back what was inserted last: `INSERTED` means that it is gone, `HELD` that nothing was done."""
        ...

    async def before_cursor(self) -> str | None:
        """The text before the cursor, None when the desktop does not tell."""
        ...


async def texts_of(desk: Desk, sources: Collection[str]) -> list[str]:
    """What lies ready in writing at each of `sources`. Raises `DeviceError`."""
    ready = {"selection": desk.selection, "clipboard": desk.clipboard, "held": desk.held}
    return [await text() for name, text in ready.items() if name in sources]


NOTHING_THERE = {
    "microphone": "nothing was said",
    "selection": "nothing is selected: select some text first",
    "clipboard": "the clipboard holds no text: copy some first",
    "held": "no text waits to be delivered",
}
"""What is told where a source had nothing."""
