"""What the command line says to those who mistype, and what it sees to before any library is loaded."""

from __future__ import annotations

import logging
import logging.handlers
import os
import stat
from pathlib import Path

import pytest

from voice_assistant import logs
from voice_assistant.cli import build_parser, main
from voice_assistant.commands import SUMMARIES


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "COMMAND"),
        (["strat"], 'did you mean "start"?'),
        (["say", "hi", "--speed", "fast"], "--speed"),
        (["ask", "--nosuch"], "--nosuch"),
        (["models", "pul"], "'pul'"),
        (["ask", "hi", "--audio", "a.wav"], "not both"),
    ],
)
def test_a_wrong_command_line_gets_one_line_and_code_2(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(arguments)
    except SystemExit as end:
        code = int(end.code or 0)
    output = capsys.readouterr()
    assert code == 2
    assert output.out == ""
    [line] = output.err.splitlines()
    assert line.startswith("voice-assistant: ")
    assert says in line


def test_a_folder_that_cannot_be_made_gets_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("VOICE_ASSISTANT_RUNTIME", str(tmp_path / "file" / "runtime"))
    assert main(["status"]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"voice-assistant: {tmp_path / 'file'}")


@pytest.mark.parametrize("name", SUMMARIES)
def test_debug_may_stand_before_and_after_the_command(name: str) -> None:
    more = {
        "transcribe": ["a.wav"],
        "trigger": ["ask"],
        "completion": ["bash"],
        "history": ["list"],
        "memory": ["list"],
        "personas": ["list"],
        "models": ["list"],
        "config": ["path"],
        "hotkeys": ["on"],
        "reading": ["pause"],
    }.get(name, [])
    parser = build_parser(only=name)
    assert parser.parse_args(["--debug", name, *more]).debug
    assert parser.parse_args([name, *more, "--debug"]).debug
    assert not parser.parse_args([name, *more]).debug


def test_every_help_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    for name in SUMMARIES:
        with pytest.raises(SystemExit):
            main([name, "--help"])
        assert "example:\n  " in capsys.readouterr().out, name


def test_libraries_are_told_to_send_nothing_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in ("HF_HUB_DISABLE_TELEMETRY", "ORT_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
        monkeypatch.setenv(variable, "to be restored after the test")
        monkeypatch.delenv(variable)
    assert main(["config", "path"]) == 0
    assert os.environ["HF_HUB_DISABLE_TELEMETRY"] == "1"
    assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"
    assert os.environ["DO_NOT_TRACK"] == "1"


def test_an_unexpected_error_is_logged_without_its_message(tmp_path: Path) -> None:
    said = " ".join(["a", "secret", "recipe"])  # not as it stands in this file, whose lines a traceback shows
    file = tmp_path / "log.txt"
    before = list(logging.getLogger().handlers)
    logs.keep(file)
    [handler] = [handler for handler in logging.getLogger().handlers if handler not in before]
    try:
        try:
            try:
                raise ValueError(said)
            except ValueError as error:
                raise RuntimeError(said) from error
        except RuntimeError:
            logging.getLogger("voice_assistant.somewhere").exception("turn failed")
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
    written = file.read_text()
    assert "turn failed" in written
    assert "RuntimeError" in written
    assert "ValueError" in written
    assert Path(__file__).name in written
    assert said not in written


def test_the_log_is_private_also_after_it_was_rotated(tmp_path: Path) -> None:
    file = tmp_path / "state" / "log.txt"
    before = list(logging.getLogger().handlers)
    logs.keep(file)
    [handler] = [handler for handler in logging.getLogger().handlers if handler not in before]
    try:
        assert isinstance(handler, logging.handlers.RotatingFileHandler)
        handler.doRollover()
        found = {entry.name: stat.S_IMODE(entry.stat().st_mode) for entry in file.parent.iterdir()}
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
    assert found == {"log.txt": 0o600, "log.txt.1": 0o600}
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
