"""`read` as a person types it, with the real voice: a page into a file, transcribed back; and its clear refusals."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from tests.rig.wording import word_errors
from voice_assistant.audio.files import read_audio
from voice_assistant.cli import main

pytestmark = pytest.mark.contract

PAGE = """# A day in the city

The museum opens at nine in the morning. Children pay nothing at all, and students pay half of the price.

- Bring a warm coat.
- Leave your dog at home [3].

In the evening the old town hall is lit by thousands of lamps. The last train leaves shortly before midnight.
"""
SAID = """A day in the city. The museum opens at nine in the morning. Children pay nothing at all, and students pay half
of the price. Bring a warm coat. Leave your dog at home. In the evening the old town hall is lit by thousands of lamps.
The last train leaves shortly before midnight."""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "page.md").write_text(PAGE, encoding="utf-8")
    return tmp_path / "page.md"


def transcribed(file: Path, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert main(["transcribe", str(file), "--language", "en"]) == 0
    return capsys.readouterr().out


def test_a_page_in_a_file_is_heard_whole(page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "page.wav"
    assert main(["read", str(page), "--out", str(out)]) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert re.fullmatch(r".*page\.wav: \d+ s of sound, made in \d+ s\n", shown.err)
    assert word_errors(SAID, transcribed(out, capsys)) <= 0.1


def test_it_begins_where_it_is_told(page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "evening.flac"
    assert main(["read", str(page), "--from", "In the evening", "--out", str(out)]) == 0
    evening = SAID[SAID.index("In the evening") :]
    assert word_errors(evening, transcribed(out, capsys)) <= 0.1


def test_a_text_from_a_pipe_at_twice_the_speed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for speed in ("1", "2"):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(SAID.encode())))
        assert main(["read", "-", "--speed", speed, "--out", str(tmp_path / f"{speed}.ogg")]) == 0
    usual, fast = (read_audio(tmp_path / f"{speed}.ogg").duration_s for speed in ("1", "2"))
    assert 0.4 < fast / usual < 0.7


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (["missing.pdf"], 9, "There is no file"),
        (["page.md", "--from", "chapter 99"], 9, "chapter 99"),
        (["broken.epub"], 9, "broken.epub"),
        (["page.md", "--out", "page.doc"], 7, "cannot write .doc"),
        (["page.md", "--voice", "en_US-nobody-medium"], 6, "nobody"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    arguments: list[str],
    code: int,
    line: str,
    page: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(page.parent)
    Path("broken.epub").write_bytes(b"PK\x03\x04 nothing follows")
    out = [] if "--out" in arguments else ["--out", "x.wav"]
    assert main(["read", *arguments, *out]) == code
    error = capsys.readouterr().err
    assert line in error
    assert len(error.splitlines()) == 1
    assert not Path("x.wav").exists()
    assert not [path for path in Path().iterdir() if path.name.startswith(".x.wav")]
