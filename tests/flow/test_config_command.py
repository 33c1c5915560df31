"""`voice-assistant config`, as it is typed."""

from __future__ import annotations

import io
import json
import tomllib
from pathlib import Path

import pytest

from tests.unit.test_secrets import FakeKeyring, own_keyring
from voice_assistant import paths
from voice_assistant.cli import main
from voice_assistant.config.load import load_config
from voice_assistant.config.secrets import api_key

__all__ = ["own_keyring"]


def write(text: str) -> Path:
    file = paths.config_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def editor(tmp_path: Path, body: str) -> str:
    """The command of an editor that runs the shell lines `body` with the file as $1."""
    script = tmp_path / "editor with space.sh"
    script.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    script.chmod(0o755)
    return f"'{script}'"


def test_path(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "path"]) == 0
    assert capsys.readouterr().out == f"{paths.config_file()}\n"


def test_show_is_toml_that_means_the_same(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    write(
        '[bindings.ask]\nkeys = "Ctrl+\\\\"\n[bindings.read]\nenabled = false\n'
        '[speaker]\ndevice = "a \\"b\\" \\u00e4 \\u007f"\n'
        '[language_model]\noptions = { "a b" = [1, true], c = { d = 1.5 } }\n'
    )
    assert main(["config", "show"]) == 0
    shown = tmp_path / "shown.toml"
    shown.write_text(capsys.readouterr().out, encoding="utf-8")
    assert load_config(file=shown, environ={}) == load_config(environ={})


def test_show_tells_where_each_value_comes_from(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write("[speaker]\nvolume = 0.5\n")
    monkeypatch.setenv("VOICE_ASSISTANT__MICROPHONE__DEVICE", "usb")
    assert main(["config", "show", "--set", "text_to_speech.speed=1.5"]) == 0
    shown = capsys.readouterr().out
    assert f"volume = 0.5  # {file}:2\n" in shown
    assert 'device = "usb"  # VOICE_ASSISTANT__MICROPHONE__DEVICE\n' in shown
    assert "speed = 1.5  # command line\n" in shown
    assert "max_days = 30\n" in shown

    assert main(["config", "show", "--json", "--set", "text_to_speech.speed=1.5"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["file"] == str(file)
    assert shown["config"]["speaker"]["volume"] == 0.5
    assert shown["origins"] == {
        "speaker.volume": f"{file}:2",
        "microphone.device": "VOICE_ASSISTANT__MICROPHONE__DEVICE",
        "text_to_speech.speed": "command line",
    }


def test_check(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["config", "check"]) == 0
    assert capsys.readouterr().out == "ok\n"
    file = write("[speaker]\nvolum = 1\nvolume = 2\n")
    assert main(["config", "check"]) == 3
    problems = [
        f'{file}:2: unknown key "volum" in [speaker] (did you mean "volume"?)',
        f"{file}:3: speaker.volume must be at most 1, not 2",
    ]
    assert capsys.readouterr().out.splitlines() == problems
    assert main(["config", "check", "--json"]) == 3
    assert json.loads(capsys.readouterr().out) == {"ok": False, "problems": problems}
    other = tmp_path / "other.toml"
    other.write_text("")
    assert main(["config", "check", str(other)]) == 0


def test_a_command_with_a_faulty_config_prints_each_fault_on_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    file = write("[speaker]\nvolum = 1\nvolume = 2\n")
    assert main(["config", "show"]) == 3
    printed = capsys.readouterr()
    assert printed.out == ""
    assert [line.startswith(f"voice-assistant: {file}:") for line in printed.err.splitlines()] == [True, True]


def test_edit_begins_with_a_template_in_which_everything_is_commented_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EDITOR", editor(tmp_path, "true"))
    monkeypatch.delenv("VISUAL", raising=False)
    assert main(["config", "edit"]) == 0
    text = paths.config_file().read_text(encoding="utf-8")
    assert load_config() == load_config(environ={}, file=write(""))
    # Every key, taken out of its comment, stands for what is built in.
    uncommented = "\n".join(
        line[1:] if line[:1] == "#" and line[1:2].strip() and not line.endswith("=") else line
        for line in text.splitlines()
    )
    assert tomllib.loads(uncommented)["speaker"] == {"device": "default", "volume": 1.0, "duck_others": True}
    assert load_config(file=write(uncommented)) == load_config(file=write(""))


def test_edit_keeps_what_was_written_and_says_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write("")
    monkeypatch.setenv("VISUAL", editor(tmp_path, 'echo "persona = \'pirat\'" > "$1"'))
    assert main(["config", "edit"]) == 3
    assert file.read_text() == "persona = 'pirat'\n"
    assert f'{file}:1: persona: there is no persona "pirat" (did you mean "pirate"?)' in capsys.readouterr().err


@pytest.mark.parametrize(("command", "message"), [("/no/such/editor", "cannot be started"), ("false", "ended with")])
def test_an_editor_that_fails_is_named(
    command: str, message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VISUAL", command)
    assert main(["config", "edit"]) == 2
    assert message in capsys.readouterr().err


def test_set_key_stores_what_is_piped_in(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], own_keyring: FakeKeyring
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("hush\n"))
    assert main(["config", "set-key", "language_model"]) == 0
    assert api_key("language_model") == "hush"
    printed = capsys.readouterr()
    assert "hush" not in printed.out + printed.err

    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    assert main(["config", "set-key", "language_model"]) == 2
    assert "no key was given" in capsys.readouterr().err
