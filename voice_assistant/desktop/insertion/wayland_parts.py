"""What a Wayland desktop lets us have for an insertion: the first keyboard and the first clipboard that work."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from ...errors import DeviceError
from ...paths import state_dir
from ..typing.portal import PortalKeyboards
from ..wayland.board import Board
from ..wayland.borrowing import Borrower
from ..wayland.virtual_keyboard import VirtualKeyboard
from .wayland import Keyboard, Lender


class Keyboards:
    """Makes one when it is called, as often as the one before has failed."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._ways: list[Callable[[], Keyboard]] = [
            lambda: VirtualKeyboard(environ),
            PortalKeyboards(state_dir() / "remote-desktop"),
        ]

    def __call__(self) -> Keyboard:
        """Raises `DeviceError` when there is none."""
        problems = []
        for way in self._ways:
            try:
                return way()
            except DeviceError as error:
                problems.append(str(error))
        raise DeviceError("; ".join(problems))


def lender(environ: Mapping[str, str] = os.environ) -> Lender:
    """Of the clipboard."""
    if environ.get("DISPLAY") and not has_board(environ):
        from ..x11.bridging import BridgedBorrower

        return BridgedBorrower(environ["DISPLAY"])
    return Borrower(environ)


def has_board(environ: Mapping[str, str]) -> bool:
    """Whether the compositor gives programs without a window the clipboard."""
    try:
        board = Board(environ)
    except DeviceError:
        return False
    board.discard()
    return True
