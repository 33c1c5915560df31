"""Keys through the real xdg-desktop-portal, with a small desktop behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rig.portal import portal_desktop
from tests.rig.remote_desktop import RemoteDesktop
from tests.rig.session_bus import Answer, Service, session_bus
from tests.rig.waiting import wait_until
from voice_assistant.desktop.portal import BUS_NAME, Portal, connect
from voice_assistant.desktop.typing import portal
from voice_assistant.desktop.typing.portal import PortalKeyboard, PortalKeyboards
from voice_assistant.errors import DeviceError

pytestmark = pytest.mark.desktop


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RemoteDesktop]:
    with portal_desktop(tmp_path, RemoteDesktop, RemoteDesktop.interface) as desktop:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.address)
        yield desktop


def test_a_chord_is_pressed(desktop: RemoteDesktop, tmp_path: Path) -> None:
    keyboard = PortalKeyboard(tmp_path / "state" / "token")
    assert desktop.asked[0]["types"] == 1
    assert keyboard.press("Ctrl+Shift+V", lambda: True)
    assert keyboard.press("Backspace", lambda: True, 2)
    assert not keyboard.press("Enter", lambda: False)
    keys = "+29 +42 +v -v -42 -29 +14 -14 +14 -14".split()
    wait_until(lambda: len(desktop.pressed) >= len(keys), "the portal to give the keys on")
    assert desktop.pressed == keys
    with pytest.raises(DeviceError, match="only the characters of the keyboard layout"):
        list(keyboard.type("x", lambda: True))
    keyboard.close()


def test_a_person_who_says_no(desktop: RemoteDesktop, tmp_path: Path) -> None:
    desktop.response = 1
    with pytest.raises(DeviceError, match="declined"):
        PortalKeyboard(tmp_path / "token")


def test_nobody_waits_for_the_person(desktop: RemoteDesktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = PortalKeyboards(tmp_path / "token")
    desktop.answered.clear()
    monkeypatch.setattr(portal, "_WAIT_S", 0.1)
    with pytest.raises(DeviceError, match="answer its question"):
        make()
    with pytest.raises(DeviceError, match="answer its question"):
        make()
    monkeypatch.setattr(portal, "_WAIT_S", 20.0)
    desktop.answered.set()
    keyboard = make()
    assert keyboard.press("Enter", lambda: True)
    assert len(desktop.asked) == 1
    keyboard.close()


def test_the_portal_goes(desktop: RemoteDesktop, tmp_path: Path) -> None:
    keyboard = PortalKeyboard(tmp_path / "token")
    assert desktop.front_end is not None
    desktop.front_end.kill()
    desktop.front_end.wait()
    with pytest.raises(DeviceError):
        keyboard.press("Enter", lambda: True)
    keyboard.close()


def test_no_portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nothing")
    with pytest.raises(DeviceError, match="no session bus"):
        PortalKeyboard(tmp_path / "token")


def test_a_portal_that_wants_a_desktop_entry_gets_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As xdg-desktop-portal does since 1.19.4."""
    entry = tmp_path / "applications" / "voice-assistant.desktop"
    registered: list[bool] = []

    def answer(member: str, body: tuple[Any, ...]) -> Answer | str | None:
        if member != "Register":
            return None
        assert body[0] == entry.stem
        registered.append(entry.exists())
        return ("", ()) if entry.exists() else "org.freedesktop.portal.Error.InvalidArgument"

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with session_bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        service = Service(address, BUS_NAME, answer)
        for _ in range(2):
            with connect() as bus:
                Portal(bus, portal.INTERFACE, "remote control").introduce()
        service.close()
    assert registered == [False, True, True]
    assert "NoDisplay=true" in entry.read_text()
