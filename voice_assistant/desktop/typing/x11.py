"""Typing on X11 with the XTest extension: to the programs it is a keyboard like any other.

Characters that the layout lacks are lent to spare keycodes, a few at a time. A program looks a key press up in the
keyboard mapping when it gets round to it, so a lent key keeps its character for `SETTLE_S` after its last press.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from Xlib import X
from Xlib.ext import xtest

from ...concurrency import Worker, closing
from ...errors import DeviceError
from ..x11.connection import LOST, Connection, connect, disconnect
from ..x11.fingers import alone, has_keyboard, modifiers, wait_until_free
from ..x11.keyboard import KeyboardMap
from ..x11.keymap import CharacterMap, Stroke
from .base import typeable
from .lending import plan

SETTLE_S = 0.1
TAKE_OVER_S = 0.025  # for programs that take a new mapping over on the side
_CHUNK = 40  # characters typed between two looks at the person's own keys


class X11Typist:
    def __init__(self, *, display: str | None = None) -> None:
        self._display = display
        self._worker = Worker("typist")

    async def type(self, text: str) -> None:
        async with closing(self._worker.iterate(type_steps, text, self._display)) as steps:
            async for _ in steps:
                pass


def type_steps(text: str, display: str | None = None, window: int | None = None) -> Iterator[int]:
    """Type `text`, blocking; yields the number of characters typed so far. Closing it leaves the keyboard as it was.

    With a `window` it types into that one only: it ends early, at the latest number it gave, when the window has
    the keyboard no longer.

    Raises `DeviceError`.
    """
    text = typeable(text)
    if not text:
        return
    connection = connect(display)
    try:
        fingers = _Fingers(connection)
        fingers.wait_until_free()
        yield from fingers.type(text, window)
    except LOST as error:
        raise DeviceError("the X display has gone while typing") from error
    finally:
        disconnect(connection)


class _Fingers:
    """One text's worth of typing."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        keyboard = KeyboardMap(connection)
        self._shift = keyboard.first("Shift_L")
        self._caps_lock = keyboard.first("Caps_Lock")
        self._meaningful = keyboard.relevant
        self._map = CharacterMap(connection)
        self._used_at_s: dict[int, float] = {}  # last press of each lent key

    def wait_until_free(self) -> None:
        wait_until_free(self._connection, self._meaningful)
        if self._connection.get_input_focus().focus == X.NONE:
            raise DeviceError("no window has the keyboard: click where the text shall go, then try again")

    def type(self, text: str, window: int | None) -> Iterator[int]:
        missing = {char for char in text if self._map.stroke(char) is None}
        if missing and not self._map.spare:
            raise DeviceError("the keyboard layout lacks characters of the text, and has no spare keys to lend them")
        caps_lock = self._caps_lock if modifiers(self._connection) & X.LockMask else 0
        typed = 0
        try:
            self._tap(caps_lock)
            for chunk in plan(text, missing, self._map.spare, _CHUNK):
                self.wait_until_free()
                self._lend(chunk.lend)
                with alone(self._connection):
                    if window is not None and not has_keyboard(self._connection, window):
                        return
                    for char in chunk.text:
                        self._strike(char, chunk.keys)
                self._used_at_s |= dict.fromkeys(chunk.keys.values(), time.monotonic())
                typed += len(chunk.text)
                yield typed
        finally:
            self._tap(caps_lock)
            self._settle(self._used_at_s)
            self._map.restore()

    def _lend(self, keys: dict[int, str]) -> None:
        if keys:
            self._settle(keys)
            self._map.lend(keys)
            time.sleep(TAKE_OVER_S)

    def _settle(self, keycodes: Iterable[int]) -> None:
        """Wait until whatever these keys were pressed for has been looked up."""
        last_s = max((self._used_at_s.get(code, 0.0) for code in keycodes), default=0.0)
        time.sleep(max(0.0, last_s + SETTLE_S - time.monotonic()))

    def _strike(self, char: str, lent: dict[str, int]) -> None:
        stroke = Stroke(lent[char]) if char in lent else self._map.stroke(char)
        assert stroke is not None
        if stroke.shift:
            xtest.fake_input(self._connection, X.KeyPress, self._shift)
        self._tap(stroke.keycode)
        if stroke.shift:
            xtest.fake_input(self._connection, X.KeyRelease, self._shift)

    def _tap(self, keycode: int) -> None:
        if keycode:
            xtest.fake_input(self._connection, X.KeyPress, keycode)
            xtest.fake_input(self._connection, X.KeyRelease, keycode)
