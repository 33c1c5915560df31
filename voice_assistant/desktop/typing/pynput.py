"""Typing and copying on macOS and Windows through pynput."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from ...concurrency import Worker, closing
from ...errors import DeviceError
from ..hotkeys.pynput import load_keyboard
from ..keys import Modifier, parse
from .base import typeable

_CHUNK = 40


class PynputTypist:
    def __init__(self) -> None:
        self._worker = Worker("typist")

    async def type(self, text: str) -> None:
        async with closing(self._worker.iterate(_type_steps, typeable(text))) as steps:
            async for _ in steps:
                pass


def _type_steps(text: str) -> Iterator[int]:
    keyboard = load_keyboard()
    controller = keyboard.Controller()
    for start in range(0, len(text), _CHUNK):
        try:
            controller.type(text[start : start + _CHUNK])
        except controller.InvalidCharacterException as error:
            raise DeviceError("this keyboard layout has no key for a character of the text") from error
        yield start


def press_copy() -> None:
    """Press the keys that copy what is selected."""
    keyboard = load_keyboard()
    controller = keyboard.Controller()
    with controller.pressed(keyboard.Key.cmd if sys.platform == "darwin" else keyboard.Key.ctrl):
        controller.tap("c")


def press(chord: str, times: int = 1) -> None:
    """Press a key or chord, such as "Enter" or "Cmd+V"."""
    keyboard = load_keyboard()
    controller = keyboard.Controller()
    hotkey = parse(chord)
    names = {Modifier.CTRL: "ctrl", Modifier.ALT: "alt", Modifier.SHIFT: "shift", Modifier.SUPER: "cmd"}
    held = [getattr(keyboard.Key, names[modifier]) for modifier in Modifier if modifier in hotkey.modifiers]
    key = hotkey.key.lower()
    for _ in range(times):
        with controller.pressed(*held):
            controller.tap(key if len(key) == 1 else getattr(keyboard.Key, key))
