"""The `models` command as a person types it, on a catalogue of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from voice_assistant.cli import main

WEIGHTS = b"weights" * 1000


@pytest.fixture(autouse=True)
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICE_ASSISTANT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("VOICE_ASSISTANT_CONFIG_DIR", str(tmp_path))
    monkeypatch.delenv("VOICE_ASSISTANT_CONFIG", raising=False)
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "toy.gguf").write_bytes(WEIGHTS)
    (tmp_path / "models.toml").write_text(
        f"""
[toy]
kind = "language-model"
description = "a toy"
size = {len(WEIGHTS)}
[[toy.sources]]
type = "folder"
path = "{tmp_path / "source"}"
files = [{{ name = "toy.gguf" }}]
"""
    )
    return tmp_path


def installed(path: Path) -> Path:
    return path / "data" / "models" / "toy"


def test_pull_then_pull_again(capsys: pytest.CaptureFixture[str], catalogue: Path) -> None:
    assert main(["models", "pull", "toy"]) == 0
    assert capsys.readouterr().out == "toy: installed (1 MB)\n"
    assert (installed(catalogue) / "toy.gguf").read_bytes() == WEIGHTS
    assert main(["models", "pull", "toy"]) == 0
    assert capsys.readouterr().out == "toy: already installed\n"
    assert main(["models", "pull", "--quiet", "toy"]) == 0
    assert capsys.readouterr().out == ""


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    main(["models", "pull", "toy"])
    capsys.readouterr()
    assert main(["models", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("  * toy ") for line in lines)
    assert any(line.startswith("    whisper-small ") for line in lines)


def test_list_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "list", "--json"]) == 0
    by_name = {entry["name"]: entry for entry in json.loads(capsys.readouterr().out)}
    assert by_name["toy"]["state"] == "available"
    assert by_name["silero-vad"]["state"] == "bundled"
    assert by_name["whisper-base"]["default"] is True
    assert by_name["whisper-base"]["kind"] == "speech-to-text"


def test_list_installed_only(capsys: pytest.CaptureFixture[str]) -> None:
    main(["models", "pull", "toy"])
    capsys.readouterr()
    assert main(["models", "list", "--installed", "--json"]) == 0
    assert {entry["name"] for entry in json.loads(capsys.readouterr().out)} == {"toy", "silero-vad"}


def test_verify(capsys: pytest.CaptureFixture[str], catalogue: Path) -> None:
    main(["models", "pull", "toy"])
    capsys.readouterr()
    assert main(["models", "verify"]) == 0
    assert capsys.readouterr().out == "toy: ok\n"
    (installed(catalogue) / "toy.gguf").write_bytes(b"X" + WEIGHTS[1:])
    assert main(["models", "verify", "--json", "toy"]) == 4
    printed = capsys.readouterr()
    assert json.loads(printed.out) == [
        {"name": "toy", "ok": False, "problems": ["toy.gguf has changed since it was installed"]}
    ]
    assert "voice-assistant models pull toy" in printed.err


def test_path(capsys: pytest.CaptureFixture[str], catalogue: Path) -> None:
    assert main(["models", "path"]) == 0
    assert capsys.readouterr().out.strip() == str(catalogue / "data" / "models")
    main(["models", "pull", "toy"])
    capsys.readouterr()
    assert main(["models", "path", "toy"]) == 0
    assert capsys.readouterr().out.strip() == str(installed(catalogue))


def test_remove(capsys: pytest.CaptureFixture[str], catalogue: Path) -> None:
    main(["models", "pull", "toy"])
    assert main(["models", "remove", "toy"]) == 0
    assert not installed(catalogue).exists()
    capsys.readouterr()
    assert main(["models", "remove", "toy"]) == 4
    assert capsys.readouterr().err == "voice-assistant: toy is not installed\n"


def test_an_error_is_one_line_and_exit_code_4(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "pull", "toi"]) == 4
    printed = capsys.readouterr()
    assert printed.err == 'voice-assistant: there is no model "toi" in the catalogue (did you mean "toy"?)\n'


def test_on_a_terminal_there_is_a_bar(catalogue: Path) -> None:
    import pty

    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "voice_assistant", "models", "pull", "toy"]
    with subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal) as process:
        os.close(terminal)
        shown = b""
        try:
            while data := os.read(controller, 65536):
                shown += data
        except OSError:  # the other end is closed
            pass
        assert process.wait(timeout=30) == 0
    os.close(controller)
    assert b"toy: copying" in shown
    assert b"toy: installed" in shown
