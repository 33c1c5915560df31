"""Pressing keys with XTest into one window and no other."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from Xlib import X
from Xlib.ext import xtest

from ...errors import DeviceError
from ..keys import Modifier, parse
from .connection import Connection
from .keyboard import KeyboardMap
from .own_keys import own_keys
from .windows import focus_window, keyboard_is_taken

LET_GO_S = 5.0  # how long the person may keep a key down before we give up
_POLL_S = 0.01

Guard = Callable[[], bool]
"""Whether keys may be pressed now; asked while no other program can change the focus."""


def wait_until_free(connection: Connection, meaningful: int) -> None:
    """Wait until no key is down: a held Ctrl would make commands of the text, a held hotkey would have it all.

    `meaningful` are the modifier bits that count, held or latched. Raises `DeviceError` after `LET_GO_S`.
    """
    deadline = time.monotonic() + LET_GO_S
    while any(connection.query_keymap()) or modifiers(connection) & meaningful:
        if time.monotonic() > deadline:
            raise DeviceError("a key is held down: let go of the keyboard, then try again")
        time.sleep(_POLL_S)


def modifiers(connection: Connection) -> int:
    """Modifiers in force, held or latched."""
    return int(connection.screen().root.query_pointer().mask) & 0xFF


def has_keyboard(connection: Connection, window: int) -> bool:
    return focus_window(connection) == window and not keyboard_is_taken(connection)


@contextmanager
def alone(connection: Connection) -> Iterator[None]:
    """Nothing that other programs ask of the server is done meanwhile: the focus stays where it is."""
    with own_keys.pressing():
        connection.grab_server()
        try:
            yield
        finally:
            connection.ungrab_server()
            connection.sync()


def press_chord(connection: Connection, chord: str, window: int, times: int = 1) -> bool:
    """Press `chord` in `window`; False, and nothing pressed, when that has not got the keyboard.

    Raises `DeviceError`: no such key on this keyboard, or the person holds one down.
    """
    keyboard = KeyboardMap(connection)
    hotkey = parse(chord)
    grabs = keyboard.grabs(hotkey)
    if not grabs:
        raise DeviceError(f"this keyboard has no key for {hotkey}")
    held = [keyboard.first(_LEFT[modifier]) for modifier in Modifier if modifier in hotkey.modifiers]
    for _ in range(times):
        wait_until_free(connection, keyboard.relevant)
        with alone(connection):
            if not has_keyboard(connection, window):
                return False
            for code in held:
                xtest.fake_input(connection, X.KeyPress, code)
            xtest.fake_input(connection, X.KeyPress, grabs[0].keycode)
            xtest.fake_input(connection, X.KeyRelease, grabs[0].keycode)
            for code in reversed(held):
                xtest.fake_input(connection, X.KeyRelease, code)
    return True


_LEFT = {
    Modifier.CTRL: "Control_L",
    Modifier.ALT: "Alt_L",
    Modifier.SHIFT: "Shift_L",
    Modifier.SUPER: "Super_L",
}
