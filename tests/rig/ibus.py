"""The input method IBus: the real daemon on a virtual display, and a stand-in whose moods a test can choose."""

from __future__ import annotations

import select
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, MessageType, message_bus, new_error, new_method_return
from jeepney.bus_messages import DBusNameFlags
from jeepney.io.blocking import Proxy, open_dbus_connection
from jeepney.wrappers import new_method_call

from .session_bus import session_bus
from .waiting import wait_until
from .x11 import VirtualDisplay

PATH, SERVICE = "/org/freedesktop/IBus", "org.freedesktop.IBus"
NOBODY, EDITOR, OTHER = (f"{PATH}/InputContext_{number}" for number in (1, 2, 3))


class RealIBus:
    """The daemon of a display. Its programs need `environment`."""

    def __init__(self, display: VirtualDisplay, environment: dict[str, str]) -> None:
        self._display = display
        self.environment = environment

    @property
    def method(self) -> str:
        """Name of the input method in force, "" for none."""
        return self._ask("engine")

    def choose(self, method: str) -> None:
        wait_until(lambda: self._ask("engine", method) == "" and self.method == method, "the input method")

    def _ask(self, *words: str) -> str:
        environment = self._display.environment | self.environment
        done = subprocess.run(["ibus", *words], env=environment, capture_output=True, text=True, timeout=20)
        return done.stdout.strip()


@contextmanager
def real_ibus(display: VirtualDisplay) -> Iterator[RealIBus]:
    folder = display.folder
    with session_bus(folder) as bus:
        environment = {
            "DBUS_SESSION_BUS_ADDRESS": bus,
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "GTK_IM_MODULE": "ibus",
            "NO_AT_BRIDGE": "0",
        }
        display.launch(["ibus-daemon", "--panel", "disable", "--config", "disable"], environment)
        ibus = RealIBus(display, environment)
        wait_until(lambda: ibus._ask("address").startswith("unix:"), "ibus-daemon to listen")
        yield ibus


class FakeIBus(threading.Thread):
    """What IBus is for a program that wants to be the input method. `texts` are what it committed."""

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self.address = address
        self.method = "pinyin"  # what the person has chosen
        self.field = EDITOR  # the context that has the focus
        self.purpose = 0
        self.answers = True  # whether it makes anybody the input method
        self.moves = False  # whether the focus moves on as soon as somebody is
        self.texts: list[str] = []
        self._component = ""
        self._bus = open_dbus_connection(address)
        Proxy(message_bus, self._bus).RequestName(SERVICE, DBusNameFlags.do_not_queue)
        Proxy(message_bus, self._bus).AddMatch(MatchRule(type="signal", interface=f"{SERVICE}.Engine"))
        self._ending = threading.Event()
        self.start()

    def close(self) -> None:
        self._ending.set()
        self.join()
        self._bus.close()

    def run(self) -> None:
        while not self._ending.is_set():
            try:
                message = self._bus.receive(timeout=0)
            except TimeoutError:
                select.select([self._bus.sock], [], [], 0.05)
                continue
            fields = message.header.fields
            member = fields.get(HeaderFields.member)
            if message.header.message_type is MessageType.signal and member == "CommitText":
                self.texts.append(message.body[0][1][2])
            elif message.header.message_type is MessageType.method_call:
                self._handle(message, member, fields[HeaderFields.sender])

    def _handle(self, message: Any, member: str, sender: str) -> None:
        match member:
            case "RegisterComponent":
                self._component = sender
            case "SetGlobalEngine" if not self.answers:
                return None
            case "SetGlobalEngine":
                (self.method,) = message.body
                if self._is_registered():
                    self._enable()
            case "Get" if message.body[1] == "ActiveEngines":
                names = ["voice-assistant"] if self._is_registered() else []
                return self._reply(message, "v", (("av", [_described(name) for name in names]),))
            case "Get" if message.body[1] == "GlobalEngine":
                if not self.method:
                    self._bus.send(new_error(message, "org.freedesktop.DBus.Error.Failed", "s", ("none",)))
                    return None
                return self._reply(message, "v", (("v", _described(self.method)),))
            case "Get":
                return self._reply(message, "v", (("o", self.field),))
            case "CurrentInputContext":
                return self._reply(message, "o", (self.field,))
        return self._reply(message, None, ())

    def _enable(self) -> None:
        """As the daemon does: it asks for properties and waits, and says what the field is."""
        engine = self._call(f"{PATH}/Factory", "Factory", "CreateEngine", "s", (self.method,))[0]
        self._call(engine, "", "GetAll", "s", (f"{SERVICE}.Engine",))
        self._call(engine, "Engine", "FocusIn", None, ())
        content = (f"{SERVICE}.Engine", "ContentType", ("(uu)", (self.purpose, 0)))
        self._call(engine, "", "Set", "ssv", content)
        if self.moves:
            self._call(engine, "Engine", "FocusOut", None, ())

    def _is_registered(self) -> bool:
        known = bool(self._component) and Proxy(message_bus, self._bus).NameHasOwner(self._component)[0]
        if self._component and not known:
            self._component, self.method = "", ""  # it takes the input method with it
        return bool(known)

    def _call(self, path: str, interface: str, member: str, signature: str | None, body: Any) -> Any:
        full = f"{SERVICE}.{interface}" if interface else "org.freedesktop.DBus.Properties"
        call = new_method_call(DBusAddress(path, self._component, full), member, signature, body)
        return self._bus.send_and_get_reply(call, timeout=20).body

    def _reply(self, message: Any, signature: str | None, body: tuple[Any, ...]) -> None:
        self._bus.send(new_method_return(message, signature, body))


def _described(name: str) -> Any:
    return "(sa{sv}s)", ("IBusEngineDesc", {}, name)


@contextmanager
def fake_ibus(folder: Path) -> Iterator[FakeIBus]:
    with session_bus(folder) as address:
        ibus = FakeIBus(address)
        yield ibus
        ibus.close()
