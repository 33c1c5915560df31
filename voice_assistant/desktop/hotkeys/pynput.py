"""Hotkeys on macOS and Windows (and, when asked for, X11) through pynput.

Passive: the program in front gets the key too. pynput is imported when listening starts, because its import fails
where there is no display. On X11 it says that it listens a few milliseconds before it does.
"""

from __future__ import annotations

import importlib
import logging
import sys
import threading
import time
from typing import Any

from ...errors import DeviceError
from ..keys import Hotkey
from .base import HotkeyEvent, Hotkeys, OnEvent, OnProblem, missing
from .chords import ChordMatcher

log = logging.getLogger(__name__)

# Names of `keys.py` that pynput's `Key` calls otherwise than by the lower-case name.
_PYNPUT_NAMES = {
    "Escape": "esc",
    "PageUp": "page_up",
    "PageDown": "page_down",
    "CapsLock": "caps_lock",
    "NumLock": "num_lock",
    "ScrollLock": "scroll_lock",
    "Print": "print_screen",
    "XF86AudioPlay": "media_play_pause",
    "XF86AudioNext": "media_next",
    "XF86AudioPrev": "media_previous",
    "XF86AudioStop": "media_stop",
    "XF86AudioMute": "media_volume_mute",
    "XF86AudioLowerVolume": "media_volume_down",
    "XF86AudioRaiseVolume": "media_volume_up",
    "Left Ctrl": "ctrl_l",
    "Right Ctrl": "ctrl_r",
    "Left Alt": "alt_l",
    "Right Alt": "alt_r",
    "Left Shift": "shift_l",
    "Right Shift": "shift_r",
    "Left Super": "cmd_l",
    "Right Super": "cmd_r",
}
_OUR_NAMES = {theirs: ours for ours, theirs in _PYNPUT_NAMES.items()} | {
    "ctrl": "Left Ctrl",
    "alt": "Left Alt",
    "alt_gr": "Right Alt",
    "shift": "Left Shift",
    "cmd": "Left Super",
    "backspace": "Backspace",
}


class PynputHotkeyListener:
    backend = "pynput"

    def __init__(self, hotkeys: Hotkeys, *, reason: str = "") -> None:
        self.reason = reason
        self._hotkeys = hotkeys
        self._matcher = ChordMatcher(hotkeys)
        self._lock = threading.Lock()  # `set_active` comes from any thread
        self._listener: Any = None

    @property
    def alive(self) -> bool:
        # pynput's own `running` stays true when its thread has died.
        return self._listener is not None and bool(self._listener.is_alive())

    def start(self, on_event: OnEvent, on_problem: OnProblem) -> None:
        self.close()
        keyboard = load_keyboard()
        for name, hotkeys in self._hotkeys.items():
            for hotkey in hotkeys:
                if not _exists(hotkey, keyboard):
                    raise DeviceError(missing(hotkey, name))
        emit = _Emitter(self._matcher, self._lock, on_event)
        listener: Any = _tame(keyboard.Listener)(
            on_press=lambda key: emit.pressed(_name(key, keyboard, listener)),
            on_release=lambda key: emit.released(_name(key, keyboard, listener)),
        )
        listener.start()
        listener.wait()
        if not listener.is_alive():
            raise DeviceError(
                "pynput cannot listen to the keyboard here: hotkeys.backend in the config chooses another"
            )
        self._listener = listener
        threading.Thread(target=self._watch, args=(listener, on_problem), name="hotkeys-watch", daemon=True).start()
        if sys.platform == "darwin" and not listener.IS_TRUSTED:
            on_problem(
                "macOS keeps the keys from us: allow this terminal under System Settings, Privacy & Security, "
                "Input Monitoring and Accessibility, then start the assistant again"
            )

    def set_active(self, name: str, active: bool) -> None:
        if name not in self._hotkeys:
            raise KeyError(name)
        with self._lock:
            (self._matcher.active.add if active else self._matcher.active.discard)(name)

    def close(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None and listener.is_alive():
            listener.stop()  # on X11 its thread ends only at the next key: do not wait for it

    def _watch(self, listener: threading.Thread, on_problem: OnProblem) -> None:
        threading.Thread.join(listener)  # its own `join` raises again what ended it
        if self._listener is listener:
            on_problem("the display has gone: no hotkey is heard until it is back")


def _tame(listener: Any) -> Any:
    """pynput's listener class, but the loss of the display ends it quietly, and `wait` cannot hang."""

    class Tame(listener):  # type: ignore[misc]
        def run(self) -> None:
            try:
                super().run()
            except Exception as error:
                log.info("pynput's listener ended: %s", type(error).__name__)
            finally:
                self._mark_ready()
                for name in ("_display_record", "_display_stop"):  # X11: left open when the display has gone
                    if connection := getattr(self, name, None):
                        connection.display.socket.close()

    return Tame


class _Emitter:
    """From pynput's callbacks to hotkey events. It returns None: False would end pynput's listener."""

    def __init__(self, matcher: ChordMatcher, lock: threading.Lock, on_event: OnEvent) -> None:
        self._matcher = matcher
        self._lock = lock
        self._on_event = on_event

    def pressed(self, key: str | None) -> None:
        self._emit(key, self._matcher.press)

    def released(self, key: str | None) -> None:
        self._emit(key, self._matcher.release)

    def _emit(self, key: str | None, match: Any) -> None:
        if key is None:
            return
        with self._lock:
            events: list[HotkeyEvent] = match(key, time.monotonic())
        for event in events:
            self._on_event(event)


def load_keyboard() -> Any:
    """The module `pynput.keyboard`. Raises `DeviceError` where it cannot work."""
    try:
        return importlib.import_module("pynput.keyboard")
    except Exception as error:  # ImportError, or any X error: it opens the display while it is imported
        raise DeviceError(f"no keyboard can be reached here ({type(error).__name__} in pynput)") from error


def _exists(hotkey: Hotkey, keyboard: Any) -> bool:
    return len(hotkey.key) == 1 or hotkey.key == "Plus" or hasattr(keyboard.Key, _pynput_name(hotkey.key))


def _pynput_name(key: str) -> str:
    return _PYNPUT_NAMES.get(key, key.lower())


def _name(key: Any, keyboard: Any, listener: Any) -> str | None:
    """Our name of pynput's `key`; None for keys that have none."""
    if isinstance(key, keyboard.Key):
        return _OUR_NAMES.get(key.name) or key.name.capitalize()
    if key is None:
        return None
    char = getattr(listener.canonical(key), "char", None)
    if char == "+":
        return "Plus"
    return char.upper() if char else f"#{key.vk}"
