"""How PortAudio is handled, on a machine without a sound server, with a stand-in for the `sounddevice` package."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from voice_assistant.audio import portaudio
from voice_assistant.audio.device import Kind
from voice_assistant.audio.portaudio import OpenStream, close_streams, devices, open_stream
from voice_assistant.errors import DeviceError


class SoundCards:
    """Stands in for `sounddevice`: its list is as stale as the real one."""

    class PortAudioError(Exception):
        pass

    def __init__(self) -> None:
        self.plugged_in: dict[str, tuple[int, int]] = {"Built-in": (1, 2)}
        self.busy: set[str] = set()
        self.noise = b""  # written on stderr for a busy card
        self.stereo_only: set[str] = set()
        self.starts = 0
        self.open: list[Stream] = []
        self._initialize()

    def _initialize(self) -> None:
        self.starts += 1
        self.listed = list(self.plugged_in.items())

    def _terminate(self) -> None:
        assert not self.open, "PortAudio frees open streams under our feet"

    def query_hostapis(self) -> list[dict[str, Any]]:
        if not self.listed:
            return []
        indices = list(range(len(self.listed)))
        return [{"devices": indices, "default_input_device": 0, "default_output_device": 0}]

    def query_devices(self, index: int) -> dict[str, Any]:
        name, (inputs, outputs) = self.listed[index]
        return {
            "name": name,
            "max_input_channels": inputs,
            "max_output_channels": outputs,
            "default_samplerate": 44_100.0,
        }

    def InputStream(self, **options: Any) -> Stream:  # noqa: N802
        return Stream(self, **options)

    OutputStream = InputStream


class Stream:
    latency = 0.05

    def __init__(self, cards: SoundCards, *, device: int, channels: int, finished_callback: Any, **rest: Any) -> None:
        self.cards = cards
        self.name = cards.listed[device][0]
        self.finished = finished_callback
        self.rate_hz = rest["samplerate"]
        self.active = False
        if self.name in cards.busy:
            os.write(2, cards.noise)
            cards.noise = b""
            raise cards.PortAudioError("Error opening stream: Device unavailable [PaErrorCode -9985]", -9985)
        if channels == 1 and self.name in cards.stereo_only:
            raise cards.PortAudioError("Invalid number of channels", -9998)
        if self.name not in cards.plugged_in:
            raise cards.PortAudioError("Unanticipated host error", -9999)
        cards.open.append(self)

    def start(self) -> None:
        self.active = True

    def abort(self) -> None:
        self.active = False
        self.finished()

    def close(self) -> None:
        self.cards.open.remove(self)


class Holder:
    """Owns a stream and notes what happens to it."""

    def __init__(self, *, patient: bool = True) -> None:
        self.patient = patient
        self.notes: list[str] = []
        self.streams: list[OpenStream] = []

    def called(self, samples: NDArray[np.float32], delay_s: float, status: Any) -> None: ...

    def opening(self, stream: OpenStream) -> None:
        self.streams.append(stream)

    def ended(self) -> None:
        self.notes.append("ended")

    def interrupted(self) -> None:
        self.notes.append("interrupted")

    def may_interrupt(self) -> bool:
        return self.patient


@pytest.fixture
def cards(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[SoundCards]:
    cards = SoundCards()
    monkeypatch.setitem(sys.modules, "sounddevice", cards)
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nowhere")
    monkeypatch.setattr(portaudio, "_open", [])
    yield cards
    assert cards.open == []


def test_the_list(cards: SoundCards) -> None:
    (device,) = devices(Kind.INPUT)
    assert (device.name, device.rate_hz, device.default) == ("Built-in", 44_100, True)


def test_a_device_runs_at_its_own_rate_until_it_is_let_go(cards: SoundCards) -> None:
    holder = Holder()
    stream = open_stream(holder, Kind.INPUT, "default", 0.032)
    assert (stream.raw.rate_hz, stream.raw.active, stream.channels) == (44_100, True, 1)
    assert holder.streams == [stream]
    close_streams(holder)
    close_streams(holder)
    assert holder.notes == []


def test_a_card_without_mono_is_opened_in_stereo(cards: SoundCards) -> None:
    cards.stereo_only.add("Built-in")
    holder = Holder()
    assert open_stream(holder, Kind.INPUT, "default", 0.032).channels == 2
    close_streams(holder)


def test_a_busy_device_is_said_to_be_busy(cards: SoundCards) -> None:
    cards.busy.add("Built-in")
    with pytest.raises(DeviceError, match='the microphone "Built-in" is busy: another program has it to itself'):
        open_stream(Holder(), Kind.INPUT, "default", 0.032)


def test_its_noise_is_kept_from_the_terminal_and_nothing_else(
    cards: SoundCards, capfd: pytest.CaptureFixture[str]
) -> None:
    cards.busy.add("Built-in")
    cards.noise = (
        b"ALSA lib pulse.c:242:(pulse_connect) PulseAudio: Unable to connect: Connection refused\n\n"
        b"Expression 'ret' failed in 'src/hostapi/alsa/pa_linux_alsa.c', line: 1736\n"
        b"an error of our own, from another thread\n\n"
    )
    with pytest.raises(DeviceError):
        open_stream(Holder(), Kind.INPUT, "default", 0.032)
    os.write(2, b"and one later\n")
    assert capfd.readouterr().err == "an error of our own, from another thread\n\nand one later\n"


def test_a_device_plugged_in_later_is_found(cards: SoundCards) -> None:
    cards.plugged_in["Headset"] = (1, 1)
    holder = Holder()
    assert open_stream(holder, Kind.INPUT, "headset", 0.032).device.name == "Headset"
    close_streams(holder)


def test_a_device_that_is_gone_is_not_there(cards: SoundCards) -> None:
    del cards.plugged_in["Built-in"]
    with pytest.raises(DeviceError, match="no microphone found"):
        open_stream(Holder(), Kind.INPUT, "default", 0.032)


def test_looking_again_interrupts_who_can_be_interrupted(cards: SoundCards) -> None:
    silent_speaker, microphone = Holder(), Holder()
    open_stream(silent_speaker, Kind.OUTPUT, "default", 0.02)
    cards.plugged_in["Headset"] = (1, 1)
    open_stream(microphone, Kind.INPUT, "headset", 0.032)
    assert silent_speaker.notes == ["interrupted"]
    assert [stream.name for stream in cards.open] == ["Headset"]
    close_streams(microphone)


def test_looking_again_does_not_cut_off_who_speaks(cards: SoundCards) -> None:
    speaker = Holder(patient=False)
    open_stream(speaker, Kind.OUTPUT, "default", 0.02)
    cards.plugged_in["Headset"] = (1, 1)
    starts = cards.starts
    with pytest.raises(DeviceError, match='no microphone called "headset"'):
        open_stream(Holder(), Kind.INPUT, "headset", 0.032)
    assert (cards.starts, speaker.notes) == (starts, [])
    close_streams(speaker)


def test_without_the_portaudio_library_one_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nowhere")
    with pytest.raises(DeviceError, match="apt install libportaudio2"):
        devices(Kind.INPUT)
