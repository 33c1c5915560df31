"""Hotkeys on X11: passive grabs, so that the key reaches us and not the program in front.

A modifier alone is never grabbed, or every chord with it would be lost to other programs: those are watched as raw
events of the XInput extension, and another key pressed meanwhile takes the press back (`HotkeyEvent.chord`).

While a grabbed key is down the server sends us the whole keyboard; that is how Escape works during push-to-talk.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future
from typing import Any

from Xlib import X
from Xlib.error import BadAccess, CatchError

from ...errors import DeviceError
from ..keys import Hotkey
from ..x11.connection import LOST, Connection, connect, disconnect
from ..x11.keyboard import Grab, KeyboardMap
from ..x11.loop import EventLoop
from ..x11.own_keys import own_keys
from ..x11.rawkeys import RawKeys
from .base import HotkeyEvent, Hotkeys, OnEvent, OnProblem, missing, taken


class X11HotkeyListener:
    backend = "x11"

    def __init__(self, hotkeys: Hotkeys, *, display: str | None = None, reason: str = "") -> None:
        self.reason = reason
        self._hotkeys = {name: tuple(keys) for name, keys in hotkeys.items()}
        self._active = set(self._hotkeys)
        self._display = display
        self._thread: _Thread | None = None

    @property
    def alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive() and self._thread.ready.done()

    def start(self, on_event: OnEvent, on_problem: OnProblem) -> None:
        self.close()
        thread = _Thread(self._hotkeys, self._active, self._display, on_event, on_problem)
        thread.start()
        thread.ready.result()
        self._thread = thread

    def set_active(self, name: str, active: bool) -> None:
        if name not in self._hotkeys:
            raise KeyError(name)
        (self._active.add if active else self._active.discard)(name)
        if self._thread is not None:
            self._thread.set_active(name, active)

    def close(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.end()
            if thread is not threading.current_thread():
                thread.join()


class _Thread(threading.Thread):
    """Owns the connection, the grabs and what is down. Methods without a note run on the thread itself."""

    def __init__(
        self,
        hotkeys: dict[str, tuple[Hotkey, ...]],
        active: set[str],
        display: str | None,
        on_event: OnEvent,
        on_problem: OnProblem,
    ) -> None:
        super().__init__(name="hotkeys-x11", daemon=True)
        self.ready: Future[None] = Future()
        self._hotkeys = hotkeys
        self._active = set(active)
        self._display = display
        self._on_event = on_event
        self._on_problem = on_problem
        self._loop = EventLoop()
        self._names: dict[Grab, str] = {}  # what is grabbed now
        self._watched: dict[int, str] = {}  # keycodes of modifiers that are hotkeys by themselves
        self._down: dict[int, str] = {}  # keycode -> name
        self._told: set[str] = set()  # problems that need no second telling

    def set_active(self, name: str, active: bool) -> None:
        """Any thread."""

        def change() -> None:
            (self._active.add if active else self._active.discard)(name)
            self._retake()

        self._loop.post(change)

    def end(self) -> None:
        """Any thread."""
        self._loop.end()

    def run(self) -> None:
        try:
            self._connection: Connection = connect(self._display)
            try:
                self._root = self._connection.screen().root
                self._keyboard = KeyboardMap(self._connection)
                self._raw = RawKeys(self._connection)
                problems = self._take()
                if problems and not (self._names or self._watched):
                    raise DeviceError("; ".join(problems))
                self.ready.set_result(None)
                self._tell(problems)
                self._loop.run(self._connection, self._handle)
            finally:
                disconnect(self._connection)
        except LOST:
            problem = "the X display has gone: no hotkey is heard until it is back"
            if self.ready.done():
                self._on_problem(problem)
            else:
                self.ready.set_exception(DeviceError(problem))
        except Exception as error:
            if not self.ready.done():
                self.ready.set_exception(error)  # raised again by `start`
            else:
                self._on_problem("the hotkeys stopped working; trying again")
                raise
        finally:
            self._loop.close()

    # What is ours

    def _take(self) -> list[str]:
        """Make the grabs fit what is active and the keyboard as it is; returns the problems met."""
        wanted: dict[Grab, str] = {}
        watched: dict[int, str] = {}
        problems: list[str] = []
        for name in self._hotkeys:
            for hotkey in self._hotkeys[name] if name in self._active else ():
                if hotkey.is_modifier:
                    keycodes = self._keyboard.keycodes(hotkey)
                    watched |= dict.fromkeys(keycodes, name)
                    found = bool(keycodes)
                else:
                    grabs = self._keyboard.grabs(hotkey)
                    found = bool(grabs)
                    if all(grab in self._names or self._grab(grab) for grab in grabs):
                        wanted |= dict.fromkeys(grabs, name)
                        self._told.discard(taken(hotkey, name))
                    else:
                        problems.append(taken(hotkey, name))
                if not found:
                    problems.append(missing(hotkey, name))
        for grab in self._names.keys() - wanted.keys():
            self._ungrab(grab)
        self._names, self._watched = wanted, watched
        self._raw.select(bool(watched))
        self._connection.sync()
        return problems

    def _retake(self) -> None:
        self._tell(self._take())

    def _tell(self, problems: list[str]) -> None:
        for problem in problems:
            if problem not in self._told:
                self._on_problem(problem)
        self._told.update(problems)

    def _grab(self, grab: Grab) -> bool:
        refused = CatchError(BadAccess)
        for locks in self._keyboard.lock_masks:
            self._root.grab_key(
                grab.keycode, grab.modifiers | locks, False, X.GrabModeAsync, X.GrabModeAsync, onerror=refused
            )
        self._connection.sync()
        if refused.get_error():
            self._ungrab(grab)  # some combinations with locks may have been granted
            return False
        return True

    def _ungrab(self, grab: Grab, lock_masks: list[int] | None = None) -> None:
        for locks in lock_masks or self._keyboard.lock_masks:
            self._root.ungrab_key(grab.keycode, grab.modifiers | locks)

    # What happens

    def _handle(self, event: Any) -> None:
        at_s = time.monotonic()
        if event.type == X.KeyPress:
            grab = Grab(event.detail, event.state & self._keyboard.relevant)
            if name := self._names.get(grab):
                self._press(event.detail, name, at_s)
        elif event.type == X.KeyRelease:
            if event.detail in self._down and event.detail not in self._watched and not self._repeats(event):
                self._release(event.detail, at_s)
        elif event.type == X.MappingNotify:
            self._mapping_changed(event)
        elif (raw := self._raw.decode(event)) and not (raw.pressed and own_keys.may_be_ours()):
            self._handle_raw(raw.keycode, raw.pressed, at_s)

    def _handle_raw(self, keycode: int, pressed: bool, at_s: float) -> None:
        if pressed:
            for held in [code for code in self._down if code in self._watched and code != keycode]:
                self._release(held, at_s, chord=True)
            if name := self._watched.get(keycode):
                self._press(keycode, name, at_s)
        elif keycode in self._watched and keycode in self._down:
            self._release(keycode, at_s)

    def _press(self, keycode: int, name: str, at_s: float) -> None:
        if keycode not in self._down:
            self._down[keycode] = name
            self._on_event(HotkeyEvent(name, True, at_s, bare=keycode in self._watched))

    def _release(self, keycode: int, at_s: float, *, chord: bool = False) -> None:
        self._on_event(HotkeyEvent(self._down.pop(keycode), False, at_s, chord))

    def _repeats(self, release: Any) -> bool:
        """Whether this release is half of an auto-repeat: the server sends release and press of one time together.

        The round trip makes sure that the other half is here, if there is one.
        """
        self._connection.sync()
        self._loop.fetch(self._connection)
        following = next((e for e in self._loop.events if e.type in (X.KeyPress, X.KeyRelease)), None)
        if following is None or following.type != X.KeyPress:
            return False
        if following.detail != release.detail or following.time != release.time:
            return False
        self._loop.events.remove(following)
        return True

    def _mapping_changed(self, event: Any) -> None:
        if event.request == X.MappingPointer:
            return
        events = self._loop.events
        while events and events[0].type == X.MappingNotify:
            events.popleft()  # a new layout comes as a burst
        locks = self._keyboard.lock_masks
        self._keyboard.refresh()
        if self._keyboard.lock_masks != locks:
            for grab in self._names:
                self._ungrab(grab, locks)
            self._names = {}
        self._retake()
