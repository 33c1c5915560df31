"""What `doctor` says about each kind of desktop."""

from __future__ import annotations

import pytest

from voice_assistant.desktop.parts import Part, parts
from voice_assistant.desktop.session import Desktop

NAMES = ["hotkeys", "typing", "selected text", "clipboard"]


@pytest.mark.parametrize("desktop", [Desktop.WAYLAND, Desktop.MACOS, Desktop.WINDOWS, Desktop.NONE])
def test_every_part_has_its_line(desktop: Desktop) -> None:
    found = parts(desktop, "auto")
    assert [part.name for part in found] == NAMES
    assert all(part.detail and "\n" not in part.detail for part in found)


def test_wayland_says_what_to_install() -> None:
    _, typing, selected, clipboard = parts(Desktop.WAYLAND, "auto", {"wtype": "/usr/bin/wtype"}.get)
    assert typing == Part("typing", True, "Wayland: wtype")
    assert selected == Part("selected text", False, "install the package wl-clipboard, for wl-paste")
    assert not clipboard.works


def test_an_x_display_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    found = parts(Desktop.X11, "auto")
    assert [part.name for part in found] == NAMES
    assert not any(part.works for part in found)
    assert all(part.detail.startswith("DISPLAY is not set") for part in found)
