"""`voice-assistant history`, as it is typed."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.rig.compare import noise
from voice_assistant import paths
from voice_assistant.audio.recordings import Recording, load_recordings, new_recording, part_of, save
from voice_assistant.audio.wav import WavWriter
from voice_assistant.cli import main

NOON = datetime(2026, 5, 2, 12, 0, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")  # noon is 14:00
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def kept(
    when: datetime, text: str | None, *, binding: str = "dictate", cancelled: bool = False, seconds: float = 2.0
) -> Recording:
    folder = paths.recordings_dir()
    folder.mkdir(parents=True, exist_ok=True)
    named = new_recording(folder, binding, when)
    writer = WavWriter(named.path, 16_000)
    writer.write(noise(seconds, 16_000))
    writer.close()
    recording = Recording(named.path, when, binding, seconds, text, cancelled)
    save(recording)
    return recording


@pytest.fixture
def week() -> list[Recording]:
    """Newest first."""
    return [
        kept(NOON + timedelta(minutes=2, seconds=30), "the newest\n\nof all"),
        kept(NOON + timedelta(minutes=2, seconds=5), None),
        kept(NOON, "forget it", cancelled=True),
        kept(NOON - timedelta(hours=1), ""),
        kept(NOON - timedelta(days=1), "Grüße von gestern", binding="ask", seconds=62.0),
    ]


def run(*arguments: str, expect: int = 0) -> None:
    assert main(["history", *arguments]) == expect


def test_list(week: list[Recording], capsys: pytest.CaptureFixture[str]) -> None:
    run("list")
    assert capsys.readouterr().out.splitlines() == [
        "   1  2026-05-02 14:02:30    2.0 s  dictate   the newest of all",
        "   2  2026-05-02 14:02:05    2.0 s  dictate   (no text yet)",
        "   3  2026-05-02 14:00:00    2.0 s  dictate   forget it",
        "   5  2026-05-01 14:00:00   1:02.0  ask       Grüße von gestern",
    ]
    run("list", "--all", "--limit", "4")
    assert capsys.readouterr().out.splitlines()[-1].endswith("dictate   (no speech)")
    run("list", "--search", "GESTERN")
    assert capsys.readouterr().out.split()[0] == "5"
    run("list", "--search", "tomorrow")
    assert "nothing was found" in capsys.readouterr().err


def test_list_as_json(week: list[Recording], capsys: pytest.CaptureFixture[str]) -> None:
    run("list", "--json", "--all")
    rows = json.loads(capsys.readouterr().out)
    assert [row["number"] for row in rows] == [1, 2, 3, 4, 5]
    assert rows[4]["text"] == "Grüße von gestern"
    assert rows[4]["path"] == str(week[4].path)
    assert rows[2]["cancelled"]


def test_an_empty_history(capsys: pytest.CaptureFixture[str]) -> None:
    run("list")
    assert "nothing was said so far" in capsys.readouterr().err
    run("show", expect=2)
    assert "there are no recordings" in capsys.readouterr().err
    run("list", "--json")
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize("which", ("5", "2026-05-01 14:00", "2026-05-01T14:00:00"))
def test_show(week: list[Recording], capsys: pytest.CaptureFixture[str], which: str) -> None:
    run("show", which)
    printed = capsys.readouterr()
    assert printed.out == "Grüße von gestern\n"
    assert printed.err == "2026-05-01 14:00:00, 1:02.0, ask\n"


def test_show_takes_the_newest_and_the_last_of_a_time(
    week: list[Recording], capsys: pytest.CaptureFixture[str]
) -> None:
    run("show")
    assert capsys.readouterr().out == "the newest\n\nof all\n"
    run("show", "14:00")
    assert capsys.readouterr().out == "forget it\n"
    run("show", "14:02:30", "--json")
    assert json.loads(capsys.readouterr().out)["number"] == 1


@pytest.mark.parametrize(
    ("which", "message"),
    (
        ("0", "there is no number 0: 1 is the newest, 5 the oldest"),
        ("6", "there is no number 6"),
        ("14:02", "there are 2 from 14:02: 14:02:05, 14:02:30"),
        ("9:15", "nothing was recorded at 9:15"),
        ("newest", '"newest" is neither a number'),
        ("2", "there is no text for 14:02:05 yet; `voice-assistant history retry 14:02:05`"),
        ("4", "nothing was said at 13:00:00"),
    ),
)
def test_what_cannot_be_shown(
    week: list[Recording], capsys: pytest.CaptureFixture[str], which: str, message: str
) -> None:
    run("show", which, expect=2)
    assert message in capsys.readouterr().err


def test_what_a_crash_left_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    recording = kept(NOON, None)
    recording.path.rename(part_of(recording.path))
    recording.path.with_suffix(".json").unlink()
    run("list")
    assert "(no text yet)" in capsys.readouterr().out


def test_export_to_a_folder(week: list[Recording], tmp_path: Path) -> None:
    run("export", str(tmp_path / "out"))
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert len([name for name in names if name.endswith(".wav")]) == 5
    assert names[0] == "2026-05-01_14-00-00_000000-ask.txt"
    assert (tmp_path / "out" / names[0]).read_text("utf-8") == "Grüße von gestern\n"
    assert len(json.loads((tmp_path / "out" / "history.json").read_text("utf-8"))) == 5


def test_export_to_a_file(week: list[Recording], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("export", str(tmp_path / "all.txt"))
    written = (tmp_path / "all.txt").read_text("utf-8")
    assert written.startswith("2026-05-01 14:00:00, 1:02.0, ask\nGrüße von gestern\n\n")
    assert written.endswith("the newest\n\nof all\n\n")
    run("export", str(tmp_path / "all.json"))
    assert json.loads((tmp_path / "all.json").read_text("utf-8"))[0]["number"] == 1
    run("export", str(tmp_path / "all.doc"), expect=2)
    assert "give a .txt, a .json or a folder" in capsys.readouterr().err
    run("export", str(tmp_path / "all.txt" / "folder"), expect=1)
    assert "cannot be written" in capsys.readouterr().err


def test_purge(week: list[Recording], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    days = (datetime.now(UTC) - NOON) / timedelta(days=1)
    run("purge", "--older-than", str(days + 0.5), expect=2)
    assert "say so with --yes" in capsys.readouterr().err
    assert len(load_recordings(paths.recordings_dir())) == 5
    run("purge", "--older-than", str(days + 0.5), "--yes")
    assert capsys.readouterr().err == "1 deleted\n"
    run("purge", "--all", "--yes")
    assert list(paths.recordings_dir().iterdir()) == []
    run("purge", "--all")
    assert "0 deleted" in capsys.readouterr().err


def test_purge_asks_on_a_terminal(
    week: list[Recording], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = io.StringIO("no\nyes\n")
    monkeypatch.setattr(answers, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", answers)
    run("purge", "--all", expect=1)
    assert len(load_recordings(paths.recordings_dir())) == 5
    run("purge", "--all")
    assert load_recordings(paths.recordings_dir()) == []


def test_purge_leaves_what_is_being_recorded(week: list[Recording]) -> None:
    live = WavWriter(part_of(new_recording(paths.recordings_dir(), "dictate", NOON).path), 16_000)
    live.write(noise(1.0, 16_000))
    run("purge", "--all", "--yes")
    (path,) = paths.recordings_dir().iterdir()
    assert path.name.endswith(".part.wav")
    live.close()
