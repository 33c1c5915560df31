"""What stands behind the RemoteDesktop portal: a desktop that presses keys as it is told, in a real mutter or not."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from jeepney import DBusAddress, MessageType, new_method_call
from jeepney.io.blocking import open_dbus_connection

from .portal import PortalDesktop
from .session_bus import Answer, has_owner
from .waiting import wait_until
from .x11 import stop

MUTTER = "org.gnome.Mutter.RemoteDesktop"


class RemoteDesktop(PortalDesktop):
    """`pressed` are the keys: "+42" a keycode, "+v" a keysym. They are given on to `mutter`, when it is set."""

    interface = "org.freedesktop.impl.portal.RemoteDesktop"

    def __init__(self, address: str) -> None:
        self.pressed: list[str] = []
        self.asked: list[dict[str, Any]] = []
        self.answered = threading.Event()  # the person has answered the question
        self.answered.set()
        self.mutter: Mutter | None = None
        super().__init__(address)

    def _answer(self, member: str, body: tuple[Any, ...]) -> Answer | None:
        match member:
            case "CreateSession":
                return "ua{sv}", (0, {})
            case "SelectDevices":
                self.asked.append({name: value for name, (_, value) in body[3].items()})
                return "ua{sv}", (0, {})
            case "Start":
                self.answered.wait(20)
                return "ua{sv}", (self.response, {"devices": ("u", 1)})
            case "NotifyKeyboardKeycode" | "NotifyKeyboardKeysym":
                _, _, key, state = body
                name = chr(key) if member.endswith("sym") else str(key)
                self.pressed.append("-+"[state] + name)
                if self.mutter is not None:
                    self.mutter.notify(member, key, bool(state))
                return "", ()
            case "Get":
                return "v", (("u", 1),)
            case "GetAll":
                return "a{sv}", ({"version": ("u", 1), "AvailableDeviceTypes": ("u", 1)},)
        return None


class Mutter:
    """A session of mutter's own remote control."""

    def __init__(self, address: str, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment
        self._bus = open_dbus_connection(address)
        root = DBusAddress("/org/gnome/Mutter/RemoteDesktop", MUTTER, MUTTER)
        (path,) = self._bus.send_and_get_reply(new_method_call(root, "CreateSession"), timeout=20).body
        self._session = DBusAddress(path, MUTTER, f"{MUTTER}.Session")
        self._call("Start")
        self._lock = threading.Lock()

    def notify(self, member: str, key: int, down: bool) -> None:
        with self._lock:
            self._call(member, "ub", (key, down))

    def close(self) -> None:
        self._bus.close()

    def _call(self, method: str, signature: str | None = None, body: tuple[Any, ...] = ()) -> None:
        reply = self._bus.send_and_get_reply(new_method_call(self._session, method, signature, body), timeout=20)
        assert reply.header.message_type is MessageType.method_return, reply.body


@contextmanager
def headless_mutter(address: str, folder: Path) -> Iterator[Mutter]:
    """GNOME's compositor without a screen, on that session bus, with its X11 server."""
    display = "wayland-mutter"
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "XDG_RUNTIME_DIR": str(runtime),
        "DBUS_SESSION_BUS_ADDRESS": address,
        "GSETTINGS_BACKEND": "memory",
        "XDG_SESSION_TYPE": "wayland",
        "XDG_CURRENT_DESKTOP": "GNOME",
    }
    command = ["mutter", "--headless", "--wayland", "--virtual-monitor", "1280x800", "--wayland-display", display]
    try:
        with (folder / "mutter.log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    except FileNotFoundError:
        pytest.skip("needs the package mutter")
    try:
        wait_until(lambda: has_owner(address, MUTTER) or process.poll() is not None, "mutter")
        assert process.poll() is None, (folder / "mutter.log").read_text()
        wait_until(lambda: (runtime / display).exists(), "mutter's socket")
        wait_until(lambda: list(runtime.glob(".mutter-Xwaylandauth.*")), "mutter's X server")
        x11 = {"XAUTHORITY": str(next(runtime.glob(".mutter-Xwaylandauth.*"))), "DISPLAY": _display(process.pid)}
        mutter = Mutter(address, folder, environment | x11 | {"WAYLAND_DISPLAY": display})
        yield mutter
        mutter.close()
    finally:
        stop(process)


def _display(mutter: int) -> str:
    """The number of the X server that mutter has started, or will when somebody connects."""
    environ = Path(f"/proc/{mutter}/environ")
    assert environ.exists()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        if parent == mutter and words[0].endswith(b"Xwayland"):
            return words[1].decode()
    return ""
