"""Asking a portal of the desktop (xdg-desktop-portal): calls that are answered later, once the person was asked."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from ..errors import DeviceError
from .entry import APP_ID, install_entry

BUS_NAME = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
ANSWER_S = 5.0
ASK_S = 120.0
"""The person is asked by the desktop, and may think."""
LOST = (OSError, EOFError, TimeoutError)

_UNKNOWN = [f"org.freedesktop.DBus.Error.Unknown{what}" for what in ("Method", "Interface", "Object")]


class Declined(DeviceError):
    """The person, or the desktop for them, said no."""


class Portal:
    """One interface of the portal on one connection. All raise one of `LOST` when that is gone."""

    def __init__(self, bus: Any, interface: str, service: str) -> None:
        """`service` is what the person calls it, for problems."""
        from jeepney import DBusAddress

        self._bus = bus
        self._address = DBusAddress(PATH, BUS_NAME, interface)
        self._service = service
        self._requests = 0

    def introduce(self) -> None:
        """Say who we are, before anything else: newer portals serve only programs with a name and a desktop entry,
        which is written when it lacks. Older ones do not know this.
        """
        if self._register() in ("", *_UNKNOWN):
            return
        with suppress(PermissionError, FileExistsError, NotADirectoryError):
            if install_entry():
                self._register()

    def _register(self) -> str:
        """Name of the error, "" for none."""
        from jeepney import DBusAddress, HeaderFields, new_method_call

        registry = DBusAddress(PATH, BUS_NAME, "org.freedesktop.host.portal.Registry")
        register = new_method_call(registry, "Register", "sa{sv}", (APP_ID, {}))
        reply = self._bus.send_and_get_reply(register, timeout=ANSWER_S)
        return str(reply.header.fields.get(HeaderFields.error_name, ""))

    def call(self, method: str, signature: str, body: tuple[Any, ...]) -> tuple[Any, ...]:
        """Call a method that answers at once. Raises `DeviceError` when it refuses."""
        from jeepney import MessageType, new_method_call

        reply = self._bus.send_and_get_reply(new_method_call(self._address, method, signature, body), timeout=ANSWER_S)
        if reply.header.message_type is MessageType.error:
            raise DeviceError(f"the desktop's {self._service} refuses ({reply.body[0] if reply.body else 'error'})")
        return tuple(reply.body)

    def ask(
        self,
        method: str,
        signature: str,
        body: tuple[Any, ...],
        options: dict[str, Any],
        *,
        within_s: float = ANSWER_S,
    ) -> dict[str, Any]:
        """Call a method that answers later, by a signal of a request object whose path we know beforehand.

        Raises `Declined`, or another `DeviceError`.
        """
        from jeepney import MatchRule, message_bus
        from jeepney.io.blocking import Proxy

        self._requests += 1
        token = f"voice_assistant{self._requests}"
        sender = self._bus.unique_name[1:].replace(".", "_")
        rule = MatchRule(
            type="signal",
            interface="org.freedesktop.portal.Request",
            path=f"/org/freedesktop/portal/desktop/request/{sender}/{token}",
        )
        Proxy(message_bus, self._bus).AddMatch(rule)
        with self._bus.filter(rule) as answers:
            self.call(method, signature + "a{sv}", (*body, {**options, "handle_token": ("s", token)}))
            response, results = self._bus.recv_until_filtered(answers, timeout=within_s).body
        if response != 0:
            raise Declined(f"the desktop's {self._service} said no: the question was declined")
        return dict(results)


def portal_version(interface: str) -> int:
    """Version of an interface of the portal on this session's bus, 0 for none. Milliseconds; starts the service."""
    from jeepney import DBusAddress, MessageType, Properties

    try:
        with connect() as bus:
            address = DBusAddress(PATH, BUS_NAME, interface)
            reply = bus.send_and_get_reply(Properties(address).get("version"), timeout=ANSWER_S)
            if reply.header.message_type is not MessageType.method_return:
                return 0
            return int(reply.body[0][1])
    except (*LOST, KeyError, ValueError, IndexError):
        return 0


def connect() -> Any:
    """The session bus. Raises one of `LOST` or `KeyError` when there is none."""
    from jeepney.io.blocking import open_dbus_connection

    return open_dbus_connection("SESSION")
