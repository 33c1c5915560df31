"""What a Wayland desktop lets us have for an insertion: the first keyboard and the first clipboard that work."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping

from ...errors import DeviceError
from ...paths import state_dir
from ..portal import portal_version
from ..typing.ibus import IBusTypist
from ..typing.portal import INTERFACE, PortalKeyboards
from ..typing.uinput import UinputKeyboard, Which, uinput_program
from ..wayland.board import MANAGERS
from ..wayland.borrowing import Borrower
from ..wayland.virtual_keyboard import MANAGER, VirtualKeyboard
from ..wayland.wire import interfaces
from .wayland import Keyboard, Lender

NO_KEYBOARD = (
    "this Wayland desktop gives programs no keyboard: texts are copied; install xdg-desktop-portal with the part of "
    "your desktop, IBus, or dotool"
)


class Keyboards:
    """Makes one when it is called, as often as the one before has failed."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._ways: list[Callable[[], Keyboard]] = [
            lambda: VirtualKeyboard(environ),
            PortalKeyboards(state_dir() / "remote-desktop"),
            lambda: UinputKeyboard(environ),
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
    if environ.get("DISPLAY") and not interfaces(environ) & set(MANAGERS):
        from ..x11.bridging import BridgedBorrower

        return BridgedBorrower(environ["DISPLAY"])
    return Borrower(environ)


def keyboard_by(environ: Mapping[str, str] = os.environ, which: Which = shutil.which) -> str:
    """Through what keys are pressed here, "" for nothing. For `doctor`; asks the person nothing."""
    if MANAGER in interfaces(environ):
        return "a virtual keyboard"
    words = IBusTypist(environ).there()
    never_typed = "texts are pasted, or go in through IBus" if words else "texts are pasted, never typed"
    if portal_version(INTERFACE):
        return f"the desktop's portal for remote control, which asks once; {never_typed}"
    if program := uinput_program(environ, which):
        layout = ", which takes every keyboard for a US one" if program == "ydotool" else ""
        return f"{program}{layout}; {never_typed}"
    return "IBus" if words else ""


def can_type(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether any character can be typed, not only pasted."""
    return MANAGER in interfaces(environ) or IBusTypist(environ).there()


def clipboard_by(environ: Mapping[str, str] = os.environ, which: Which = shutil.which) -> str:
    """Through what the clipboard is read and lent here, "" for nothing."""
    if interfaces(environ) & set(MANAGERS):
        return "data control, in every form"
    if environ.get("DISPLAY"):
        return "the X11 server at its side, in every form"
    return "wl-clipboard, text only" if which("wl-copy") else ""
