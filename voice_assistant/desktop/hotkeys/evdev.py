"""Hotkeys from the kernel's input devices: works on any Linux desktop, and in none; only on request.

Whoever may read the devices reads everything that is typed, so the person has to allow it (the group `input`), and
installs the library by themselves: the extra `evdev`. Passive: the program in front gets the key too. Keys are those
of a US keyboard, by place.
"""

from __future__ import annotations

import importlib
import os
import select
import threading
import time
from contextlib import suppress
from typing import Any

from ...errors import DeviceError
from ..keys import KEYS
from .base import Hotkeys, OnEvent, OnProblem, missing
from .chords import ChordMatcher

RESCAN_S = 3.0
"""How soon a keyboard that was plugged in is heard."""
_UP, _DOWN = 0, 1  # 2 is auto-repeat

_NAMES = {
    "ESC": "Escape",
    "SYSRQ": "Print",
    "COMPOSE": "Menu",
    "COMMA": ",",
    "DOT": ".",
    "SLASH": "/",
    "BACKSLASH": "\\",
    "SEMICOLON": ";",
    "APOSTROPHE": "'",
    "GRAVE": "`",
    "MINUS": "-",
    "EQUAL": "=",
    "LEFTBRACE": "[",
    "RIGHTBRACE": "]",
    "LEFTCTRL": "Left Ctrl",
    "RIGHTCTRL": "Right Ctrl",
    "LEFTALT": "Left Alt",
    "RIGHTALT": "Right Alt",
    "LEFTSHIFT": "Left Shift",
    "RIGHTSHIFT": "Right Shift",
    "LEFTMETA": "Left Super",
    "RIGHTMETA": "Right Super",
    "PLAYPAUSE": "XF86AudioPlay",
    "NEXTSONG": "XF86AudioNext",
    "PREVIOUSSONG": "XF86AudioPrev",
    "STOPCD": "XF86AudioStop",
    "MUTE": "XF86AudioMute",
    "MICMUTE": "XF86AudioMicMute",
    "VOLUMEDOWN": "XF86AudioLowerVolume",
    "VOLUMEUP": "XF86AudioRaiseVolume",
    "KPPLUS": "NumpadAdd",
    "KPMINUS": "NumpadSubtract",
    "KPASTERISK": "NumpadMultiply",
    "KPSLASH": "NumpadDivide",
    "KPDOT": "NumpadDecimal",
    "KPENTER": "NumpadEnter",
}
_PLAIN = {name.lower(): name for name in KEYS if name.isascii()}


def key_name(kernel_name: str) -> str | None:
    """ "KEY_LEFTCTRL" -> "Left Ctrl", "KEY_A" -> "A"; None for what has no name in `keys.py`."""
    name = kernel_name.removeprefix("KEY_")
    if found := _NAMES.get(name):
        return found
    if len(name) == 1:
        return name
    if name.startswith("KP") and name[2:].isdigit():
        return f"Numpad{name[2:]}"
    return _PLAIN.get(name.lower())


class EvdevHotkeyListener:
    backend = "evdev"

    def __init__(self, hotkeys: Hotkeys, *, reason: str = "", library: Any = None) -> None:
        self.reason = reason
        self._hotkeys = hotkeys
        self._matcher = ChordMatcher(hotkeys)
        self._lock = threading.Lock()  # `set_active` comes from any thread
        self._library = library
        self._thread: _Thread | None = None

    @property
    def alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive() and bool(self._thread.devices)

    def start(self, on_event: OnEvent, on_problem: OnProblem) -> None:
        self.close()
        library = self._library or _load()
        names = _names(library)
        for name, hotkeys in self._hotkeys.items():
            for hotkey in hotkeys:
                if hotkey.key not in names.values():
                    raise DeviceError(missing(hotkey, name))
        thread = _Thread(library, names, self._matcher, self._lock, on_event, on_problem)
        thread.scan()
        if not thread.devices:
            thread.close()
            raise DeviceError(
                "no keyboard can be read in /dev/input: add yourself to the group `input` and log in again, "
                'or set hotkeys.backend to "auto"'
            )
        thread.start()
        self._thread = thread

    def set_active(self, name: str, active: bool) -> None:
        if name not in self._hotkeys:
            raise KeyError(name)
        with self._lock:
            (self._matcher.active.add if active else self._matcher.active.discard)(name)

    def close(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.end()
            if thread is not threading.current_thread():
                thread.join()


class _Thread(threading.Thread):
    """Reads all keyboards, and looks for new ones."""

    def __init__(
        self,
        library: Any,
        names: dict[int, str],
        matcher: ChordMatcher,
        lock: threading.Lock,
        on_event: OnEvent,
        on_problem: OnProblem,
    ) -> None:
        super().__init__(name="hotkeys-evdev", daemon=True)
        self.devices: dict[str, Any] = {}
        self._library = library
        self._names = names
        self._matcher = matcher
        self._lock = lock
        self._on_event = on_event
        self._on_problem = on_problem
        self._wake_read, self._wake_write = os.pipe()

    def end(self) -> None:
        """Any thread."""
        os.write(self._wake_write, b"!")

    def run(self) -> None:
        try:
            while True:
                by_file = {device.fd: device for device in self.devices.values()}
                readable, _, _ = select.select([*by_file, self._wake_read], [], [], RESCAN_S)
                if self._wake_read in readable:
                    return
                for file in readable:
                    self._read(by_file[file])
                if not readable:
                    self.scan()
        finally:
            self.close()

    def close(self) -> None:
        for device in self.devices.values():
            device.close()
        self.devices.clear()
        os.close(self._wake_read)
        os.close(self._wake_write)

    def scan(self) -> None:
        """Open the keyboards that are not open yet."""
        for path in self._library.list_devices():
            if path in self.devices:
                continue
            with suppress(OSError):
                device = self._library.InputDevice(path)
                if self._library.ecodes.KEY_A in device.capabilities().get(self._library.ecodes.EV_KEY, ()):
                    self.devices[path] = device
                else:
                    device.close()

    def _read(self, device: Any) -> None:
        try:
            events = list(device.read())
        except OSError:  # unplugged
            self.devices.pop(device.path, None)
            device.close()
            if not self.devices:
                self._on_problem("the keyboard has gone: its keys are heard again when it is back")
            return
        at_s = time.monotonic()
        for event in events:
            if event.type != self._library.ecodes.EV_KEY or event.value not in (_UP, _DOWN):
                continue
            name = self._names.get(event.code, f"#{event.code}")
            with self._lock:
                told = (self._matcher.press if event.value == _DOWN else self._matcher.release)(name, at_s)
            for hotkey_event in told:
                self._on_event(hotkey_event)


def _names(library: Any) -> dict[int, str]:
    """Key codes to our names. A code with several kernel names takes the first that we know."""
    found: dict[int, str] = {}
    for code, names in library.ecodes.KEY.items():
        known = (key_name(name) for name in ([names] if isinstance(names, str) else names))
        if name := next(filter(None, known), None):
            found[code] = name
    return found


def _load() -> Any:
    try:
        return importlib.import_module("evdev")
    except ImportError as error:
        raise DeviceError(
            "hotkeys.backend = \"evdev\" needs the library evdev: pip install 'voice-assistant[evdev]'"
        ) from error
