"""Proof that a key's press, hold and release reach us on this X server: a spare key pressed by XTest, for `doctor`."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from Xlib import X
from Xlib.ext import xtest

from ...errors import DeviceError
from ..keys import Hotkey
from ..x11.connection import LOST, connect, disconnect
from ..x11.keyboard import KeyboardMap
from .base import HotkeyEvent
from .x11 import X11HotkeyListener

HOLD_S = 0.2
WAIT_S = 2.0
_SPARE = [*(f"F{number}" for number in range(24, 12, -1)), *(f"XF86Launch{sign}" for sign in "FEDCBA987"), "Pause"]
"""Keys that hardly anybody has, and hardly any program uses."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Times from the key to us; `None` for what did not arrive."""

    key: str
    press_ms: float | None
    release_ms: float | None
    held_s: float

    @property
    def works(self) -> bool:
        return self.press_ms is not None and self.release_ms is not None

    def __str__(self) -> str:
        if self.press_ms is None or self.release_ms is None:
            lost = "press" if self.press_ms is None else "release"
            return f"the {lost} of a synthetic {self.key} did not arrive: another program may hold the keyboard"
        return (
            f"a synthetic {self.key} was heard: press after {self.press_ms:.1f} ms, held for {self.held_s:.2f} s "
            f"(no repeats), release after {self.release_ms:.1f} ms"
        )


def prove_hold_and_release(display: str | None = None) -> Proof:
    """Press, hold and release a spare key that no program has taken. Blocks for `HOLD_S`. Raises `DeviceError`."""
    connection = connect(display)
    try:
        keyboard = KeyboardMap(connection)
        for name in _SPARE:
            key = Hotkey(name)
            plain = [grab.keycode for grab in keyboard.grabs(key) if not grab.modifiers]
            if not plain:
                continue
            hearing = _Hearing()
            listener = X11HotkeyListener({"proof": [key]}, display=display)
            try:
                listener.start(hearing.heard, lambda problem: None)
            except DeviceError:  # taken
                continue
            try:
                return _prove(connection, plain[0], name, hearing)
            finally:
                listener.close()
    except LOST as error:
        raise DeviceError("the X display has gone") from error
    finally:
        disconnect(connection)
    raise DeviceError("this keyboard has no spare key to try")


class _Hearing:
    """What the listener told, and when."""

    def __init__(self) -> None:
        self.events: list[HotkeyEvent] = []
        self._news = threading.Condition()

    def heard(self, event: HotkeyEvent) -> None:
        with self._news:
            self.events.append(event)
            self._news.notify()

    def wait_for(self, count: int) -> HotkeyEvent | None:
        """The event that makes it `count`, None when it does not come."""
        with self._news:
            self._news.wait_for(lambda: len(self.events) >= count, WAIT_S)
            return self.events[count - 1] if len(self.events) >= count else None


def _prove(connection: object, keycode: int, name: str, hearing: _Hearing) -> Proof:
    press_s = _strike(connection, X.KeyPress, keycode)
    try:
        press = hearing.wait_for(1)
        time.sleep(HOLD_S)
    finally:
        release_s = _strike(connection, X.KeyRelease, keycode)
    release = hearing.wait_for(2) if press is not None else None
    if release is not None and release.pressed:
        release = None
    return Proof(
        name,
        None if press is None else 1000 * (press.at_s - press_s),
        None if release is None else 1000 * (release.at_s - release_s),
        release_s - press_s,
    )


def _strike(connection: object, kind: int, keycode: int) -> float:
    at_s = time.monotonic()
    xtest.fake_input(connection, kind, keycode)
    connection.sync()  # type: ignore[attr-defined]
    return at_s
