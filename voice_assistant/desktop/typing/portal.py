"""Keys through the RemoteDesktop portal, where the compositor gives programs no keyboard of their own (GNOME, KDE).

The desktop asks the person once, and keeps the answer. It presses only what the layout in force has: a character
that is not there is dropped without a word, so texts are pasted, not typed.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from ...errors import DeviceError
from ..keys import Modifier, parse
from ..portal import ASK_S, LOST, Portal, connect
from ..wayland.keymap import MODIFIER_KEYS, code_of

log = logging.getLogger(__name__)

INTERFACE = "org.freedesktop.portal.RemoteDesktop"

_KEYBOARD, _UNTIL_REVOKED = 1, 2
_FIRST_KEY_S = 0.1  # programs need so long to notice a keyboard on a seat that had none
_GONE = "the desktop's remote control has gone"
_WAIT_S = 1.0

Still = Callable[[], bool]


class PortalKeyboard:
    """Belongs to one thread at a time."""

    alive = False
    types = False

    def __init__(self, token: Path) -> None:
        """Waits for the person, when they are asked. `token` is where their answer is kept.

        Raises `DeviceError` when there is no such portal, or they say no.
        """
        try:
            self._bus: Any = connect()
        except (*LOST, KeyError) as error:
            raise DeviceError("there is no session bus, and so no remote control") from error
        try:
            self._portal = Portal(self._bus, INTERFACE, "remote control")
            self._portal.introduce()
            self._session = self._start(token)
        except LOST as error:
            self._bus.close()
            raise DeviceError(_GONE) from error
        except DeviceError:
            self._bus.close()
            raise
        self._ready_s = time.monotonic() + _FIRST_KEY_S
        self.alive = True

    def press(self, chord: str, still: Still, times: int = 1) -> bool:
        hotkey = parse(chord)
        held = [MODIFIER_KEYS[modifier] for modifier in Modifier if modifier in hotkey.modifiers]
        time.sleep(max(0.0, self._ready_s - time.monotonic()))
        try:
            if not still():
                return False
            for code in held:
                self._notify("Keycode", code, down=True)
            for _ in range(times):
                self._tap(hotkey.key, code_of(hotkey))
            for code in reversed(held):
                self._notify("Keycode", code, down=False)
        except LOST as error:
            raise DeviceError(_GONE) from error
        return True

    def type(self, text: str, still: Still) -> Iterator[int]:
        raise DeviceError("this desktop types only the characters of the keyboard layout")

    def close(self) -> None:
        self._bus.close()

    def _start(self, token: Path) -> str:
        options: dict[str, Any] = {"types": ("u", _KEYBOARD), "persist_mode": ("u", _UNTIL_REVOKED)}
        with suppress(OSError):
            options["restore_token"] = ("s", token.read_text().strip())
        answer = self._portal.ask("CreateSession", "", (), {"session_handle_token": ("s", "voice_assistant")})
        session = str(answer["session_handle"][1])
        self._portal.ask("SelectDevices", "o", (session,), options)
        answer = self._portal.ask("Start", "os", (session, ""), {}, within_s=ASK_S)
        if not answer.get("devices", ("u", 0))[1] & _KEYBOARD:
            raise DeviceError("the desktop gave no keyboard: allow it when it asks")
        if "restore_token" in answer:
            token.parent.mkdir(parents=True, exist_ok=True)
            token.touch(0o600)
            token.write_text(answer["restore_token"][1])
        return session

    def _tap(self, key: str, code: int | None) -> None:
        """A letter by what it is, because the layout has it elsewhere; another key by its place."""
        if len(key) == 1:
            what, number = "Keysym", ord(key.lower())
        elif code is not None:
            what, number = "Keycode", code
        else:
            raise DeviceError(f"there is no key {key} to press")
        self._notify(what, number, down=True)
        self._notify(what, number, down=False)

    def _notify(self, what: str, number: int, *, down: bool) -> None:
        try:
            self._portal.call(f"NotifyKeyboard{what}", "oa{sv}iu", (self._session, {}, number, int(down)))
        except (DeviceError, *LOST):  # the person has ended it, or the desktop
            self.alive = False
            raise


class PortalKeyboards:
    """Makes them without waiting for the person."""

    def __init__(self, token: Path) -> None:
        self._token = token
        self._asking: threading.Thread | None = None
        self._made: PortalKeyboard | DeviceError | None = None

    def __call__(self) -> PortalKeyboard:
        """Raises `DeviceError` when there is none, or none yet."""
        if self._asking is None:
            self._made = None
            self._asking = threading.Thread(target=self._ask, name="ask-for-keys", daemon=True)
            self._asking.start()
        self._asking.join(_WAIT_S)
        if self._asking.is_alive():
            raise DeviceError("the desktop asks whether it may press keys: answer its question")
        self._asking = None
        if isinstance(self._made, PortalKeyboard):
            return self._made
        raise self._made or DeviceError(_GONE)

    def _ask(self) -> None:
        try:
            self._made = PortalKeyboard(self._token)
        except DeviceError as error:
            self._made = error
