"""`voice-assistant memory`, as it is typed."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.flow.test_config_command import editor
from voice_assistant import paths
from voice_assistant.cli import main

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def by_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOICE_ASSISTANT__MEMORY__EMBEDDING_MODEL", '""')


def run(capsys: Captured, *arguments: str) -> tuple[int, str, str]:
    code = main(["memory", *arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_facts_are_added_listed_found_changed_and_erased(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert run(capsys, "list") == (0, "", "nothing is remembered\n")
    assert "My sister's name is Clara." in run(capsys, "add", "my sister's name is Clara")[1]
    run(capsys, "add", "I", "am", "allergic", "to", "nuts")
    run(capsys, "add", "The captain likes rum", "--persona", "pirate")
    assert [line.split()[0] for line in run(capsys, "list")[1].splitlines()] == ["3", "2", "1"]
    assert "rum" in run(capsys, "list", "--persona", "pirate")[1]
    code, out, _ = run(capsys, "search", "what is my sibling called", "--json")
    assert (code, json.loads(out)[0]["fact"]) == (0, "My sister's name is Clara.")
    assert run(capsys, "search", "quantum")[0] == 1
    assert "I live in Bonn." in run(capsys, "edit", "2", "I live in Bonn")[1]
    monkeypatch.setenv("VISUAL", editor(tmp_path, """sed -i 's/Bonn/Cologne/' "$1" """))
    assert "I live in Cologne." in run(capsys, "edit", "2")[1]
    assert run(capsys, "forget", "2")[2] == "1 forgotten\n"
    assert run(capsys, "forget", "2")[0] == 2
    assert run(capsys, "edit", "2", "x")[0] == 2
    assert run(capsys, "forget", "--all")[0] == 2  # nobody to ask
    assert run(capsys, "forget", "--all", "--yes")[2] == "2 forgotten\n"


def test_forgotten_is_erased_and_the_file_is_nobody_else_s(capsys: Captured) -> None:
    run(capsys, "add", "My door code is ninety-nine kangaroos")
    file = paths.data_dir() / "memory.sqlite"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    run(capsys, "forget", "1")
    left = b"".join(each.read_bytes() for each in file.parent.glob("memory.sqlite*"))
    assert b"kangaroo" not in left


def test_facts_go_out_and_come_back(capsys: Captured, tmp_path: Path) -> None:
    run(capsys, "add", "I live in Bonn")
    run(capsys, "add", "The captain likes rum", "--persona", "pirate")
    before = run(capsys, "list", "--json")[1]
    assert run(capsys, "export", str(tmp_path / "facts.jsonl"))[2].startswith("2 exported")
    run(capsys, "forget", "--all", "--yes")
    assert run(capsys, "import", str(tmp_path / "facts.jsonl"))[2] == "2 of 2 were new\n"
    assert run(capsys, "import", str(tmp_path / "facts.jsonl"))[2] == "0 of 2 were new\n"
    facts = [(fact["fact"], fact["said"], fact["persona"]) for fact in json.loads(before)]
    assert facts == [(f["fact"], f["said"], f["persona"]) for f in json.loads(run(capsys, "list", "--json")[1])]
    (tmp_path / "plain.txt").write_text("I have a dog\n\nI have a cat\n")
    assert run(capsys, "import", str(tmp_path / "plain.txt"))[2] == "2 of 2 were new\n"
    (tmp_path / "bad.jsonl").write_text('I have a fish\n{"fakt": 1}\n')
    code, _, err = run(capsys, "import", str(tmp_path / "bad.jsonl"))
    assert code == 2 and "bad.jsonl:2: no fact" in err
    assert "fish" not in run(capsys, "list")[1]


def test_switched_off_nothing_is_written(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_ASSISTANT__MEMORY__ENABLED", "false")
    code, _, err = run(capsys, "add", "I live in Bonn")
    assert code == 2 and "switched off" in err
    assert not (paths.data_dir() / "memory.sqlite").exists()


def test_a_file_that_is_no_memory_is_said_to_be_none(capsys: Captured) -> None:
    paths.data_dir().mkdir(parents=True, exist_ok=True)
    (paths.data_dir() / "memory.sqlite").write_bytes(b"this is no database, but long enough to look at" * 50)
    code, _, err = run(capsys, "list")
    assert code == 1 and "the memory cannot be used" in err
