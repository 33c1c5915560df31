"""Microphone and speaker on a real sound server: what goes in comes out, and nothing that happens to them is fatal."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from tests.rig.compare import find, noise
from tests.rig.pulse import PulseRig
from tests.rig.waiting import until, wait_until
from voice_assistant.audio import speaker as speaker_module
from voice_assistant.audio.files import read_audio
from voice_assistant.audio.journal import Journal
from voice_assistant.audio.microphone import DeviceMicrophone
from voice_assistant.audio.speaker import DeviceSpeaker
from voice_assistant.audio.tone import tone
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio
from voice_assistant.audio.volume import Volume
from voice_assistant.bus import Bus
from voice_assistant.config.schema import RecordingsConfig
from voice_assistant.errors import DeviceError
from voice_assistant.events import DeviceLost, DeviceRecovered, Event, LevelMeasured, Overrun

pytestmark = pytest.mark.desktop

SAID = noise(1.5, 22_050, seed=1)
SAID_LATER = noise(1.5, 22_050, seed=2)
ANSWER = noise(3.0, 22_050, seed=3)


class Listener:
    """Records on and on, and keeps everything that happens."""

    def __init__(self) -> None:
        self.bus = Bus()
        self.bus.subscribe(self._note)
        self.events: list[Event] = []
        self.levels: list[LevelMeasured] = []
        self.blocks: list[Audio] = []

    def _note(self, event: Event) -> None:
        if isinstance(event, LevelMeasured):
            self.levels.append(event)
        elif not isinstance(event, Overrun):  # the machine of a test may well be too slow
            self.events.append(event)

    @property
    def heard(self) -> Audio:
        return Audio.join(self.blocks, ENGINE_RATE_HZ)

    def hears(self, sound: Audio) -> bool:
        return find(sound, self.heard).correlation > 0.95

    def saw(self, kind: type[Event]) -> bool:
        return any(isinstance(event, kind) for event in self.events)

    @asynccontextmanager
    async def listening(self, device: str = "default") -> AsyncIterator[None]:
        async with DeviceMicrophone(self.bus, device).open() as blocks:

            async def listen() -> None:
                async for block in blocks:
                    self.blocks.append(block)

            ear = asyncio.create_task(listen())
            await until(lambda: self.blocks, "the first block")
            try:
                yield
            finally:
                ear.cancel()

    async def hears_again(self) -> None:
        self.blocks.clear()
        await until(lambda: len(self.blocks) > 3, "new blocks")


async def say(rig: PulseRig, sound: Audio) -> None:
    await asyncio.to_thread(rig.play_into_microphone, sound)


# listening


async def test_what_is_said_is_recorded(rig: PulseRig) -> None:
    listener = Listener()
    async with listener.listening():
        assert rig.recorders() == ["vmic"]
        await say(rig, SAID)
        await until(lambda: listener.hears(SAID), "what was said")
    assert {(len(block.samples), block.rate_hz) for block in listener.blocks} == {(512, 16_000)}
    assert max(level.peak_db for level in listener.levels) > -15
    assert listener.events == []
    assert rig.recorders() == []


async def test_a_microphone_is_chosen_by_name(rig: PulseRig) -> None:
    rig.load_microphone("headset")
    rig.set_default_microphone("vmic")
    listener = Listener()
    async with listener.listening("heads"):
        assert rig.recorders() == ["headset"]
        await say(rig, SAID)
        await until(lambda: listener.hears(SAID), "what was said")


async def test_a_missing_microphone_is_named(rig: PulseRig) -> None:
    with pytest.raises(DeviceError, match='no microphone called "headset": there is "Vmic"'):
        async with Listener().listening("headset"):
            pass


async def test_a_monitor_is_no_microphone(rig: PulseRig) -> None:
    rig.unload_microphone()
    with pytest.raises(DeviceError, match="no microphone found: plug one in"):
        async with Listener().listening():
            pass


async def test_unplugged_and_plugged_in_again_while_recording(rig: PulseRig) -> None:
    listener = Listener()
    async with listener.listening():
        rig.unload_microphone()
        await until(lambda: listener.saw(DeviceLost), "the loss to be noticed")
        await until(lambda: rig.recorders() == [], "nobody to listen to the speaker")
        listener.blocks.clear()
        rig.load_microphone()
        await until(lambda: listener.saw(DeviceRecovered), "the microphone to be back")
        await listener.hears_again()
        await say(rig, SAID_LATER)
        await until(lambda: listener.hears(SAID_LATER), "what was said after it was back")
    assert [type(event) for event in listener.events] == [DeviceLost, DeviceRecovered]
    assert listener.events[0] == DeviceLost("Vmic", listener.events[0].message)  # type: ignore[union-attr]


async def test_when_one_microphone_goes_the_other_takes_over(rig: PulseRig) -> None:
    rig.load_microphone("headset")
    rig.set_default_microphone("headset")
    listener = Listener()
    async with listener.listening():
        assert rig.recorders() == ["headset"]
        rig.unload_microphone("headset")
        await until(lambda: rig.recorders() == ["vmic"], "the other microphone in its place")
        await listener.hears_again()
        await say(rig, SAID_LATER)
        await until(lambda: listener.hears(SAID_LATER), "what was said")
    assert listener.events == []


async def test_the_default_is_followed(rig: PulseRig) -> None:
    rig.load_microphone("headset")
    rig.set_default_microphone("vmic")
    listener = Listener()
    async with listener.listening():
        rig.set_default_microphone("headset")
        await until(lambda: rig.recorders() == ["headset"], "the new default")
        await listener.hears_again()
    assert listener.events == []


async def test_the_sound_server_dies_and_comes_back(rig: PulseRig) -> None:
    listener = Listener()
    async with listener.listening():
        await asyncio.to_thread(rig.kill_server)
        await until(lambda: listener.saw(DeviceLost), "the loss to be noticed")
        await asyncio.to_thread(rig.start_server)
        await until(lambda: listener.saw(DeviceRecovered), "the microphone to be back")
        await listener.hears_again()
        await say(rig, SAID_LATER)
        await until(lambda: listener.hears(SAID_LATER), "what was said after it was back")
    assert [type(event) for event in listener.events] == [DeviceLost, DeviceRecovered]


async def test_the_sound_server_hangs_for_a_while(rig: PulseRig) -> None:
    listener = Listener()
    async with listener.listening():
        rig.pause_server()
        await until(lambda: listener.saw(DeviceLost), "the silence to be noticed")
        rig.resume_server()
        await until(lambda: listener.saw(DeviceRecovered), "the microphone to be back")
        await listener.hears_again()
        await say(rig, SAID_LATER)
        await until(lambda: listener.hears(SAID_LATER), "what was said after it was back")


async def test_a_server_started_after_us_is_found(rig: PulseRig) -> None:
    await asyncio.to_thread(rig.kill_server)
    listener = Listener()
    with pytest.raises(DeviceError):
        async with listener.listening():
            pass
    await asyncio.to_thread(rig.start_server)
    async with listener.listening():
        await say(rig, SAID)
        await until(lambda: listener.hears(SAID), "what was said")


# speaking


@pytest.mark.parametrize("piece", (999, 22_050, 1_000_000))
async def test_what_is_played_is_heard_without_a_seam(rig: PulseRig, piece: int) -> None:
    """A machine with other things to do may break a sound apart: not five times in a row."""
    for _ in range(5):
        speaker = DeviceSpeaker(Bus())
        with rig.capture_speaker() as capture:
            async with speaker.open():
                for start in range(0, len(ANSWER.samples), piece):
                    await speaker.play(Audio(ANSWER.samples[start : start + piece], ANSWER.rate_hz))
                await speaker.drain()
            await until(lambda: capture.sound.duration_s > 0.99 * ANSWER.duration_s, "the whole answer")
            match = find(ANSWER, capture.audio)
        assert speaker.played_s == pytest.approx(ANSWER.duration_s, abs=0.001)
        assert rig.players() == []
        if match.correlation > 0.999:
            break
    else:
        pytest.fail(f"a seam in each of five times, the last {match}")


async def test_the_volume(rig: PulseRig) -> None:
    speaker = DeviceSpeaker(Bus(), volume=0.25)
    with rig.capture_speaker() as capture:
        async with speaker.open():
            await speaker.play(tone(440, 0.5, amplitude=0.8))
            await speaker.drain()
        await until(lambda: capture.sound.duration_s > 0.45, "the tone")
    assert float(np.abs(capture.sound.samples).max()) == pytest.approx(0.2, abs=0.01)


async def test_the_volume_may_change_while_it_plays(rig: PulseRig) -> None:
    volume = Volume()
    speaker = DeviceSpeaker(Bus(), volume=volume)
    with rig.capture_speaker() as capture:
        async with speaker.open():
            await speaker.play(tone(440, 3.0, amplitude=0.4))
            await until(lambda: capture.sound.duration_s > 0.5, "the tone")
            volume.change(0.5)
            await speaker.drain()
        await until(lambda: capture.sound.duration_s > 2.9, "all of the tone")
    samples = capture.sound.samples
    assert float(np.abs(samples[:4800]).max()) == pytest.approx(0.4, abs=0.02)
    assert float(np.abs(samples[-24_000:]).max()) == pytest.approx(0.2, abs=0.02)


async def test_a_flush_silences_at_once_and_without_a_click(rig: PulseRig) -> None:
    """A machine with other things to do may click as well: not five times in a row."""
    for _ in range(5):
        steepest = await _steepest_around_a_flush(rig)
        if steepest < 0.3 * 2 * np.pi * 880 / 48_000 * 1.2:  # no steeper than the waves themselves
            break
    else:
        pytest.fail(f"a click in each of five times, the last of {steepest:.2f}")


async def _steepest_around_a_flush(rig: PulseRig) -> float:
    """Between two samples of what is heard."""
    long_tone = tone(440, 30.0)
    speaker = DeviceSpeaker(Bus())
    with rig.capture_speaker() as capture:
        async with speaker.open():
            playing = asyncio.create_task(speaker.play(long_tone))
            await until(lambda: capture.sound.duration_s > 0.5, "the tone")
            speaker.flush()
            heard_s = speaker.played_s
            await speaker.drain()
            await until(playing.done, "the player to be free")
            assert speaker.played_s < heard_s + 0.05
            await until(lambda: not capture.audio.samples[-9600:].any(), "silence")
            await speaker.play(tone(880, 0.3))
            await speaker.drain()
            await until(lambda: find(tone(880, 0.3), capture.audio).correlation > 0.98, "the next sound")
        assert capture.sound.duration_s < 3
        return float(np.abs(np.diff(capture.audio.samples)).max())


async def test_a_speaker_that_dies_goes_on_when_it_is_back(rig: PulseRig) -> None:
    listener = Listener()
    speaker = DeviceSpeaker(listener.bus)
    async with speaker.open():
        playing = asyncio.create_task(speaker.play(ANSWER))
        await until(lambda: speaker.played_s > 0.5, "the first half second")
        await asyncio.to_thread(rig.kill_server)
        await until(lambda: listener.saw(DeviceLost), "the loss to be noticed")
        lost_at_s = speaker.played_s
        assert lost_at_s < ANSWER.duration_s
        await asyncio.to_thread(rig.start_server)
        with rig.capture_speaker() as capture:
            await playing
            await speaker.drain()
            await until(lambda: capture.sound.duration_s > 0.3, "the rest of the answer")
        assert speaker.played_s == pytest.approx(ANSWER.duration_s, abs=0.001)
    assert [type(event) for event in listener.events] == [DeviceLost, DeviceRecovered]


async def test_a_speaker_lost_for_good_lets_go_of_who_waits(rig: PulseRig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speaker_module, "GIVE_UP_S", 0.5)
    speaker = DeviceSpeaker(Bus())
    async with speaker.open():
        await speaker.play(ANSWER)
        await until(lambda: speaker.played_s > 0.2, "the beginning")
        await asyncio.to_thread(rig.kill_server)
        with pytest.raises(DeviceError, match='the speaker "Speaker" is gone; plug it in'):
            await speaker.drain()
        heard_s = speaker.played_s
        await asyncio.to_thread(rig.start_server)
        await speaker.drain()
        assert speaker.played_s == heard_s


async def test_a_flush_frees_who_waits_for_a_lost_speaker(rig: PulseRig) -> None:
    listener = Listener()
    speaker = DeviceSpeaker(listener.bus)
    async with speaker.open():
        await speaker.play(ANSWER)
        await asyncio.to_thread(rig.kill_server)
        await until(lambda: listener.saw(DeviceLost), "the loss to be noticed")
        waiting = asyncio.create_task(speaker.drain())
        await asyncio.sleep(0)
        speaker.flush()
        await until(waiting.done, "the one who waits to be free")
        await waiting


async def test_a_missing_speaker_is_named(rig: PulseRig) -> None:
    with pytest.raises(DeviceError, match='no speaker called "hi-fi"'):
        async with DeviceSpeaker(Bus(), "hi-fi").open():
            pass


async def test_both_at_once(rig: PulseRig) -> None:
    listener = Listener()
    speaker = DeviceSpeaker(listener.bus)
    with rig.capture_speaker() as capture:
        async with speaker.open(), listener.listening():
            await asyncio.gather(speaker.play(ANSWER), say(rig, SAID))
            await speaker.drain()
            await until(lambda: listener.hears(SAID), "what was said")
        await until(lambda: find(ANSWER, capture.audio).correlation > 0.999, "what was played")
    assert listener.events == []


# on disk


def test_a_recording_program_killed_loses_less_than_a_second(rig: PulseRig, tmp_path: Path) -> None:
    folder = tmp_path / "recordings"
    sentence = noise(5.0, 16_000, seed=9)
    command = [sys.executable, "-m", "tests.rig.record_until_killed", str(folder)]
    recorder = subprocess.Popen(command, env={**os.environ, **rig.environment})
    try:
        wait_until(lambda: any(p.stat().st_size > 1000 for p in folder.glob("*.part.wav")), "the first second")
        rig.play_into_microphone(sentence)
    finally:
        recorder.send_signal(signal.SIGKILL)
        recorder.wait()
    (found,) = Journal(folder, RecordingsConfig(), print).recover()
    kept = read_audio(found.path)
    assert kept.duration_s == pytest.approx(found.duration_s, abs=0.001)
    match = find(Audio(sentence.samples[: 4 * 16_000], 16_000), kept)
    assert match.correlation > 0.95


# the command


def devices(*arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "voice_assistant", "devices", *arguments]
    return subprocess.run(command, env={**os.environ, **(environment or {})}, capture_output=True, text=True)


def test_devices_lists_what_there_is(rig: PulseRig) -> None:
    listed = devices()
    assert listed.returncode == 0
    assert "* Vmic      48000 Hz  vmic" in listed.stdout or "* Vmic  " in listed.stdout
    assert "Monitor" not in listed.stdout
    assert '"name": "speaker"' in devices("--json").stdout


def test_devices_shows_the_level(rig: PulseRig) -> None:
    rig.play_into_microphone(noise(20.0, 16_000), wait=False)
    shown = devices("--meter", "--seconds", "1.5")
    assert shown.returncode == 0, shown.stderr
    assert "[####" in shown.stdout
    assert "loudest: " in shown.stdout


def test_devices_plays_a_tone(rig: PulseRig) -> None:
    with rig.capture_speaker() as capture:
        assert devices("--test").returncode == 0
        wait_until(lambda: capture.sound.duration_s > 0.8, "three notes")


def test_without_a_sound_server_devices_says_so(tmp_path: Path) -> None:
    nowhere = {"PULSE_SERVER": f"unix:{tmp_path}/nowhere"}
    for arguments in ((), ("--json",), ("--meter",), ("--test",)):
        failed = devices(*arguments, environment=nowhere)
        assert failed.returncode == 5
        assert failed.stderr.count("\n") == 1
        assert " found" in failed.stderr
