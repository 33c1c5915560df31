"""Hotkeys on Wayland through the GlobalShortcuts portal: the desktop asks once, then tells press and release.

The desktop owns the keys: what the config says is only a wish, and the person may give other keys in the desktop's
settings. A key without a modifier cannot be lent for a moment (`set_active`) here, so a plain cancel key is left out:
it would be taken from every program for ever.
"""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from typing import Any

from ...errors import DeviceError
from ..keys import Hotkey, Modifier
from ..portal import ANSWER_S, ASK_S, BUS_NAME, LOST, PATH, Declined, Portal, connect
from .base import HotkeyEvent, Hotkeys, OnEvent, OnProblem, called, can_stay

INTERFACE = "org.freedesktop.portal.GlobalShortcuts"
GONE = "the desktop's shortcut service has gone: no hotkey is heard until it is back"

# Names of the XDG shortcuts specification: its modifiers, and xkb keysyms.
_MODIFIERS = {Modifier.CTRL: "CTRL", Modifier.ALT: "ALT", Modifier.SHIFT: "SHIFT", Modifier.SUPER: "LOGO"}
_KEYSYMS = {
    "Enter": "Return",
    "Backspace": "BackSpace",
    "PageUp": "Page_Up",
    "PageDown": "Page_Down",
    "CapsLock": "Caps_Lock",
    "NumLock": "Num_Lock",
    "ScrollLock": "Scroll_Lock",
    "Plus": "plus",
    "Space": "space",
    ",": "comma",
    ".": "period",
    "/": "slash",
    "\\": "backslash",
    ";": "semicolon",
    "'": "apostrophe",
    "`": "grave",
    "-": "minus",
    "=": "equal",
    "[": "bracketleft",
    "]": "bracketright",
}


def keysym_name(key: str) -> str:
    """The xkb name of a key of `keys.py`: "Enter" is "Return", "Right Ctrl" is "Control_R"."""
    if " " in key:
        side, modifier = key.split(" ")
        return f"{ {'Ctrl': 'Control'}.get(modifier, modifier) }_{side[0]}"
    if key.startswith("Numpad"):
        return "KP_" + key.removeprefix("Numpad")
    return _KEYSYMS.get(key, key.lower() if len(key) == 1 else key)


def preferred_trigger(hotkey: Hotkey) -> str:
    """ "Ctrl+Alt+K" as the XDG shortcuts specification writes it: "CTRL+ALT+k"."""
    held = [_MODIFIERS[modifier] for modifier in Modifier if modifier in hotkey.modifiers]
    return "+".join([*held, keysym_name(hotkey.key)])


class PortalHotkeyListener:
    backend = "portal"

    def __init__(self, hotkeys: Hotkeys, *, reason: str = "") -> None:
        self.reason = reason
        self._hotkeys = {name: tuple(keys) for name, keys in hotkeys.items()}
        self._active = set(self._hotkeys)
        self._thread: _Thread | None = None

    @property
    def alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self, on_event: OnEvent, on_problem: OnProblem) -> None:
        self.close()
        thread = _Thread(self._hotkeys, self._active, on_event, on_problem)
        thread.start()
        try:
            thread.ready.result(2 * ANSWER_S)
        except FutureTimeoutError:
            thread.late = True
            on_problem("the desktop asks whether it may give the keys: answer its question")
        self._thread = thread

    def set_active(self, name: str, active: bool) -> None:
        """The keys stay the desktop's; what is not active is not told."""
        if name not in self._hotkeys:
            raise KeyError(name)
        (self._active.add if active else self._active.discard)(name)

    def close(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.end()
            if thread is not threading.current_thread():
                thread.join()


class _Thread(threading.Thread):
    """Owns the connection and the session; the session ends with the connection."""

    def __init__(
        self, hotkeys: Mapping[str, tuple[Hotkey, ...]], active: set[str], on_event: OnEvent, on_problem: OnProblem
    ) -> None:
        super().__init__(name="hotkeys-portal", daemon=True)
        self.ready: Future[None] = Future()
        self._hotkeys = hotkeys
        self._active = active
        self._on_event = on_event
        self._on_problem = on_problem
        self._down: set[str] = set()
        self._wake_read, self._wake_write = os.pipe()
        self._ending = False
        self.late = False  # nobody waits for `ready` any more

    def end(self) -> None:
        """Any thread."""
        self._ending = True
        with suppress(OSError):
            os.write(self._wake_write, b"!")

    def run(self) -> None:
        try:
            with connect() as bus:
                self._session = _Session(bus)
                self._bind()
                self.ready.set_result(None)
                self._listen(bus)
        except Exception as error:
            if not self.ready.done():
                lost = isinstance(error, (*LOST, KeyError))
                self.ready.set_exception(DeviceError(GONE) if lost else error)
                if self.late and not self._ending:
                    self._on_problem(GONE if lost else str(error))
            elif not self._ending:
                self._on_problem(GONE)
                if not isinstance(error, LOST):
                    raise
        finally:
            os.close(self._wake_read)
            os.close(self._wake_write)

    def _bind(self) -> None:
        wanted = {name: [hotkey for hotkey in keys if can_stay(name, hotkey)] for name, keys in self._hotkeys.items()}
        given = self._session.bind({name: keys for name, keys in wanted.items() if keys})
        left_out = sorted(name for name, keys in wanted.items() if keys and name not in given)
        if left_out and not given:
            raise DeviceError(
                "the desktop gave none of the keys: allow them in its settings for shortcuts, or bind "
                "`voice-assistant trigger` there (see `voice-assistant hotkeys print`)"
            )
        if left_out:
            self._on_problem(f"the desktop gave no key for {', '.join(left_out)}: see its settings for shortcuts")

    def _listen(self, bus: Any) -> None:
        while not self._ending:
            try:
                message = self._session.backlog.popleft() if self._session.backlog else bus.receive(timeout=0)
            except TimeoutError:
                select.select([bus.sock, self._wake_read], [], [])
                continue
            if changed := self._session.decode(message):
                self._changed(*changed)

    def _changed(self, name: str, pressed: bool) -> None:
        at_s = time.monotonic()
        if pressed and name in self._active and name not in self._down:
            self._down.add(name)
            self._on_event(HotkeyEvent(name, True, at_s))
        elif not pressed and name in self._down:
            self._down.discard(name)
            self._on_event(HotkeyEvent(name, False, at_s))


class _Session:
    """One session with the portal: made at once, bound with `bind`."""

    def __init__(self, bus: Any) -> None:
        from collections import deque

        from jeepney import MatchRule, message_bus
        from jeepney.io.blocking import Proxy

        self._bus = bus
        self._portal = Portal(bus, INTERFACE, "shortcut service")
        self.backlog: deque[Any] = deque()  # signals that came while we waited for something else
        self._watched = Proxy(message_bus, bus)
        self._watch(MatchRule(type="signal", interface=INTERFACE, path=PATH))
        owner = MatchRule(type="signal", interface=message_bus.interface, member="NameOwnerChanged")
        owner.add_arg_condition(0, BUS_NAME)
        self._watch(owner)
        self._portal.introduce()
        answer = self._portal.ask("CreateSession", "", (), {"session_handle_token": ("s", "voice_assistant")})
        self._handle = str(answer["session_handle"][1])
        self._watch(MatchRule(type="signal", interface="org.freedesktop.portal.Session", path=self._handle))

    def _watch(self, rule: Any) -> None:
        self._watched.AddMatch(rule)
        self._bus.filter(rule, queue=self.backlog).__enter__()

    def bind(self, hotkeys: Mapping[str, list[Hotkey]]) -> set[str]:
        """Ask for shortcuts; returns the names of those that were given. Waits for the person, if they are asked."""
        shortcuts = [
            (name, {"description": ("s", f"Voice Assistant: {_title(name)}"),
                    "preferred_trigger": ("s", preferred_trigger(keys[0]))})
            for name, keys in hotkeys.items()
        ]  # fmt: skip
        try:
            answer = self._portal.ask("BindShortcuts", "oa(sa{sv})s", (self._handle, shortcuts, ""), {}, within_s=ASK_S)
        except Declined as error:
            raise DeviceError("the desktop gave no keys: the question for shortcuts was declined") from error
        return {name for name, _ in answer.get("shortcuts", ("", []))[1]}

    def decode(self, message: Any) -> tuple[str, bool] | None:
        """Name of the shortcut and whether it went down; None for any other message.

        Raises `ConnectionResetError` when the session is over.
        """
        from jeepney import HeaderFields

        member = message.header.fields.get(HeaderFields.member)
        if member == "Closed" or (member == "NameOwnerChanged" and message.body[0] == BUS_NAME and not message.body[2]):
            raise ConnectionResetError("the session is closed")
        if member not in ("Activated", "Deactivated") or message.body[0] != self._handle:
            return None
        return str(message.body[1]), member == "Activated"


def _title(name: str) -> str:
    return called(name)
