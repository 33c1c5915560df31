"""What the accessibility service of Linux desktops (AT-SPI, over D-Bus) knows of the place that has the keyboard.

Programs answer it as well as they can: GTK ones do, Qt ones where accessibility is switched on, Chromium and its kin
mostly not. Nothing here waits longer than `LOOK_S`, or `PASSWORD_S` to tell a password field: a program that is busy,
or has just come to the front, has that long to say what has its focus. Whoever does not answer by then is unknown.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from ...concurrency import Worker
from .base import Target

log = logging.getLogger(__name__)

T = TypeVar("T")

LOOK_S = 0.05
PASSWORD_S = 0.5
_AGAIN_S = 0.01
CONTEXT_CHARACTERS = 200

_PASSWORD_TEXT, _TERMINAL = 40, 60  # roles
_ACTIVE, _FOCUSED = 1, 12  # numbers of states
ROOT = "/org/a11y/atspi/accessible/root"
_ACCESSIBLE, _TEXT = "org.a11y.atspi.Accessible", "org.a11y.atspi.Text"


@dataclass(frozen=True, slots=True)
class Field:
    """One accessible thing: the program's name on the bus, and its path there."""

    bus: str
    path: str


class Accessibility:
    """Implements `Look`. Connects when it is first asked."""

    def __init__(self) -> None:
        self._worker = Worker("accessibility")
        self._bus: Bus | None = None
        self._retry_at_s = 0.0

    async def is_password(self, target: Target) -> bool | None:
        return await self._worker.call(self._look, target, _is_password, PASSWORD_S)

    async def before_cursor(self, target: Target) -> str | None:
        return await self._worker.call(self._look, target, _before_cursor, LOOK_S)

    def close(self) -> None:
        self._worker.close()
        if self._bus is not None:
            self._bus.close()

    def _look(self, target: Target, what: Callable[[Bus, Field], T], within_s: float) -> T | None:
        if target.pid is None or time.monotonic() < self._retry_at_s:
            return None
        try:
            if self._bus is None:
                self._bus = Bus(address())
            self._bus.deadline_s = time.monotonic() + within_s
            field = self._bus.focused(target.pid)
            while field is None and within_s > LOOK_S and self._bus.takes_part(target.pid):
                time.sleep(_AGAIN_S)
                field = self._bus.focused(target.pid)
            return None if field is None else what(self._bus, field)
        except Unanswered:
            return None
        except Exception as error:  # no bus, or one that ended: jeepney has a dozen ways to say it
            log.info("the accessibility service is not to be had: %s", type(error).__name__)
            if self._bus is not None:
                self._bus.close()
            self._bus, self._retry_at_s = None, time.monotonic() + 30.0
            return None


def _is_password(bus: Bus, field: Field) -> bool:
    return int(bus.call(field, _ACCESSIBLE, "GetRole")[0]) == _PASSWORD_TEXT


def _before_cursor(bus: Bus, field: Field) -> str | None:
    role = int(bus.call(field, _ACCESSIBLE, "GetRole")[0])
    if role in (_PASSWORD_TEXT, _TERMINAL):
        return None
    offset = int(bus.call(field, "org.freedesktop.DBus.Properties", "Get", "ss", (_TEXT, "CaretOffset"))[0][1])
    if offset < 0:
        return None
    start = max(0, offset - CONTEXT_CHARACTERS)
    return str(bus.call(field, _TEXT, "GetText", "ii", (start, offset))[0])


class Unanswered(Exception):
    """A program refused or did not answer in time."""


class Bus:
    def __init__(self, address: str) -> None:
        from jeepney.io.blocking import open_dbus_connection

        self._connection = open_dbus_connection(bus=address)
        self._programs: dict[int, str] = {}  # by process
        self.deadline_s = 0.0

    def close(self) -> None:
        self._connection.close()

    def call(self, field: Field, interface: str, method: str, signature: str | None = None, body: Any = ()) -> Any:
        from jeepney import DBusAddress, MessageType, new_method_call

        left_s = self.deadline_s - time.monotonic()
        if left_s <= 0:
            raise Unanswered
        message = new_method_call(DBusAddress(field.path, field.bus, interface), method, signature, body)
        try:
            reply = self._connection.send_and_get_reply(message, timeout=left_s)
        except TimeoutError as error:
            raise Unanswered from error
        if reply.header.message_type is not MessageType.method_return:
            raise Unanswered
        return reply.body

    def focused(self, pid: int) -> Field | None:
        """What has the keyboard in a program."""
        program = self._program(pid)
        if program is None:
            return None
        root = Field(program, ROOT)
        rule: Any = ([1 << _FOCUSED, 0], 1, {}, 1, [], 1, [], 1, False)
        try:
            found = self.call(
                root,
                "org.a11y.atspi.Collection",
                "GetMatches",
                "(aiia{ss}iaiiasib)uib",
                (rule, 1, 1, True),
            )[0]
        except Unanswered:  # toolkits that cannot search: GTK 4, Qt
            return next(self._search(root), None)
        return Field(*found[0]) if found else None

    def takes_part(self, pid: int) -> bool:
        return self._program(pid) is not None

    def _program(self, pid: int) -> str | None:
        if pid not in self._programs:
            self._programs = {self.pid(bus): bus for bus, _ in self.children(Field(REGISTRY, ROOT))}
        return self._programs.get(pid)

    def pid(self, bus: str) -> int:
        daemon = Field("org.freedesktop.DBus", "/org/freedesktop/DBus")
        try:
            return int(self.call(daemon, daemon.bus, "GetConnectionUnixProcessID", "s", (bus,))[0])
        except Unanswered:  # it has just ended
            return 0

    def children(self, field: Field) -> list[tuple[str, str]]:
        return list(self.call(field, _ACCESSIBLE, "GetChildren")[0])

    def name(self, field: Field) -> str:
        return str(self.call(field, "org.freedesktop.DBus.Properties", "Get", "ss", (_ACCESSIBLE, "Name"))[0][1])

    def is_active(self, field: Field) -> bool:
        """Whether that window says that it is in front."""
        return bool(self.call(field, _ACCESSIBLE, "GetState")[0][0] >> _ACTIVE & 1)

    def _search(self, field: Field, depth: int = 0) -> Iterator[Field]:
        """Depth first below the active window."""
        for child in self.children(field):
            found = Field(*child)
            low, _ = self.call(found, _ACCESSIBLE, "GetState")[0]
            if low >> _FOCUSED & 1:
                yield found
            elif depth > 0 or low >> _ACTIVE & 1:
                yield from self._search(found, depth + 1)


REGISTRY = "org.a11y.atspi.Registry"


def address() -> str:
    """Where the bus of the accessibility service is; asking for it starts it."""
    from jeepney import DBusAddress, new_method_call
    from jeepney.io.blocking import open_dbus_connection

    if "DBUS_SESSION_BUS_ADDRESS" not in os.environ:
        path = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent"), "bus")
        if not path.exists():
            raise FileNotFoundError(path)
        session = f"unix:path={path}"
    else:
        session = "SESSION"
    with open_dbus_connection(bus=session) as connection:
        call = new_method_call(DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus"), "GetAddress")
        return str(connection.send_and_get_reply(call, timeout=2.0).body[0])
