"""The evdev listener on keyboards made of pipes: this kernel may have no input devices."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from tests.rig.waiting import wait_until
from voice_assistant.desktop.hotkeys import evdev, select
from voice_assistant.desktop.hotkeys.base import HotkeyEvent
from voice_assistant.desktop.hotkeys.evdev import EvdevHotkeyListener, key_name
from voice_assistant.desktop.keys import parse
from voice_assistant.desktop.session import Desktop
from voice_assistant.errors import DeviceError

CODES = {
    30: "KEY_A",
    64: "KEY_F6",
    97: "KEY_RIGHTCTRL",
    29: "KEY_LEFTCTRL",
    37: "KEY_K",
    113: ["KEY_MIN_X", "KEY_MUTE"],
}
EV_KEY = 1


@dataclass
class Keyboard:
    """One end is a finger, the other an input device."""

    path: str
    keys: tuple[int, ...] = (30,)

    def __post_init__(self) -> None:
        self.fd, self._finger = os.pipe()

    def strike(self, code: int, *values: int) -> None:
        for value in values:
            os.write(self._finger, struct.pack("HHi", EV_KEY, code, value))

    def unplug(self) -> None:
        os.close(self._finger)

    def capabilities(self) -> dict[int, tuple[int, ...]]:
        return {EV_KEY: self.keys}

    def read(self) -> Iterator[Any]:
        data = os.read(self.fd, 4096)
        if not data:
            raise OSError("No such device")
        for kind, code, value in struct.iter_unpack("HHi", data):
            yield SimpleNamespace(type=kind, code=code, value=value)

    def close(self) -> None:
        os.close(self.fd)


class Library:
    """The part of evdev that is used."""

    def __init__(self, *keyboards: Keyboard) -> None:
        self.plugged = {keyboard.path: keyboard for keyboard in keyboards}
        self.ecodes = SimpleNamespace(KEY=CODES, KEY_A=30, EV_KEY=EV_KEY)

    def list_devices(self) -> list[str]:
        return list(self.plugged)

    def InputDevice(self, path: str) -> Keyboard:  # noqa: N802
        return self.plugged[path]


def told(events: list[HotkeyEvent]) -> list[str]:
    return [("+" if e.pressed else "x" if e.chord else "-") + e.name for e in events]


def listening(*keyboards: Keyboard, **keys: str) -> tuple[EvdevHotkeyListener, list[HotkeyEvent], list[str], Library]:
    library = Library(*keyboards)
    listener = EvdevHotkeyListener({name: [parse(key)] for name, key in keys.items()}, library=library)
    events: list[HotkeyEvent] = []
    problems: list[str] = []
    listener.start(events.append, problems.append)
    return listener, events, problems, library


def test_press_hold_and_release() -> None:
    keyboard = Keyboard("/dev/input/event0")
    listener, events, _, _ = listening(keyboard, ask="F6", clip="Ctrl+K", talk="Right Ctrl")
    assert listener.alive
    keyboard.strike(64, 1, 2, 2, 2, 0)
    wait_until(lambda: told(events) == ["+ask", "-ask"], "a held key is one press")
    keyboard.strike(29, 1)
    keyboard.strike(37, 1, 0)
    keyboard.strike(29, 0)
    keyboard.strike(97, 1)
    keyboard.strike(30, 1, 0)
    wait_until(lambda: told(events)[2:] == ["+clip", "-clip", "+talk", "xtalk"], "chords")
    assert events[4].bare
    listener.set_active("ask", False)
    keyboard.strike(64, 1, 0)
    keyboard.strike(97, 0, 1, 0)
    wait_until(lambda: told(events)[6:] == ["+talk", "-talk"], "no key that is off")
    listener.close()
    assert not listener.alive


def test_a_keyboard_comes_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evdev, "RESCAN_S", 0.01)
    first = Keyboard("/dev/input/event0")
    listener, events, problems, library = listening(first, ask="F6")
    del library.plugged[first.path]
    first.unplug()
    wait_until(lambda: problems, "the loss to be told")
    assert not listener.alive
    second = Keyboard("/dev/input/event1")
    library.plugged[second.path] = second
    wait_until(lambda: listener.alive, "the new keyboard")
    second.strike(64, 1)
    wait_until(lambda: told(events) == ["+ask"], "its key")
    listener.close()


def test_no_keyboard_is_explained() -> None:
    mouse = Keyboard("/dev/input/event0", keys=(272,))
    with pytest.raises(DeviceError, match="group `input`"):
        listening(mouse, ask="F6")


def test_a_key_that_is_none_of_the_kernels_is_named() -> None:
    with pytest.raises(DeviceError, match="no key F7"):
        listening(Keyboard("/dev/input/event0"), ask="F7")


def test_without_the_library_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "evdev", None)
    listener = select.listener({"ask": [parse("F6")]}, backend="evdev", desktop=Desktop.WAYLAND)
    assert listener.backend == "evdev"
    with pytest.raises(DeviceError, match=r"pip install 'voice-assistant\[evdev\]'"):
        listener.start(print, print)


@pytest.mark.parametrize(
    ("kernel", "ours"),
    [
        ("KEY_A", "A"),
        ("KEY_1", "1"),
        ("KEY_F13", "F13"),
        ("KEY_ENTER", "Enter"),
        ("KEY_PAGEUP", "PageUp"),
        ("KEY_CAPSLOCK", "CapsLock"),
        ("KEY_KP7", "Numpad7"),
        ("KEY_KPENTER", "NumpadEnter"),
        ("KEY_RIGHTMETA", "Right Super"),
        ("KEY_COMMA", ","),
        ("KEY_MUTE", "XF86AudioMute"),
        ("KEY_MIN_INTERESTING", None),
    ],
)
def test_keys_have_the_names_of_the_config(kernel: str, ours: str | None) -> None:
    assert key_name(kernel) == ours
