"""`voice-assistant history talks`, as it is typed."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from voice_assistant import paths
from voice_assistant.cli import main
from voice_assistant.conversation import Exchange
from voice_assistant.talks.files import load_talks, new_talk

NOON = datetime(2026, 5, 2, 12, 0, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")  # noon is 14:00
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def kept(when: datetime, *turns: tuple[str, str]) -> str:
    file = new_talk(paths.talks_dir(), when)
    for asked, heard in turns:
        file.add(Exchange(asked, heard, "pirate"), when)
    return file.id


@pytest.fixture
def week() -> list[str]:
    """Newest first."""
    return [
        kept(NOON, ("What is new?", "Nothing, matey."), ("And now?", "")),
        kept(NOON - timedelta(days=1), ("Grüße\nvon gestern", "Arr.")),
        kept(datetime.now(UTC) - timedelta(days=900), ("Long ago?", "Yes.")),
    ]


def run(*arguments: str, expect: int = 0) -> None:
    assert main(["history", "talks", *arguments]) == expect


def test_the_list(week: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    run("list")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "   1  2026-05-02 14:00:00    2 turns  What is new?"
    assert lines[1] == "   2  2026-05-01 14:00:00     1 turn  Grüße von gestern"
    run("list", "-n", "1", "--json")
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["number"], row["id"], row["turns"], row["begins"]) == (1, week[0], 2, "What is new?")
    run("list", "--search", "ARR")
    assert capsys.readouterr().out.startswith("   2  ")


def test_nothing_kept(capsys: pytest.CaptureFixture[str]) -> None:
    run("list")
    assert "no talk so far" in capsys.readouterr().err
    run("show", expect=2)
    assert "no talks are kept" in capsys.readouterr().err


@pytest.mark.parametrize("which", ["1", "14:00", "2026-05-02 14:00", "20260502T120000.000000Z"])
def test_one_talk(week: list[str], capsys: pytest.CaptureFixture[str], which: str) -> None:
    run("show", which)
    out = capsys.readouterr().out
    assert out == "you: What is new?\npirate: Nothing, matey.\n\nyou: And now?\npirate: (silenced)\n"
    run("show", which, "--json")
    assert json.loads(capsys.readouterr().out)["turns"][1]["asked"] == "And now?"


@pytest.mark.parametrize(("which", "told"), [("9", "1 is the newest, 3"), ("03:00", "no talk began"), ("x", "neither")])
def test_one_that_is_not_there(week: list[str], capsys: pytest.CaptureFixture[str], which: str, told: str) -> None:
    run("show", which, expect=2)
    assert told in capsys.readouterr().err


def test_export(week: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("talks.md", "talks.txt", "talks.json"):
        run("export", str(tmp_path / name))
    text = (tmp_path / "talks.md").read_text("utf-8")
    assert text.index("Long ago?") < text.index("von gestern") < text.index("What is new?"), "oldest first"
    assert text.startswith("## ")
    assert len(json.loads((tmp_path / "talks.json").read_text("utf-8"))) == 3
    run("export", str(tmp_path / "talks.doc"), expect=2)
    run("export", str(tmp_path / "none" / "talks.txt"), expect=1)
    assert "cannot be written" in capsys.readouterr().err


def test_purge(week: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    run("purge", "--all", expect=2)
    assert "say so with --yes" in capsys.readouterr().err
    run("purge", "2", "--yes")
    assert {talk.id for talk in load_talks(paths.talks_dir())} == {week[0], week[2]}
    run("purge", "--older-than", "800", "--yes")
    assert [talk.id for talk in load_talks(paths.talks_dir())] == [week[0]]
    terminal = io.StringIO("no\n")
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stdin", terminal)
    run("purge", "--all", expect=1)
    assert load_talks(paths.talks_dir())
    run("purge", "--all", "--yes")
    assert not load_talks(paths.talks_dir())


def test_the_sounds_do_not_go_alone_unnoticed(week: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "purge", "--all", "--yes"]) == 0
    assert "3 talks are kept in writing too" in capsys.readouterr().err


def test_search_finds_what_was_said_in_other_words(capsys: pytest.CaptureFixture[str]) -> None:
    kept(NOON, ("How do I prune the roses?", "Cut them in March."), ("What is the capital of Peru?", "Lima."))
    run("search", "pruning", "a", "rose")
    assert capsys.readouterr().out == "2026-05-02 14:00  How do I prune the roses?\nCut them in March.\n"
    run("search", "--json", "peru's capital")
    assert [row["heard"] for row in json.loads(capsys.readouterr().out)] == ["Lima."]
    run("search", "submarines", expect=1)
