"""Which way into which program, and how much can be taken back."""

from __future__ import annotations

import pytest

from voice_assistant.desktop.insertion.base import Target
from voice_assistant.desktop.insertion.undoing import Undo, how_to_undo
from voice_assistant.desktop.insertion.wayland_focus import hyprland_focus, sway_focus
from voice_assistant.desktop.insertion.ways import is_password_dialog, way_into


@pytest.mark.parametrize(
    ("app", "method", "apps", "way"),
    [
        ("Mousepad", "auto", {}, "paste with Ctrl+V"),
        ("XTerm", "auto", {}, "paste with Shift+Insert"),
        ("Gnome-terminal", "auto", {}, "paste with Ctrl+Shift+V"),
        ("Code", "auto", {}, "paste with Shift+Insert"),
        ("Remmina", "auto", {}, "type"),
        ("Remmina", "paste", {}, "paste with Ctrl+V"),
        ("Mousepad", "type", {}, "type"),
        ("Mousepad", "clipboard", {}, "clipboard"),
        ("KeePassXC", "auto", {"keepass": "type"}, "type"),
        ("XTerm", "type", {"xterm": "Ctrl+Shift+V"}, "paste with Ctrl+Shift+V"),
        ("org.gnome.Terminal", "auto", {"gnome": "type", "terminal": "clipboard"}, "clipboard"),
        ("", "auto", {"x": "type"}, "paste with Ctrl+V"),
    ],
)
def test_way(app: str, method: str, apps: dict[str, str], way: str) -> None:
    assert str(way_into(Target(1, app), method, apps)) == way


def test_dialogs_that_ask_for_a_password() -> None:
    assert is_password_dialog(Target(1, "Pinentry-gtk-2"))
    assert not is_password_dialog(Target(1, "Mousepad"))


EDITOR, TERMINAL = Target(1, "Mousepad"), Target(1, "XTerm")


@pytest.mark.parametrize("before", [None, "some text", "e text", "before: some text"])
def test_the_text_is_where_it_was_put(before: str | None) -> None:
    assert how_to_undo("some text", before, EDITOR) == Undo(9)


@pytest.mark.parametrize("before", ["some text!", "other", ""])
def test_the_person_has_gone_on_writing(before: str) -> None:
    assert "not before the cursor" in str(how_to_undo("some text", before, EDITOR))


def test_what_a_terminal_has_run() -> None:
    assert "terminal" in str(how_to_undo("ls\n", None, TERMINAL))
    assert how_to_undo("ls\n", None, EDITOR) == Undo(3)


@pytest.mark.parametrize("text", ["e\u0301", "x\u200dy", "\U0001f1f0", "नि"])
def test_characters_that_programs_delete_in_different_ways(text: str) -> None:
    assert "joined characters" in str(how_to_undo(text, None, EDITOR))


@pytest.mark.parametrize("emoji", ["👨\u200d👩\u200d👧", "🇰🇷", "👍🏽", "❤\ufe0f", "1\ufe0f\u20e3", "🙂"])
def test_emoji_that_programs_delete_at_once(emoji: str) -> None:
    assert how_to_undo(f"ok {emoji}{emoji}!", None, EDITOR) == Undo(6)


def test_emoji_in_a_terminal() -> None:
    """The program in it decides."""
    assert "joined characters" in str(how_to_undo("👍🏽", None, TERMINAL))
    assert how_to_undo("🙂", None, TERMINAL) == Undo(1)


def test_window_in_front_of_sway() -> None:
    window = {"id": 7, "focused": True, "pid": 12, "app_id": "foot", "name": "a title", "nodes": []}
    tree = {"id": 1, "focused": False, "nodes": [{"id": 2, "nodes": [], "floating_nodes": [window]}]}
    assert sway_focus(tree) == Target(7, "foot", "a title", 12)
    assert sway_focus({"id": 1, "focused": True, "nodes": []}) is None


def test_window_in_front_of_hyprland() -> None:
    window = {"address": "0x5", "class": "kitty", "title": "a title", "pid": 12}
    assert hyprland_focus(window) == Target("0x5", "kitty", "a title", 12)
    assert hyprland_focus({}) is None
