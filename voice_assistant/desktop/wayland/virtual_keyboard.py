"""A keyboard of our own, where the compositor lets programs have one (wlroots and its kin: sway, Hyprland, ...)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from ...errors import DeviceError
from ..keys import Modifier, parse
from ..typing.base import typeable
from ..typing.lending import plan
from .keymap import FIXED, LETTER_KEYS, MODIFIER_BITS, MODIFIER_KEYS, code_of, keymap
from .wire import LOST, Connection, Event, ignore, memory_file

MANAGER = "zwp_virtual_keyboard_manager_v1"

_CHUNK = 40  # characters typed between two looks at who has the keyboard
_PAUSE_S = 0.02  # after each chunk: a program that hangs is cut off when it has too many keys to read
_FIRST_KEY_S = 0.1  # on a seat that had no keyboard before, programs need so long to notice that it has one
_KEYMAP, _KEY, _MODIFIERS = 0, 1, 2
_HAS_KEYBOARD = 2
_GONE = "the compositor has gone while keys were pressed"

Still = Callable[[], bool]
"""Whether the place that was meant still has the keyboard."""


class VirtualKeyboard:
    """Belongs to one thread. Everything raises `DeviceError` when the compositor has gone."""

    alive = False
    types = True

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        """Raises `DeviceError` where programs get no keyboard."""
        self._connection = Connection(environ)
        self._capabilities = 0
        try:
            manager = self._connection.bind(MANAGER, 1, ignore)
            seat = self._connection.bind("wl_seat", 1, self._on_seat)
            self._connection.roundtrip()
            bare = not self._capabilities & _HAS_KEYBOARD
            self._keyboard = self._connection.new(ignore)
            self._connection.request(manager, 0, seat, self._keyboard)
            self._give_keymap(keymap())
            self._connection.roundtrip()
        except (DeviceError, *LOST) as error:
            self._connection.close()
            raise DeviceError(f"the compositor gives no keyboard: {error}") from error
        self._ready_s = time.monotonic() + (_FIRST_KEY_S if bare else 0.0)
        self.alive = True

    def press(self, chord: str, still: Still, times: int = 1) -> bool:
        """Press a key or chord; False, and nothing is pressed, when the keyboard is not `still` there."""
        hotkey = parse(chord)
        if (code := code_of(hotkey)) is None:
            raise DeviceError(f"there is no key {hotkey.key} to press")
        self._be_ready()
        with self._lost():
            self._give_keymap(keymap())
            self._connection.roundtrip()
            held = [modifier for modifier in Modifier if modifier in hotkey.modifiers]
            with self._held(held):
                for _ in range(times):
                    self._tap(code)
            if not still():
                self._connection.forget()
                return False
            self._connection.roundtrip()
        return True

    def type(self, text: str, still: Still) -> Iterator[int]:
        """Type `text`; yields the number of characters typed so far, and ends early when it is not `still` there."""
        text = typeable(text)
        letters: dict[int, str] = {}
        typed = 0
        self._be_ready()
        with self._lost():
            for chunk in plan(text, set(text) - FIXED.keys(), LETTER_KEYS, _CHUNK):
                if chunk.lend or not typed:
                    letters |= chunk.lend
                    self._give_keymap(keymap(letters))
                    self._connection.roundtrip()
                for char in chunk.text:
                    self._tap(FIXED.get(char) or chunk.keys[char])
                if not still():
                    self._connection.forget()
                    return
                self._connection.roundtrip()
                typed += len(chunk.text)
                time.sleep(_PAUSE_S)
                yield typed

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def _held(self, modifiers: list[Modifier]) -> Iterator[None]:
        bits = 0
        for modifier in modifiers:
            self._key(MODIFIER_KEYS[modifier], down=True)
            bits |= MODIFIER_BITS[modifier]
        self._connection.request(self._keyboard, _MODIFIERS, bits, 0, 0, 0)
        yield
        for modifier in reversed(modifiers):
            self._key(MODIFIER_KEYS[modifier], down=False)
        self._connection.request(self._keyboard, _MODIFIERS, 0, 0, 0, 0)

    def _tap(self, code: int) -> None:
        self._key(code, down=True)
        self._key(code, down=False)

    def _key(self, code: int, *, down: bool) -> None:
        time_ms = int(time.monotonic() * 1000) & 0xFFFFFFFF
        self._connection.request(self._keyboard, _KEY, time_ms, code, int(down))

    def _give_keymap(self, content: bytes) -> None:
        fd = memory_file("keymap", content)
        try:
            self._connection.request(self._keyboard, _KEYMAP, 1, len(content), fds=(fd,))
        finally:
            os.close(fd)

    def _be_ready(self) -> None:
        time.sleep(max(0.0, self._ready_s - time.monotonic()))

    def _on_seat(self, event: Event) -> None:
        if event.opcode == 0:
            self._capabilities = event.uint()

    @contextmanager
    def _lost(self) -> Iterator[None]:
        try:
            yield
        except LOST as error:
            self.alive = False
            raise DeviceError(_GONE) from error
