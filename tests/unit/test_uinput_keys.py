"""Keys by dotool and ydotool: what they are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_assistant.desktop.typing.uinput import UinputKeyboard, uinput_program
from voice_assistant.errors import DeviceError


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs that are found before all others; they write down what they are told."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("YDOTOOL_SOCKET", raising=False)
    return folder


def program(folder: Path, name: str, script: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def test_dotool(programs: Path, tmp_path: Path) -> None:
    program(programs, "dotool", f"cat > {tmp_path}/told")
    keyboard = UinputKeyboard()
    assert keyboard.press("Ctrl+Shift+V", lambda: True)
    assert (tmp_path / "told").read_text() == "key ctrl+shift+v\n"
    assert keyboard.press("Backspace", lambda: True, 2)
    assert (tmp_path / "told").read_text() == "key k:14\nkey k:14\n"
    with pytest.raises(DeviceError, match="one keyboard layout"):
        list(keyboard.type("x", lambda: True))


def test_ydotool_needs_its_daemon(programs: Path, tmp_path: Path) -> None:
    program(programs, "ydotool", f'echo "$@" > {tmp_path}/told')
    assert uinput_program() == ""
    with pytest.raises(DeviceError, match="neither dotool nor ydotool"):
        UinputKeyboard()
    (tmp_path / ".ydotool_socket").touch()
    assert UinputKeyboard().press("Ctrl+V", lambda: True)
    assert (tmp_path / "told").read_text() == "key 29:1 47:1 47:0 29:0\n"


def test_nothing_is_pressed_elsewhere(programs: Path, tmp_path: Path) -> None:
    program(programs, "dotool", f"cat > {tmp_path}/told")
    assert not UinputKeyboard().press("Enter", lambda: False)
    assert not (tmp_path / "told").exists()


def test_a_failure_is_told(programs: Path) -> None:
    program(programs, "dotool", "echo 'no permission for /dev/uinput' >&2; exit 1")
    with pytest.raises(DeviceError, match="no permission"):
        UinputKeyboard().press("Enter", lambda: True)
