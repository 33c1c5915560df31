"""Which back-end a desktop gets, and the keys of a config as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from voice_assistant.config.schema import Config
from voice_assistant.desktop.hotkeys import select
from voice_assistant.desktop.hotkeys.base import CANCEL, CUT_OFF, can_stay
from voice_assistant.desktop.keys import parse
from voice_assistant.desktop.session import Desktop, detect
from voice_assistant.errors import ConfigError


@dataclass
class Keys:
    keys: list[str] = field(default_factory=list)


@pytest.mark.parametrize(
    ("platform", "environ", "desktop"),
    [
        ("linux", {"DISPLAY": ":0", "XDG_SESSION_TYPE": "x11"}, Desktop.X11),
        ("linux", {"DISPLAY": ":0"}, Desktop.X11),
        ("linux", {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0", "XDG_SESSION_TYPE": "wayland"}, Desktop.WAYLAND),
        ("linux", {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, Desktop.WAYLAND),
        ("linux", {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-1", "XDG_SESSION_TYPE": "x11"}, Desktop.X11),
        ("linux", {"XDG_SESSION_TYPE": "wayland"}, Desktop.WAYLAND),
        ("linux", {"XDG_SESSION_TYPE": "tty"}, Desktop.NONE),
        ("linux", {}, Desktop.NONE),
        ("darwin", {"DISPLAY": ":0"}, Desktop.MACOS),
        ("win32", {}, Desktop.WINDOWS),
    ],
)
def test_the_desktop_is_recognised(platform: str, environ: dict[str, str], desktop: Desktop) -> None:
    assert detect(environ, platform) is desktop


@pytest.mark.parametrize(
    ("backend", "desktop", "chosen"),
    [
        ("auto", Desktop.X11, "x11"),
        ("auto", Desktop.MACOS, "pynput"),
        ("auto", Desktop.WINDOWS, "pynput"),
        ("auto", Desktop.WAYLAND, "none"),
        ("auto", Desktop.NONE, "none"),
        ("pynput", Desktop.X11, "pynput"),
        ("none", Desktop.X11, "none"),
    ],
)
def test_each_desktop_gets_its_listener_and_a_reason(backend: str, desktop: Desktop, chosen: str) -> None:
    listener = select.listener({"ask": [parse("F6")]}, backend=backend, desktop=desktop)
    assert (listener.backend, listener.alive) == (chosen, False)
    assert listener.reason


def test_wayland_is_told_what_does_the_same() -> None:
    listener = select.listener({}, backend="auto", desktop=Desktop.WAYLAND)
    assert "voice-assistant trigger NAME --press" in listener.reason


def test_x11_grabs_are_refused_elsewhere() -> None:
    with pytest.raises(ConfigError, match=r'hotkeys.backend = "x11" is not for macOS'):
        select.listener({}, backend="x11", desktop=Desktop.MACOS)


def test_the_default_config_has_good_keys() -> None:
    config = Config()
    keys = select.hotkeys_of(config.bindings, config.hotkeys.cancel, config.hotkeys.cut_off)
    assert {name: [str(key) for key in hotkeys] for name, hotkeys in keys.items()} == {
        "dictate": ["F5"],
        "deliver": ["Shift+F5"],
        "ask": ["F6"],
        "read": ["F7"],
        "show": ["F8"],
        CANCEL: ["Escape"],
        CUT_OFF: ["Shift+F6"],
    }


def test_a_reading_is_steered_by_keys_that_no_binding_has() -> None:
    config = Config()
    steering = config.reading_keys.model_dump()
    keys = select.hotkeys_of(config.bindings, config.hotkeys.cancel, config.hotkeys.cut_off, steering)
    assert [str(key) for key in keys["reading_keys.next"]] == ["Alt+Shift+N"]
    assert keys["reading_keys.stop"] == []
    with pytest.raises(ConfigError, match=r"F7 stands in both \[bindings.read\] and \[reading_keys\], repeat"):
        select.hotkeys_of(config.bindings, "", "", {**steering, "repeat": "F7"})


def test_only_one_of_them_is_taken_for_good_where_keys_cannot_be_lent() -> None:
    keys = select.hotkeys_of({}, "", "", Config().reading_keys.model_dump())
    stay = [name for name, hotkeys in keys.items() for hotkey in hotkeys if can_stay(name, hotkey)]
    assert stay == ["reading_keys.pause"]


def test_bindings_without_keys_are_known_too() -> None:
    assert select.hotkeys_of({"ask": Keys()}, "") == {"ask": [], CANCEL: [], CUT_OFF: []}


@pytest.mark.parametrize(
    ("bindings", "cancel", "message"),
    [
        ({"ask": Keys(["F66"])}, "Escape", '[bindings.ask]: "F66": there is no key "F66", did you mean "F6"?'),
        ({}, "Esacpe", "[hotkeys], cancel: "),
        (
            {"ask": Keys(["F6"]), "read": Keys(["F7", "f6"])},
            "Escape",
            "F6 stands in both [bindings.ask] and [bindings.read]",
        ),
        ({"ask": Keys(["esc"])}, "Escape", "Escape stands in both [bindings.ask] and [hotkeys], cancel"),
    ],
)
def test_bad_keys_are_refused(bindings: dict[str, Keys], cancel: str, message: str) -> None:
    with pytest.raises(ConfigError) as raised:
        select.hotkeys_of(bindings, cancel)
    assert message in str(raised.value)
