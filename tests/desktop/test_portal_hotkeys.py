"""Hotkeys through the real xdg-desktop-portal, with a small desktop behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rig.portal import PortalDesktop, portal_desktop
from tests.rig.session_bus import session_bus
from tests.rig.waiting import wait_until
from voice_assistant.desktop.hotkeys import portal, select
from voice_assistant.desktop.hotkeys.base import CANCEL, HotkeyEvent
from voice_assistant.desktop.hotkeys.portal import PortalHotkeyListener
from voice_assistant.desktop.keys import parse
from voice_assistant.desktop.portal import portal_version
from voice_assistant.desktop.session import Desktop
from voice_assistant.errors import DeviceError

pytestmark = pytest.mark.desktop


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PortalDesktop]:
    with portal_desktop(tmp_path, PortalDesktop, PortalDesktop.interface) as desktop:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.address)
        assert portal_version(portal.INTERFACE) == 1
        yield desktop


@pytest.fixture
def listener() -> Iterator[PortalHotkeyListener]:
    keys = {"ask": [parse("F6")], "clip": [parse("Ctrl+Alt+K"), parse("F9")], "none": [], CANCEL: [parse("Escape")]}
    listener = PortalHotkeyListener(keys)
    yield listener
    listener.close()


def told(events: list[HotkeyEvent]) -> list[str]:
    return [("+" if event.pressed else "-") + event.name for event in events]


def test_press_and_release_arrive(desktop: PortalDesktop, listener: PortalHotkeyListener) -> None:
    events: list[HotkeyEvent] = []
    problems: list[str] = []
    listener.start(events.append, problems.append)
    assert listener.alive
    assert desktop.wanted == {"ask": "F6", "clip": "CTRL+ALT+k"}, "and no Escape, which would be gone for everybody"
    desktop.press("ask")
    wait_until(lambda: told(events) == ["+ask"], "the press")
    desktop.press("ask")  # a repeat
    desktop.release("ask")
    wait_until(lambda: told(events) == ["+ask", "-ask"], "the release")
    listener.set_active("ask", False)
    desktop.press("ask")
    desktop.release("ask")
    desktop.press("clip")
    wait_until(lambda: told(events)[2:] == ["+clip"], "the other key")
    assert problems == []
    listener.close()
    assert not listener.alive
    listener.start(events.append, problems.append)
    desktop.press("ask")
    desktop.press("clip")
    wait_until(lambda: told(events)[-1] == "+clip", "a second life")


def test_a_declined_question_is_told(desktop: PortalDesktop, listener: PortalHotkeyListener) -> None:
    desktop.response = 1
    with pytest.raises(DeviceError, match="declined"):
        listener.start(print, print)
    assert not listener.alive


def test_a_key_that_was_not_given_is_named(desktop: PortalDesktop, listener: PortalHotkeyListener) -> None:
    desktop.withheld = {"clip"}
    problems: list[str] = []
    listener.start(lambda event: None, problems.append)
    assert problems == ["the desktop gave no key for clip: see its settings for shortcuts"]
    listener.close()
    desktop.withheld = {"clip", "ask"}
    with pytest.raises(DeviceError, match="none of the keys"):
        listener.start(lambda event: None, problems.append)


def test_the_end_of_the_portal_is_noticed_and_survived(desktop: PortalDesktop, listener: PortalHotkeyListener) -> None:
    events: list[HotkeyEvent] = []
    problems: list[str] = []
    listener.start(events.append, problems.append)
    assert desktop.front_end is not None
    desktop.front_end.kill()
    wait_until(lambda: problems, "the loss to be told")
    assert problems == [portal.GONE]
    wait_until(lambda: not listener.alive, "the listener to know")
    listener.start(events.append, problems.append)  # the bus starts another one
    desktop.press("ask")
    wait_until(lambda: told(events) == ["+ask"], "the press")


def test_it_is_chosen_where_the_portal_answers(desktop: PortalDesktop) -> None:
    listener = select.listener({"ask": [parse("F6")]}, backend="auto", desktop=Desktop.WAYLAND)
    assert listener.backend == "portal"


def test_a_bus_without_portal_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.setenv("XDG_DATA_DIRS", str(folder))  # nothing there to start
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    with session_bus(folder) as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        assert portal_version(portal.INTERFACE) == 0
        with pytest.raises(DeviceError):
            PortalHotkeyListener({"ask": [parse("F6")]}).start(print, print)
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    assert portal_version(portal.INTERFACE) == 0
