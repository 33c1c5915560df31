"""Desktop notifications, through the freedesktop.org service on the session bus. Best effort."""

from __future__ import annotations

import logging
import os
import select
import threading
from collections.abc import Callable, Mapping
from queue import Empty, SimpleQueue
from typing import Any

from .view import TROUBLE, delivered

log = logging.getLogger(__name__)

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
UNDO = ("undo",)
YES_NO = ("yes", "no")
_LABELS = {"undo": "Undo", "yes": "Yes", "no": "No"}
_ANSWER_S = 5.0
_AS_THE_DESKTOP_LIKES = -1

Note = tuple[str, str, tuple[str, ...]]
"""Title, body, and its buttons. Never what was said: a notification may be shown on a locked screen."""


def note_of(event: Mapping[str, Any], *, everything: bool, can_undo: bool) -> Note | None:
    """The notification that `event` is worth, if any."""
    match event.get("event"):
        case "Problem" | "DeviceLost":
            return "Voice Assistant", str(event["message"]), ()
        case "DeviceRecovered" | "RecordingRecovered":
            return "Voice Assistant", str(event["message"]), ()
        case "ConsentAsked":
            return "Voice Assistant asks", str(event["question"]), YES_NO
        case "AlarmRang":
            return "Voice Assistant", str(event["text"]), ()
        case "TextDelivered":
            aside = event.get("outcome") in TROUBLE
            if aside or everything:
                return "Dictation", delivered(event), UNDO if can_undo and not aside else ()
    return None


class Notifier:
    """Shows notes on a thread of its own; `pressed` is called on it with the button that the person clicks."""

    def __init__(self, pressed: Callable[[str], None]) -> None:
        self._pressed = pressed
        self._notes: SimpleQueue[Note | None] = SimpleQueue()
        self._wake_read, self._wake_write = os.pipe()
        self._thread = threading.Thread(target=self._run, name="notifications", daemon=True)
        self._thread.start()

    def show(self, note: Note) -> None:
        """Any thread; does not wait."""
        self._put(note)

    def close(self) -> None:
        """Show what waits, and end."""
        self._put(None)
        self._thread.join(_ANSWER_S)

    def _put(self, note: Note | None) -> None:
        self._notes.put(note)
        os.write(self._wake_write, b"!")

    def _run(self) -> None:
        from jeepney.io.blocking import open_dbus_connection

        try:
            with open_dbus_connection("SESSION") as bus:
                self._serve(bus)
        except (OSError, EOFError, KeyError, ValueError, TimeoutError) as error:
            log.info("no notifications: %s", error)

    def _serve(self, bus: Any) -> None:
        from jeepney import DBusAddress, HeaderFields, MatchRule, message_bus, new_method_call
        from jeepney.io.blocking import Proxy

        address = DBusAddress(PATH, NAME, NAME)
        rule = MatchRule(type="signal", interface=NAME, member="ActionInvoked", path=PATH)
        Proxy(message_bus, bus).AddMatch(rule)
        reply = bus.send_and_get_reply(new_method_call(address, "GetCapabilities"), timeout=_ANSWER_S)
        has_actions = bool(reply.body) and "actions" in reply.body[0]
        shown = 0
        while True:
            try:
                message = bus.receive(timeout=0)
            except TimeoutError:
                ready, _, _ = select.select([bus.sock, self._wake_read], [], [])
                if self._wake_read in ready:
                    os.read(self._wake_read, 1)
                    try:
                        note = self._notes.get_nowait()
                    except Empty:
                        continue
                    if note is None:
                        return
                    shown = self._show_now(bus, address, note, shown, has_actions)
                continue
            fields = message.header.fields
            invoked = fields.get(HeaderFields.member) == "ActionInvoked" and message.body[0] == shown
            if invoked and message.body[1] in _LABELS:
                self._pressed(str(message.body[1]))

    def _show_now(self, bus: Any, address: Any, note: Note, replaces: int, has_actions: bool) -> int:
        """Returns the note's number. It takes the place of the one before: nobody wants a pile."""
        from jeepney import MessageType, new_method_call

        title, text, buttons = note
        actions = [part for button in buttons if has_actions for part in (button, _LABELS[button])]
        hints = {"desktop-entry": ("s", "voice-assistant")}
        body = ("Voice Assistant", replaces, "", title, text, actions, hints, _AS_THE_DESKTOP_LIKES)
        reply = bus.send_and_get_reply(new_method_call(address, "Notify", "susssasa{sv}i", body), timeout=_ANSWER_S)
        return int(reply.body[0]) if reply.header.message_type is MessageType.method_return else 0
