"""What every typist does, and what text it may be given."""

from __future__ import annotations

import unicodedata
from typing import Protocol


class Typist(Protocol):
    async def type(self, text: str) -> None:
        """Type `text` where the cursor is; newlines and tabs are keys too.

        Waits until the person has let go of the keyboard. Cancelled, it stops after a few more characters and
        leaves the keyboard as it was. Raises `DeviceError` when nothing can be typed, or not all of it.
        """
        ...


def typeable(text: str) -> str:
    """`text` without what is no text: control characters (an Escape would be a command to many programs)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
