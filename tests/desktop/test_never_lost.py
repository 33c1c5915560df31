"""Whatever breaks while somebody speaks, what was said is found again."""

from __future__ import annotations

import asyncio
import os
import random
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.fakes import Studio
from tests.rig.assistant import running_assistant
from tests.rig.compare import find, noise
from tests.rig.microphone_removal import heard_before, heard_before_removal
from tests.rig.pulse import PulseRig
from tests.rig.recorder import recorder
from tests.rig.speech import clips
from tests.rig.waiting import until, wait_until
from tests.rig.x11 import virtual_display
from voice_assistant.assistant import Assistant
from voice_assistant.audio.file_microphone import FileMicrophone
from voice_assistant.audio.files import read_audio
from voice_assistant.audio.journal import Journal
from voice_assistant.audio.recordings import load_recordings
from voice_assistant.audio.types import Audio
from voice_assistant.config.schema import RecordingsConfig, SpeechToTextConfig
from voice_assistant.engines.faster_whisper import FasterWhisper
from voice_assistant.engines.registry import create_voice_activity
from voice_assistant.events import Problem, UtteranceEnded
from voice_assistant.inbox import Press
from voice_assistant.persona_store import load_personas
from voice_assistant.recovery import Recovery

pytestmark = pytest.mark.desktop

SAID = noise(3.0, 16_000, seed=5)


# killed


@pytest.mark.parametrize("seed", range(8))
def test_killed_at_a_random_moment(seed: int, tmp_path: Path) -> None:
    with recorder(tmp_path, seed) as victim:
        victim.kill_after(random.Random(seed).uniform(0.0, 0.6))
    remains = victim.remains()
    assert remains.given >= 1
    assert remains.missing == 0
    assert remains.worst_lost_s < 1.0


def test_the_check_above_would_notice(tmp_path: Path) -> None:
    with recorder(tmp_path, 1) as victim:
        wait_until(lambda: len(list(tmp_path.glob("*-recording-1.json"))), "a finished recording")
        victim.kill()
    next(tmp_path.glob("*-recording-0.wav")).unlink()
    cut = next(tmp_path.glob("*-recording-1*.wav"))
    os.truncate(cut, cut.stat().st_size // 2)
    remains = victim.remains()
    assert remains.missing == 1
    assert remains.worst_lost_s > 0


def children_of(pid: int) -> list[int]:
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for file in lists for child in file.read_text().split()]


def test_killed_between_the_last_word_and_the_text(rig: PulseRig, tmp_path: Path) -> None:
    with virtual_display() as display:
        desktop = {**display.environment, **rig.environment}
        with running_assistant(tmp_path, desktop) as assistant:
            assistant.wait_until_warm()
            engines = children_of(assistant.pid)
            for engine in engines:
                os.kill(engine, signal.SIGSTOP)  # no text will be ready
            assistant.trigger("dictate", "press")
            wait_until(rig.recorders, "the microphone to open")
            rig.play_into_microphone(clips()["beckett"].path)
            assistant.trigger("dictate", "release")
            assistant.wait_for("UtteranceEnded")
            assistant.kill()
            for engine in engines:
                with suppress(ProcessLookupError):
                    os.kill(engine, signal.SIGKILL)
        with running_assistant(tmp_path, desktop) as assistant:
            (offer,) = assistant.wait_for("RecordingRecovered", within_s=120)
            (recording,) = load_recordings(tmp_path / "data" / "recordings")
            assert recording.text is not None
            assert "fail better" in recording.text.lower()
            assert offer["message"].endswith(f"`voice-assistant history show {recording.clock}`")
            assert offer["message"] in " ".join(assistant.output.split())
            assert "fail better" not in assistant.output.lower()


# devices


@pytest.mark.parametrize("after_s", (0.7, 1.3))
async def test_the_microphone_is_pulled_out_in_mid_sentence(rig: PulseRig, tmp_path: Path, after_s: float) -> None:
    assert await heard_before_removal(rig, tmp_path, after_s=after_s)


async def test_the_sound_server_hangs_in_mid_sentence(rig: PulseRig, tmp_path: Path) -> None:
    assert await heard_before(rig, tmp_path, rig.pause_server, rig.resume_server, after_s=1.3)


def test_killed_while_the_sound_server_hangs(rig: PulseRig, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.rig.record_until_killed", str(tmp_path)]
    with subprocess.Popen(command, env={**os.environ, **rig.environment}) as program:
        try:
            wait_until(lambda: any(p.stat().st_size > 1000 for p in tmp_path.glob("*.part.wav")), "the first second")
            rig.play_into_microphone(SAID)
            rig.pause_server()
        finally:
            program.kill()
    rig.resume_server()
    (found,) = Journal(tmp_path, RecordingsConfig(), print).recover()
    said = Audio(SAID.samples[: 2 * 16_000], 16_000)
    assert find(said, read_audio(found.path)).correlation > 0.95


# the disk


@contextmanager
def file_size_limit(limit: int) -> Iterator[None]:
    """No file may grow beyond `limit` bytes: as on a full disk, a write fails after a part of it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def write_all(recording: object, sound: Audio) -> None:
    for start in range(0, len(sound.samples), 512):
        recording.write(Audio(sound.samples[start : start + 512], sound.rate_hz))  # type: ignore[attr-defined]


def test_a_full_disk_keeps_what_it_can(tmp_path: Path) -> None:
    reports: list[str] = []
    journal = Journal(tmp_path, RecordingsConfig(), reports.append)
    recording = journal.begin("dictate")
    with file_size_limit(32_001 + 44):
        write_all(recording, SAID)
        recording.close()
    recording.note("all of it, from memory")
    journal.close()
    (kept,) = journal.recordings()
    assert kept.duration_s == 1.0
    assert kept.text == "all of it, from memory"
    assert find(Audio(SAID.samples[:16_000], 16_000), read_audio(kept.path)).correlation > 0.999
    assert len(reports) == 1
    assert "not kept on disk" in reports[0]


def test_a_full_disk_that_gets_room_again_has_lost_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path, RecordingsConfig(), lambda _: None)
    recording = journal.begin("dictate")
    with file_size_limit(32_001 + 44):
        write_all(recording, Audio(SAID.samples[:40_000], 16_000))
    write_all(recording, Audio(SAID.samples[40_000:], 16_000))
    recording.close()
    journal.close()
    (kept,) = journal.recordings()
    np.testing.assert_allclose(read_audio(kept.path).samples, SAID.samples, atol=2 / 32768)


def test_a_disk_that_is_full_from_the_beginning_stops_nobody(tmp_path: Path) -> None:
    reports: list[str] = []
    folder = tmp_path / "recordings"
    journal = Journal(folder, RecordingsConfig(), reports.append)
    with file_size_limit(10):
        recording = journal.begin("dictate")
        write_all(recording, SAID)
        recording.close()
        recording.note("heard all the same")
    journal.close()
    assert len(reports) == 1
    assert journal.recover() == []
    assert list(folder.iterdir()) == []


def test_killed_on_a_full_disk(tmp_path: Path) -> None:
    program = (
        "import os, resource, sys\n"
        "from pathlib import Path\n"
        "from tests.desktop.test_never_lost import SAID, write_all\n"
        "from voice_assistant.audio.journal import Journal\n"
        "from voice_assistant.config.schema import RecordingsConfig\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (32_001 + 44, resource.RLIM_INFINITY))\n"
        "write_all(Journal(Path(sys.argv[1]), RecordingsConfig(), print).begin('dictate'), SAID)\n"
        "os._exit(9)"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 9
    journal = Journal(tmp_path, RecordingsConfig(), print)
    with file_size_limit(10):  # it is still full: there is no room for the facts either
        (found,) = journal.recover()
        assert found.duration_s == 1.0
        assert [kept.duration_s for kept in journal.recordings()] == [1.0]
    journal.close()


# the recogniser


class Murderer:
    """Kills every process that `recogniser` starts, as fast as it can, until told to stop."""

    def __init__(self, recogniser: FasterWhisper) -> None:
        self._recogniser = recogniser
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._kill)
        self.killed: set[int] = set()

    def _kill(self) -> None:
        while not self._stop.wait(0.005):
            if (pid := self._recogniser.pid) is not None and pid not in self.killed:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                self.killed.add(pid)

    def __enter__(self) -> Murderer:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()


async def test_the_recogniser_dies_in_the_middle_of_its_work(tmp_path: Path) -> None:
    studio = Studio()
    journal = Journal(tmp_path / "recordings", RecordingsConfig(), print)
    recogniser = FasterWhisper(SpeechToTextConfig())
    config = studio.equipment.config
    kit = replace(
        studio.equipment,
        journal=journal,
        speech_to_text=recogniser,
        microphone=FileMicrophone(clips()["beckett"].path, pace="fast"),
    )
    assistant = Assistant(kit, studio.model, load_personas())
    recovery = Recovery(config, studio.bus, journal, recogniser, lambda: create_voice_activity(config.voice_activity))
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(assistant.run()), group.create_task(recovery.run())]
        with Murderer(recogniser) as murderer:
            assistant.send(Press("dictate", 0.0))
            await until(lambda: studio.seen(UtteranceEnded) and studio.seen(Problem), "the turn to fail", within_s=60)
        assert murderer.killed
        assert [recording.text for recording in journal.recordings()] == [None]
        await until(lambda: all(recording.text for recording in journal.recordings()), "the text", within_s=120)
        for task in tasks:
            task.cancel()
    (recording,) = journal.recordings()
    assert recording.text is not None
    assert "fail better" in recording.text.lower()
    await recogniser.close()
    journal.close()
