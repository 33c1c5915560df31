"""Key bindings in the words of each compositor."""

from __future__ import annotations

import configparser
import os
import stat
import subprocess
from pathlib import Path

import pytest

from voice_assistant.cli import main
from voice_assistant.desktop.compositors import COMPOSITORS, detect_compositor, shortcuts, trigger
from voice_assistant.desktop.hotkeys.base import CANCEL, READING
from voice_assistant.desktop.hotkeys.portal import keysym_name, preferred_trigger
from voice_assistant.desktop.keys import KEYS, MODIFIER_KEYS, parse

KEYS_WANTED = {
    "ask": [parse("F6"), parse("Ctrl+Alt+Space")],
    "read": [parse("Super+Shift+,")],
    "quiet": [],
    CANCEL: [parse("Escape")],
}


def rendered(name: str, program: str = "va") -> str:
    return COMPOSITORS[name].render(shortcuts(KEYS_WANTED), trigger(program))


def test_a_plain_cancel_key_is_left_to_everybody() -> None:
    assert [name for name, _ in shortcuts(KEYS_WANTED)] == ["ask", "ask", "read"]
    assert shortcuts({CANCEL: [parse("Ctrl+Escape")]}) == [(CANCEL, parse("Ctrl+Escape"))]
    assert trigger("va")(CANCEL, "--press") == "va trigger cancel --press"


def test_of_what_steers_a_reading_only_the_pause_is_taken_for_good() -> None:
    steering = {f"{READING}pause": [parse("Shift+F7")], f"{READING}next": [parse("Alt+Shift+N")]}
    assert shortcuts(steering) == [(f"{READING}pause", parse("Shift+F7"))]
    assert trigger("va")(f"{READING}pause", "--press") == "va trigger pause-reading --press"


def test_sway() -> None:
    assert rendered("sway").splitlines()[1:] == [
        "bindsym --no-repeat F6 exec va trigger ask --press",
        "bindsym --release F6 exec va trigger ask --release",
        "bindsym --no-repeat Ctrl+Mod1+space exec va trigger ask --press",
        "bindsym --release Ctrl+Mod1+space exec va trigger ask --release",
        "bindsym --no-repeat Shift+Mod4+comma exec va trigger read --press",
        "bindsym --release Shift+Mod4+comma exec va trigger read --release",
    ]


def test_hyprland() -> None:
    assert rendered("hyprland").splitlines()[1:5] == [
        "bind = , F6, exec, va trigger ask --press",
        "bindr = , F6, exec, va trigger ask --release",
        "bind = CTRL ALT, space, exec, va trigger ask --press",
        "bindr = CTRL ALT, space, exec, va trigger ask --release",
    ]


def test_kde() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.read_string(rendered("kde"))
    actions = entry["Desktop Entry"]["Actions"].rstrip(";").split(";")
    assert [entry[f"Desktop Action {action}"]["X-KDE-Shortcuts"] for action in actions] == [
        "F6",
        "Ctrl+Alt+Space",
        "Shift+Meta+,",
    ]
    assert entry[f"Desktop Action {actions[2]}"]["Exec"] == "va trigger read"


@pytest.mark.parametrize("before", ["@as []", "['/org/custom0/']", "['/org/custom0/', '/org/custom1/']"])
def test_gnome_keeps_the_bindings_that_are_there(tmp_path: Path, before: str) -> None:
    database = tmp_path / "list"
    database.write_text(before)
    gsettings = tmp_path / "gsettings"
    gsettings.write_text(
        f'#!/bin/sh\ncase "$1 $3" in "get "*) cat {database};;\n'
        f'"set custom-keybindings") printf %s "$4" > {database};;\n*) echo "$3 $4" >> {tmp_path}/values;; esac\n'
    )
    gsettings.chmod(gsettings.stat().st_mode | stat.S_IXUSR)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    for _ in range(2):  # the second time nothing is added
        subprocess.run(["sh", "-c", rendered("gnome")], env=environment, check=True)
    places = eval(database.read_text())  # a list of strings, as GVariant writes it too
    own = [place for place in places if "voice-assistant" in place]
    assert len(own) == 3
    assert places[: len(places) - 3] == eval(before.removeprefix("@as "))
    assert "binding <Control><Alt>space" in (tmp_path / "values").read_text().splitlines()
    assert "command va trigger ask" in (tmp_path / "values").read_text().splitlines()


def test_a_program_in_a_folder_with_blanks_is_quoted() -> None:
    assert "exec '/my programs/va' trigger ask --press" in rendered("sway", "/my programs/va")


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        ({"SWAYSOCK": "/run/sway.sock"}, "sway"),
        ({"HYPRLAND_INSTANCE_SIGNATURE": "x", "XDG_CURRENT_DESKTOP": "Hyprland"}, "hyprland"),
        ({"XDG_CURRENT_DESKTOP": "ubuntu:GNOME"}, "gnome"),
        ({"XDG_CURRENT_DESKTOP": "KDE"}, "kde"),
        ({"XDG_CURRENT_DESKTOP": "XFCE"}, None),
        ({}, None),
    ],
)
def test_the_compositor_is_recognised(environ: dict[str, str], name: str | None) -> None:
    assert detect_compositor(environ) == name


@pytest.mark.parametrize(
    ("key", "expected"),
    [("F6", "F6"), ("Ctrl+Alt+K", "CTRL+ALT+k"), ("Super+Enter", "LOGO+Return"), ("Shift+1", "SHIFT+1")],
)
def test_the_portal_is_asked_in_its_own_words(key: str, expected: str) -> None:
    assert preferred_trigger(parse(key)) == expected


def test_every_key_has_an_xkb_name() -> None:
    for key in [*KEYS, *MODIFIER_KEYS, *"abc123,./;'-=[]`\\"]:
        name = keysym_name(parse(key).key)
        assert " " not in name
        assert name.replace("_", "").isalnum(), key


def test_install_writes_the_file_and_says_what_is_left_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert main(["hotkeys", "install", "--desktop", "sway"]) == 0
    file = tmp_path / "sway" / "voice-assistant.conf"
    assert "bindsym --release F6 exec" in file.read_text()
    told = capsys.readouterr().out
    assert f"add this line to {tmp_path}/sway/config:\n  include {file}" in told
    (tmp_path / "sway" / "config").write_text(f"include {file}\n")
    assert main(["hotkeys", "install", "--desktop", "sway"]) == 0
    assert "add this line" not in capsys.readouterr().out


def test_an_unknown_desktop_is_asked_for(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("SWAYSOCK", "HYPRLAND_INSTANCE_SIGNATURE", "XDG_CURRENT_DESKTOP"):
        monkeypatch.delenv(name, raising=False)
    assert main(["hotkeys", "print"]) == 2
    assert "--desktop sway" in capsys.readouterr().err
