"""Nothing said is lost: recordings on disk, whatever breaks."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.rig.compare import find, noise
from voice_assistant.audio.files import read_audio
from voice_assistant.audio.journal import Journal, JournalRecording
from voice_assistant.audio.types import Audio
from voice_assistant.audio.wav import WavWriter, mend
from voice_assistant.config.schema import RecordingsConfig

SOUND = noise(2.0, 16_000)


class Desk:
    """Where a journal's complaints arrive."""

    def __init__(self, folder: Path, **config: object) -> None:
        self.folder = folder
        self.reports: list[str] = []
        self.journal = Journal(folder, RecordingsConfig.model_validate(config), self.reports.append)

    def files(self) -> list[str]:
        return sorted(path.name.partition("Z-")[2] for path in self.folder.iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "recordings"
    folder.mkdir()
    return folder


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    desk = Desk(folder)
    yield desk
    desk.journal.close()


def say(recording: JournalRecording, sound: Audio = SOUND) -> None:
    for start in range(0, len(sound.samples), 512):
        recording.write(Audio(sound.samples[start : start + 512], sound.rate_hz))


def test_a_recording_is_kept_with_its_facts(desk: Desk) -> None:
    before = datetime.now(UTC)
    recording = desk.journal.begin("dictate")
    say(recording)
    recording.close()
    recording.note("so it is: naïve, 日本語")
    (kept,) = desk.journal.recordings()
    assert (kept.binding, kept.duration_s, kept.text) == ("dictate", 2.0, "so it is: naïve, 日本語")
    assert before <= kept.when <= datetime.now(UTC)
    assert find(SOUND, read_audio(kept.path)).correlation > 0.9999
    assert json.loads(kept.path.with_suffix(".json").read_text("utf-8"))["duration_s"] == 2.0
    assert desk.files() == ["dictate.json", "dictate.wav"]
    assert desk.reports == []


def test_a_recording_not_understood_is_kept_without_text(desk: Desk) -> None:
    recording = desk.journal.begin("ask")
    say(recording)
    recording.close()
    recording.close()
    assert [kept.text for kept in desk.journal.recordings()] == [None]


def test_only_the_user_may_listen(desk: Desk) -> None:
    recording = desk.journal.begin("ask")
    say(recording)
    recording.close()
    recording.note("secret")
    assert stat.S_IMODE(desk.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in desk.folder.iterdir()} == {0o600}


def test_names_sort_by_time(desk: Desk) -> None:
    for binding in ("z", "a", "m"):
        recording = desk.journal.begin(binding)
        say(recording, noise(0.1, 16_000))
        recording.close()
    assert [kept.binding for kept in desk.journal.recordings()] == ["z", "a", "m"]


def test_a_growing_file_can_be_read_at_any_moment(desk: Desk) -> None:
    recording = desk.journal.begin("ask")
    for count in range(1, 6):
        recording.write(Audio(SOUND.samples[:512], 16_000))
        (path,) = desk.folder.iterdir()
        assert len(read_audio(path).samples) == 512 * count
    recording.close()


def cut_short(desk: Desk, duration_s: float = 2.0) -> None:
    """A recording whose program died before it was closed."""
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from tests.unit.test_journal import SOUND, Desk, say\n"
        "from voice_assistant.audio.types import Audio\n"
        "recording = Desk(Path(sys.argv[1])).journal.begin('dictate')\n"
        "say(recording, Audio(SOUND.samples[: round(float(sys.argv[2]) * SOUND.rate_hz)], SOUND.rate_hz))\n"
        "os._exit(9)"
    )
    command = [sys.executable, "-c", program, str(desk.folder), str(duration_s)]
    assert subprocess.run(command, check=False).returncode == 9


def test_what_was_cut_short_is_found_again(desk: Desk) -> None:
    cut_short(desk)
    (found,) = desk.journal.recover()
    assert (found.binding, found.duration_s, found.text) == ("dictate", 2.0, None)
    assert find(SOUND, read_audio(found.path)).correlation > 0.9999
    assert desk.journal.recordings() == [found]
    assert desk.journal.recover() == []


def test_what_was_cut_short_before_its_first_sound_is_dropped(desk: Desk) -> None:
    cut_short(desk, 0.0)
    assert len(desk.files()) == 1
    assert desk.journal.recover() == []
    assert desk.files() == []


def test_what_another_program_is_recording_is_left_alone(desk: Desk) -> None:
    recording = desk.journal.begin("dictate")
    say(recording)
    other = Desk(desk.folder)
    assert other.journal.recover() == []
    say(recording)
    recording.close()
    recording.note("whole")
    assert [(kept.duration_s, kept.text) for kept in other.journal.recordings()] == [(4.0, "whole")]


@pytest.mark.parametrize("damage", (None, "", "{", "[]", '{"when": 7}'))
def test_a_recording_whose_facts_are_gone_is_still_one(desk: Desk, damage: str | None) -> None:
    recording = desk.journal.begin("dictate")
    say(recording)
    recording.note("forgotten")
    (facts,) = desk.folder.glob("*.json")
    facts.unlink() if damage is None else facts.write_text(damage)
    assert [(kept.binding, kept.duration_s, kept.text) for kept in desk.journal.recordings()] == [
        ("dictate", 2.0, None)
    ]


def test_what_is_being_recorded_is_not_recovered(desk: Desk) -> None:
    recording = desk.journal.begin("dictate")
    say(recording)
    assert desk.journal.recover() == []
    recording.close()
    assert len(desk.journal.recordings()) == 1


@pytest.mark.parametrize("size", (0, 1, 43, 44, 45))
def test_what_was_cut_within_the_header_does_not_stop_the_start(desk: Desk, size: int) -> None:
    cut_short(desk)
    (part,) = desk.folder.iterdir()
    os.truncate(part, size)
    (desk.folder / "stranger.part.wav").write_bytes(b"not ours")
    assert Desk(desk.folder).journal.recover() == []


def test_strange_files_do_no_harm(desk: Desk) -> None:
    recording = desk.journal.begin("ask")
    say(recording)
    recording.close()
    (desk.folder / "broken.json").write_text("{")
    (desk.folder / "other.json").write_text('{"when": 7}')
    (desk.folder / "list.json").write_text("[]")
    (desk.folder / "music.wav").write_bytes(b"mine")
    desk.journal.prune()
    assert [kept.binding for kept in desk.journal.recordings()] == ["ask"]
    assert (desk.folder / "music.wav").exists()


def test_a_recording_without_sound_leaves_nothing(desk: Desk) -> None:
    desk.journal.begin("ask").close()
    assert desk.files() == []


def test_keep_none_deletes_what_was_understood_when_the_next_begins(folder: Path) -> None:
    desk = Desk(folder, keep="none")
    understood, failed, cancelled = (desk.journal.begin(name) for name in ("understood", "failed", "cancelled"))
    for recording in (understood, failed, cancelled):
        say(recording)
        recording.close()
    understood.note("hello")
    cancelled.cancel()
    assert desk.files() == ["failed.json", "failed.wav", "understood.json", "understood.wav"]
    last = desk.journal.begin("last")
    say(last)
    last.note("its text is nowhere else yet")
    assert desk.files() == ["failed.json", "failed.wav", "last.json", "last.wav"]
    desk.journal.close()
    assert desk.files() == ["failed.json", "failed.wav"]


def test_keep_none_keeps_what_was_cut_short_for_a_day(folder: Path) -> None:
    desk = Desk(folder, keep="none")
    for days, binding in ((0.9, "young"), (1.1, "old")):
        old_recording(folder, days, binding)
    desk.journal.prune()
    assert desk.files() == ["young.json", "young.wav"]


def test_keep_off_writes_nothing(folder: Path) -> None:
    desk = Desk(folder, keep="off")
    recording = desk.journal.begin("secret")
    say(recording)
    recording.close()
    recording.note("nobody knows")
    assert desk.files() == []
    assert desk.reports == []


def old_recording(folder: Path, days: float, binding: str) -> None:
    when = datetime.now(UTC) - timedelta(days=days)
    path = folder / f"{when.strftime('%Y%m%dT%H%M%S.%f')}Z-{binding}.wav"
    with_sound = WavWriter(path, 16_000)
    with_sound.write(noise(20.0, 16_000))
    with_sound.close()
    facts = {"when": when.isoformat(), "binding": binding, "duration_s": 20.0, "text": None}
    path.with_suffix(".json").write_text(json.dumps(facts))


def test_old_recordings_go(folder: Path) -> None:
    desk = Desk(folder, max_days=30)
    for days, binding in ((29.9, "young"), (30.1, "old"), (400, "ancient")):
        old_recording(folder, days, binding)
    desk.journal.prune()
    assert desk.files() == ["young.json", "young.wav"]


def test_the_oldest_go_when_all_take_too_much(folder: Path) -> None:
    desk = Desk(folder, max_mb=2)  # each takes 0.64 MB
    for days in range(1, 6):
        old_recording(folder, days, f"{days}-days")
    desk.journal.prune()
    assert [kept.binding for kept in desk.journal.recordings()] == ["3-days", "2-days", "1-days"]


def test_pruning_spares_what_is_being_recorded(folder: Path) -> None:
    desk = Desk(folder, max_mb=1)
    recording = desk.journal.begin("ask")
    say(recording, noise(40.0, 16_000))
    desk.journal.prune()
    assert len(list(folder.iterdir())) == 1
    recording.close()


def test_pruning_spares_the_newest_and_what_waits_for_its_text(folder: Path) -> None:
    desk = Desk(folder, max_mb=1)  # each takes more
    waiting, newest = (desk.journal.begin(name) for name in ("waiting", "newest"))
    for recording in (waiting, newest):
        say(recording, noise(40.0, 16_000))
        recording.close()
    newest.note("understood")
    desk.journal.prune()
    assert desk.files() == ["newest.json", "newest.wav", "waiting.json", "waiting.wav"]
    waiting.note("at last")
    desk.journal.prune()
    assert desk.files() == ["newest.json", "newest.wav"]


def test_a_place_that_cannot_be_written_is_reported_and_survived(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    desk = Desk(tmp_path / "file" / "recordings")
    recording = desk.journal.begin("ask")
    say(recording)
    recording.close()
    recording.note("heard all the same")
    assert desk.journal.recordings() == []
    assert desk.journal.recover() == []
    assert len(desk.reports) == 1
    assert "not kept on disk" in desk.reports[0]


def test_writing_is_for_one_rate_only(tmp_path: Path) -> None:
    writer = WavWriter(tmp_path / "sound.wav", 16_000)
    with pytest.raises(ValueError, match="48000 Hz into a file of 16000 Hz"):
        writer.write(noise(0.1, 48_000))
    writer.close()


def test_mending_drops_half_a_sample(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    writer = WavWriter(path, 16_000)
    writer.write(Audio(np.full(100, 0.5, dtype=np.float32), 16_000))
    writer.close()
    with path.open("ab") as file:
        file.write(b"\x00\x40\x00")
    assert mend(path) == 101 / 16_000
    assert read_audio(path).samples == pytest.approx(np.full(101, 0.5), abs=1e-4)
