"""The clipboard of a Wayland desktop that shares it with an X11 server at its side, at all times.

GNOME does so whatever window is in front, and gives Wayland programs without a window no clipboard of their own. It
asks an X11 program for its text when a Wayland program pastes: that is the receipt, though it does not say whose.
"""

from __future__ import annotations

from collections.abc import Callable

from Xlib import Xatom

from ...errors import DeviceError
from .borrowing import Borrower
from .connection import LOST, Connection, connect, disconnect
from .windows import focus_window

_ANNOUNCED_WITHIN_S = 2.0
_TOLD_S = 0.06  # from its last question to Wayland's programs knowing the answer


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
            if not self._borrower.announced(_ANNOUNCED_WITHIN_S, _TOLD_S):
                raise DeviceError("the desktop does not share the clipboard of its X11 server")
            return press()

        try:
            connection = self._connected()
            # While a Wayland program has the keyboard, the focus is on a window of the compositor, or none.
            window = focus_window(connection) or _window_manager(connection)
            return self._borrower.paste(connection, text, window, ("CLIPBOARD",), press_when_told)
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


def _window_manager(connection: Connection) -> int:
    """A window of it, 0 when there is none."""
    atom = connection.intern_atom("_NET_SUPPORTING_WM_CHECK")
    answer = connection.screen().root.get_full_property(atom, Xatom.WINDOW)
    return int(answer.value[0]) if answer is not None and answer.value else 0
