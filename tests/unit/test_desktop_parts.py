"""What `doctor` says about each kind of desktop."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_assistant.desktop.parts import Part, parts
from voice_assistant.desktop.session import Desktop

NAMES = ["hotkeys", "typing", "selected text", "clipboard", "screen"]


@pytest.mark.parametrize("desktop", [Desktop.WAYLAND, Desktop.MACOS, Desktop.WINDOWS, Desktop.NONE])
def test_every_part_has_its_line(desktop: Desktop) -> None:
    found = parts(desktop, "auto")
    assert [part.name for part in found] == NAMES
    assert all(part.detail and "\n" not in part.detail for part in found)


def test_wayland_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("WAYLAND_DISPLAY", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "IBUS_ADDRESS", "YDOTOOL_SOCKET"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    _, typing, selected, clipboard, screen = parts(Desktop.WAYLAND, "auto", {"wl-copy": "/usr/bin/wl-copy"}.get)
    assert not typing.works
    assert "texts are copied" in typing.detail
    assert selected == Part("selected text", False, "install the package wl-clipboard")
    assert clipboard == Part("clipboard", True, "Wayland: wl-clipboard, text only")
    assert screen.detail.startswith("install xdg-desktop-portal")
    assert not screen.works
    _, typing, *_ = parts(Desktop.WAYLAND, "auto", {"dotool": "/usr/bin/dotool"}.get)
    assert typing == Part("typing", True, "Wayland: dotool; texts are pasted, never typed")
    monkeypatch.setenv("IBUS_ADDRESS", "unix:path=/somewhere")
    _, typing, *_ = parts(Desktop.WAYLAND, "auto", {"xclip": "/usr/bin/xclip"}.get)
    assert typing == Part("typing", True, "Wayland: IBus")
    (tmp_path / ".ydotool_socket").touch()
    _, typing, *_ = parts(Desktop.WAYLAND, "auto", {"ydotool": "/usr/bin/ydotool"}.get)
    assert "ydotool, which takes every keyboard for a US one; texts are pasted, or go in through IBus" in typing.detail


def test_an_x_display_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    found = parts(Desktop.X11, "auto")
    assert [part.name for part in found] == NAMES
    assert not any(part.works for part in found)
    assert all(part.detail.startswith("DISPLAY is not set") for part in found)
