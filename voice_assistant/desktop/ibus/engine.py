"""This program as the input method, for a moment: IBus lets nobody else commit a text.

Three things must be known to come out of it alive. While IBus makes us the input method, it waits for our own answers,
so every call of its must be answered while ours is under way. It tells us of a focus even when no program has one: a
context of its own stands in. And when we leave, it takes the input method away from the person altogether, even if
theirs had been back by then; so theirs is chosen anew when we are gone, over a connection of its own.
"""

from __future__ import annotations

import logging
import time
from types import TracebackType
from typing import Any, Self

from ...errors import DeviceError

log = logging.getLogger(__name__)

NAME = "voice-assistant"
BECOME_WITHIN_S = 1.5
_LEAVE_WITHIN_S = 1.5
_LOOK_AGAIN_S = 0.005

_SERVICE = "org.freedesktop.IBus"
_PATH = "/org/freedesktop/IBus"
_ENGINE_PATH = f"{_PATH}/Engine/VoiceAssistant"
_NOBODY = f"{_PATH}/InputContext_1"
"""The context that IBus makes first, for itself: it has the focus when no program has."""
_PASSWORD_PURPOSES = (8, 9)  # a password, a PIN

_RELEASED = 1 << 30


class NoField(DeviceError):
    """No program that takes texts from the input method has the keyboard. Nothing has been done."""


class PasswordField(DeviceError):
    """The field that has the keyboard asks for a password. Nothing has been committed."""


class Engine:
    """A context manager; belongs to one thread. Raises `DeviceError`, and `NoField` before anything is changed."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._field = ""  # path of the context that has the focus
        self._theirs = ""  # name of the person's own input method
        self._lost = False
        self._purpose = 0
        self._ours: Any = None
        self._other: Any = None

    def __enter__(self) -> Self:
        from jeepney.io.blocking import open_dbus_connection

        try:
            self._other = open_dbus_connection(self._address)
            self._field = self._property("CurrentInputContext") or _NOBODY
            if self._field == _NOBODY:
                raise NoField("no program that takes texts from IBus has the keyboard")
            theirs = self._property("GlobalEngine")
            self._theirs = theirs[1][2] if theirs else ""
            self._ours = open_dbus_connection(self._address)
            self._become(time.monotonic() + BECOME_WITHIN_S)
        except DeviceError:
            self._leave()
            raise
        except Exception as error:
            self._leave()
            raise _told(error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def commit(self, text: str) -> bool:
        """Put `text` where the cursor is; False when the field lost the focus meanwhile."""
        self._check_purpose()
        return self._signal("CommitText", "v", (_text(text),))

    def press(self, keysym: int, code: int, times: int) -> bool:
        """Press a key, which has the number `code` in the kernel; False as with `commit`."""
        self._check_purpose()
        return all(
            self._signal("ForwardKeyEvent", "uuu", (keysym, code, released))
            for _ in range(times)
            for released in (0, _RELEASED)
        )

    def _check_purpose(self) -> None:
        if self._purpose in _PASSWORD_PURPOSES:
            raise PasswordField("the field asks for a password")

    def _become(self, until_s: float) -> None:
        self._call("RegisterComponent", "v", (_component(),), until_s)
        self._call("SetGlobalEngine", "s", (NAME,), until_s)

    def _is_lost(self) -> bool:
        """Whether the field has lost the focus, as far as IBus knows. All that it has told us is known afterwards."""
        focused = self._call("CurrentInputContext", None, (), time.monotonic() + BECOME_WITHIN_S)[0]
        return self._lost or focused != self._field

    def _signal(self, member: str, signature: str, body: tuple[Any, ...]) -> bool:
        """Tell it, and know that IBus has dealt with it: it answers the next call after it."""
        from jeepney import DBusAddress, new_signal

        try:
            if self._is_lost():
                return False
            emitter = DBusAddress(_ENGINE_PATH, interface=f"{_SERVICE}.Engine")
            self._ours.send(new_signal(emitter, member, signature, body))
            self._is_lost()
        except (OSError, EOFError, TimeoutError) as error:
            raise _told(error) from error
        return True

    def _call(self, method: str, signature: str | None, body: tuple[Any, ...], until_s: float) -> tuple[Any, ...]:
        """A call of ours, with its calls answered meanwhile."""
        from jeepney import DBusAddress, HeaderFields, MessageType, new_method_call

        serial = next(self._ours.outgoing_serial)
        address = DBusAddress(_PATH, _SERVICE, _SERVICE)
        self._ours.send(new_method_call(address, method, signature, body), serial=serial)
        while True:
            message = self._ours.receive(timeout=max(0.0, until_s - time.monotonic()))
            if message.header.fields.get(HeaderFields.reply_serial) == serial:
                break
            if message.header.message_type is MessageType.method_call:
                self._answer(message)
        if message.header.message_type is MessageType.error:
            raise DeviceError(f"IBus refuses ({message.body[0] if message.body else method})")
        return tuple(message.body)

    def _answer(self, message: Any) -> None:
        from jeepney import HeaderFields, MessageFlag, new_method_return

        member = message.header.fields.get(HeaderFields.member)
        answer: tuple[Any, ...] = ()
        match member:
            case "CreateEngine":
                answer = "o", (_ENGINE_PATH,)
            case "ProcessKeyEvent":
                answer = "b", (False,)  # the person's own keys go to the program
            case "Get":
                answer = "v", (("b", False),)
            case "GetAll":
                answer = "a{sv}", ({},)
            case "Set" if message.body[1] == "ContentType":
                self._purpose = message.body[2][1][0]
            case "FocusOut":
                self._lost = True
        if not message.header.flags & MessageFlag.no_reply_expected:
            self._ours.send(new_method_return(message, *answer))

    def _property(self, name: str) -> Any:
        """Its value, None when there is none."""
        from jeepney import DBusAddress, MessageType, Properties

        get = Properties(DBusAddress(_PATH, _SERVICE, _SERVICE)).get(name)
        reply = self._other.send_and_get_reply(get, timeout=BECOME_WITHIN_S)
        return reply.body[0][1] if reply.header.message_type is MessageType.method_return else None

    def _leave(self) -> None:
        try:
            if self._ours is not None:
                self._ours.close()
                self._give_back(time.monotonic() + _LEAVE_WITHIN_S)
        except Exception as error:
            log.warning("the input method %s could not be chosen again: %s", self._theirs, type(error).__name__)
        finally:
            if self._other is not None:
                self._other.close()

    def _give_back(self, until_s: float) -> None:
        from jeepney import DBusAddress, MessageType, new_method_call

        while any(desc[1][2] == NAME for desc in self._property("ActiveEngines") or ()):
            if time.monotonic() > until_s:
                raise TimeoutError
            time.sleep(_LOOK_AGAIN_S)
        if not self._theirs:
            return
        address = DBusAddress(_PATH, _SERVICE, _SERVICE)
        choose = new_method_call(address, "SetGlobalEngine", "s", (self._theirs,))
        if self._other.send_and_get_reply(choose, timeout=_LEAVE_WITHIN_S).header.message_type is MessageType.error:
            raise DeviceError("refused")


def _told(error: Exception) -> DeviceError:
    """What has gone wrong, for the person."""
    if isinstance(error, TimeoutError):
        return DeviceError(f"IBus did not answer within {BECOME_WITHIN_S:g} s")
    log.info("IBus is not to be had: %s", type(error).__name__)  # jeepney has a dozen ways to say it
    return DeviceError("IBus is not to be had")


Serialized = tuple[str, tuple[Any, ...]]
"""A thing of IBus's as a D-Bus variant: signature, and name, attachments and fields."""


def _serialized(name: str, signature: str, *fields: Any) -> Serialized:
    return f"(sa{{sv}}{signature})", (name, {}, *fields)


def _text(text: str) -> Serialized:
    return _serialized("IBusText", "sv", text, _serialized("IBusAttrList", "av", []))


def _component() -> Serialized:
    engine = _serialized(
        "IBusEngineDesc",
        "ssssssssusssssss",
        *(NAME, "Voice Assistant", "Dictation", "other", "GPL", "", "", "default"),
        0,
        *("", "", "", "", "", "", ""),
    )
    texts = ("org.freedesktop.IBus.VoiceAssistant", "Dictation", "", "GPL", "", "", "", NAME)
    return _serialized("IBusComponent", "ssssssssavav", *texts, [], [engine])
