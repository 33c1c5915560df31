"""Other programs' sound on a real sound server: softer, and then exactly as it was, whatever happens meanwhile."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pulsectl
import pytest
import soundfile

from tests.rig.pulse import MICROPHONE, SPEAKER, PulseRig, pulse_rig
from tests.rig.waiting import wait_until
from voice_assistant.audio.others import SOFTER, OtherStreams
from voice_assistant.audio.types import Audio

pytestmark = pytest.mark.desktop


class Programs:
    """Programs that play into the rig's speaker, and their volumes as the server knows them."""

    def __init__(self, rig: PulseRig, folder: Path) -> None:
        self.rig = rig
        self._folder = folder
        self._sound = folder / "music.wav"
        soundfile.write(self._sound, np.full(48_000 * 60, 0.2, dtype=np.float32), 48_000)
        self.pulse: Any = pulsectl.Pulse("test")
        self._players: list[subprocess.Popen[bytes]] = []

    def play(self, name: str, volume: float = 1.0, **facts: str) -> subprocess.Popen[bytes]:
        raw = str(round(volume * 65_536))
        properties = [f"--property={fact.replace('_', '.')}={value}" for fact, value in facts.items()]
        command = ["paplay", f"--client-name={name}", f"--volume={raw}", "-d", SPEAKER, *properties, str(self._sound)]
        if volume == 1.0:
            command.remove(f"--volume={raw}")  # what the server remembers counts
        player = subprocess.Popen(command, env={**os.environ, **self.rig.environment})
        self._players.append(player)
        wait_until(lambda: self.stream(name) is not None, what=f"{name} to play")
        return player

    def stop(self, name: str, player: subprocess.Popen[bytes]) -> None:
        player.kill()
        player.wait()
        wait_until(lambda: self.stream(name) is None, what=f"{name} to be gone")

    def stream(self, name: str) -> Any:
        streams = self.pulse.sink_input_list()
        return next((stream for stream in streams if stream.proplist.get("application.name") == name), None)

    def volume(self, name: str) -> float:
        return round(float(self.stream(name).volume.value_flat), 3)

    def close(self) -> None:
        for player in self._players:
            player.kill()
            player.wait()
        self.pulse.close()


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Programs]:
    with pulse_rig() as rig:
        for name, value in rig.environment.items():
            monkeypatch.setenv(name, value)
        rig.pactl("load-module", "module-stream-restore")
        programs = Programs(rig, tmp_path)
        yield programs
        programs.close()


@pytest.fixture
def streams(programs: Programs, tmp_path: Path) -> Iterator[OtherStreams]:
    streams = OtherStreams(tmp_path / "state" / "softened.json")
    yield streams
    streams.close()


def test_all_are_softened_and_come_back_exactly(programs: Programs, streams: OtherStreams, tmp_path: Path) -> None:
    programs.play("radio", 0.8)
    programs.play("film", 0.45)
    streams.soften()
    streams.soften()  # again changes nothing
    assert (programs.volume("radio"), programs.volume("film")) == (0.8 * SOFTER, 0.45 * SOFTER)
    assert (tmp_path / "state" / "softened.json").exists()
    streams.restore()
    assert (programs.volume("radio"), programs.volume("film")) == (0.8, 0.45)
    assert not (tmp_path / "state" / "softened.json").exists()


def test_we_a_call_and_a_screen_reader_are_spared(programs: Programs, streams: OtherStreams) -> None:
    programs.play("we", 0.8, application_process_id=str(os.getpid()))
    programs.play("call", 0.8, media_role="phone")
    programs.play("reader", 0.8, media_role="a11y")
    streams.soften()
    assert [programs.volume(name) for name in ("we", "call", "reader")] == [0.8, 0.8, 0.8]
    assert streams.softened == 0


def test_what_plays_into_our_microphone_is_spared(programs: Programs, streams: OtherStreams) -> None:
    """It is somebody's voice, over a virtual cable."""
    us = f"--property=application.process.id={os.getpid()}"
    recorder = subprocess.Popen(
        ["parec", us, "-d", MICROPHONE], env={**os.environ, **programs.rig.environment}, stdout=subprocess.DEVNULL
    )
    try:
        wait_until(
            lambda: programs.pulse.source_output_list() and len(programs.pulse.source_output_list()) > 1,
            what="us to record",
        )
        voice = programs.rig.play_into_microphone(a_voice(), wait=False)
        programs.play("radio", 0.8)
        wait_until(lambda: programs.stream("rig") is not None, what="the voice to play")
        streams.soften()
        assert programs.volume("rig") == 1.0
        assert programs.volume("radio") == 0.8 * SOFTER
        voice.kill()
    finally:
        recorder.kill()
        recorder.wait()


def a_voice() -> Audio:
    return Audio(np.full(48_000 * 20, 0.2, dtype=np.float32), 48_000)


def test_what_the_person_changes_meanwhile_stays(programs: Programs, streams: OtherStreams) -> None:
    programs.play("radio", 0.8)
    streams.soften()
    programs.pulse.volume_set_all_chans(programs.stream("radio"), 0.2)
    streams.restore()
    assert programs.volume("radio") == 0.2


def test_a_new_song_is_softened_too_and_as_loud_as_before_afterwards(programs: Programs, streams: OtherStreams) -> None:
    first = programs.play("player", 0.8)
    streams.soften()
    programs.stop("player", first)
    programs.play("player")
    assert programs.volume("player") == 0.8 * SOFTER  # as the server remembers it
    streams.soften()
    assert programs.volume("player") == 0.8 * SOFTER
    streams.restore()
    assert programs.volume("player") == 0.8


def test_a_program_that_ended_while_soft_is_not_soft_for_ever(programs: Programs, streams: OtherStreams) -> None:
    player = programs.play("player", 0.8)
    streams.soften()
    programs.stop("player", player)
    streams.restore()
    programs.play("player")
    assert programs.volume("player") == 0.8


def test_after_a_crash_the_next_start_puts_it_right(programs: Programs, streams: OtherStreams, tmp_path: Path) -> None:
    programs.play("radio", 0.8)
    player = programs.play("player", 0.6)
    streams.soften()
    programs.stop("player", player)
    after = OtherStreams(tmp_path / "state" / "softened.json")
    after.restore()
    after.close()
    assert programs.volume("radio") == 0.8
    programs.play("player")
    assert programs.volume("player") == 0.6


def test_a_sound_server_that_starts_anew_is_survived(programs: Programs, streams: OtherStreams) -> None:
    programs.play("radio", 0.8)
    streams.soften()
    programs.rig.restart_server()
    streams.restore()
    programs.pulse.close()
    programs.pulse = pulsectl.Pulse("test")
    programs.play("film", 0.7)
    streams.soften()
    assert programs.volume("film") == pytest.approx(0.7 * SOFTER)
    streams.restore()
    assert programs.volume("film") == 0.7
