"""The clipboard of a Wayland desktop that shares it with an X11 server at its side, at all times.

GNOME does so whatever window is in front, and gives Wayland programs without a window no clipboard of their own. It
asks an X11 program for its text when a Wayland program pastes, so the receipt comes, though not from whom.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from ...errors import DeviceError
from .borrowing import Borrower
from .connection import LOST, Connection, connect, disconnect

_ANNOUNCED_WITHIN_S = 2.0
_TOLD_S = 0.05  # from the question what there is, to Wayland's programs knowing it


class BridgedBorrower:
    """Belongs to one thread."""

    def __init__(self, display: str | None = None) -> None:
        self._display = display
        self._borrower = Borrower(display)
        self._connection: Connection | None = None

    def prepare(self) -> None:
        try:
            self._borrower.prepare(self._connected(), ("CLIPBOARD",))
        except LOST as error:
            raise self._lost() from error

    def paste(self, text: str, pid: int | None, chord: str, press: Callable[[], bool]) -> bool | None:
        def press_when_told() -> bool:
            if not self._borrower.announced(_ANNOUNCED_WITHIN_S):
                raise DeviceError("the desktop does not share the clipboard of its X11 server")
            time.sleep(_TOLD_S)
            return press()

        try:
            return self._borrower.paste(self._connected(), text, 0, ("CLIPBOARD",), press_when_told)
        except LOST as error:
            raise self._lost() from error

    def copy(self, text: str) -> None:
        try:
            self._borrower.keep(self._connected(), text)
        except LOST as error:
            raise self._lost() from error

    def close(self) -> None:
        self._borrower.close()
        if self._connection is not None:
            disconnect(self._connection)

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = connect(self._display)
        return self._connection

    def _lost(self) -> DeviceError:
        if self._connection is not None:
            disconnect(self._connection)
        self._connection = None
        return DeviceError("the X display has gone")
