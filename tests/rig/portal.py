"""The real xdg-desktop-portal on a bus of its own, with a desktop behind it that gives keys when a test says so."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from jeepney import DBusAddress

from .session_bus import Answer, Service, has_owner, session_bus
from .waiting import wait_until
from .x11 import stop

_FRONT_END = Path("/usr/libexec/xdg-desktop-portal")
_BACKEND = "org.freedesktop.impl.portal.desktop.fake"
_PATH = "/org/freedesktop/portal/desktop"


class PortalDesktop:
    """`wanted` are the shortcuts asked for: name to its wish. `response` 1 declines; `withheld` names get no key."""

    interface = "org.freedesktop.impl.portal.GlobalShortcuts"

    def __init__(self, address: str) -> None:
        self.address = address
        self.wanted: dict[str, str] = {}
        self.response = 0
        self.withheld: set[str] = set()
        self._session = ""
        self._service = Service(address, _BACKEND, self._answer)
        self.front_end: subprocess.Popen[bytes] | None = None

    def press(self, name: str) -> None:
        self._tell("Activated", name)

    def release(self, name: str) -> None:
        self._tell("Deactivated", name)

    def _tell(self, member: str, name: str) -> None:
        emitter = DBusAddress(_PATH, interface=self.interface)
        self._service.signal(emitter, member, "osta{sv}", (self._session, name, 1, {}))

    def _answer(self, member: str, body: tuple[Any, ...]) -> Answer | None:
        match member:
            case "CreateSession":
                self._session = body[1]
                return "ua{sv}", (0, {})
            case "BindShortcuts":
                shortcuts = body[2]
                self.wanted = {name: about["preferred_trigger"][1] for name, about in shortcuts}
                given = [
                    (name, {"description": about["description"], "trigger_description": ("s", "a key")})
                    for name, about in shortcuts
                    if name not in self.withheld
                ]
                return "ua{sv}", (self.response, {"shortcuts": ("a(sa{sv})", given)})
            case "Get":
                return "v", (("u", 1),)
            case "GetAll":
                return "a{sv}", ({"version": ("u", 1)},)
        return None

    def close(self) -> None:
        self._service.close()


D = TypeVar("D", bound=PortalDesktop)


@contextmanager
def portal_desktop(folder: Path, make: Callable[[str], D], interface: str) -> Iterator[D]:
    """`make` gets the address of the bus on which what it makes stands behind `interface`."""
    if not _FRONT_END.exists():
        pytest.skip("needs the package xdg-desktop-portal")
    portals = folder / "portals"
    portals.mkdir()
    (portals / "fake.portal").write_text(f"[portal]\nDBusName={_BACKEND}\nInterfaces={interface};\nUseIn=fake\n")
    places = {
        "XDG_DESKTOP_PORTAL_DIR": str(portals),
        "XDG_CURRENT_DESKTOP": "fake",
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
    }
    with session_bus(folder, places) as address:
        desktop = make(address)
        environment = {
            **{key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")},
            **places,
            "DBUS_SESSION_BUS_ADDRESS": address,
        }
        with (folder / "portal.log").open("wb") as log:
            front_end = subprocess.Popen([_FRONT_END], env=environment, stderr=log)
        desktop.front_end = front_end
        try:
            # Asked for before it owns its name, the bus would start a second one, which knows nothing of our folder.
            wait_until(lambda: has_owner(address, "org.freedesktop.portal.Desktop"), "the portal")
            yield desktop
        finally:
            stop(front_end)
            desktop.close()
