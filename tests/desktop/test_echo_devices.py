"""Our own voice on a real sound server whose speaker is heard by its microphone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import numpy as np
import pytest

from tests.rig.pulse import MICROPHONE, SPEAKER, PulseRig
from tests.rig.speech import clips
from tests.rig.waiting import until
from voice_assistant.audio.echo import EchoCancelledMicrophone
from voice_assistant.audio.echo_control import EchoMode
from voice_assistant.audio.echo_devices import find_mode, server_devices
from voice_assistant.audio.microphone import DeviceMicrophone
from voice_assistant.audio.reference import Reference
from voice_assistant.audio.speaker import DeviceSpeaker
from voice_assistant.audio.tone import tone
from voice_assistant.audio.types import Audio, Microphone
from voice_assistant.bus import Bus
from voice_assistant.config.schema import Config, SpeakerConfig, VoiceActivityConfig
from voice_assistant.engines.registry import create_voice_activity
from voice_assistant.errors import DeviceError
from voice_assistant.listening import SpeechMeter

pytestmark = pytest.mark.desktop


@dataclass
class Overheard:
    """A microphone, and what it delivers."""

    microphone: Microphone
    blocks: list[Audio] = field(default_factory=list)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Audio]]:
        async with self.microphone.open() as blocks:
            yield self._heard(blocks)

    async def _heard(self, blocks: AsyncIterator[Audio]) -> AsyncIterator[Audio]:
        async for block in blocks:
            self.blocks.append(block)
            yield block


class Detector:
    """Which blocks are speech."""

    def __init__(self) -> None:
        self._meter = SpeechMeter(create_voice_activity(VoiceActivityConfig()), 0.5, peak=0.2, follows=False)
        self.speech: list[bool] = []

    def feed(self, block: Audio) -> None:
        self.speech += [is_speech for _, is_speech in self._meter.feed(block)]


LATELY = 90
"""Blocks of 32 ms."""


async def test_what_we_say_is_speech_to_the_microphone_and_none_without_the_echo(rig: PulseRig) -> None:
    route = (f"source={SPEAKER}.monitor", "sink=micfeed", "latency_msec=60")
    rig.pactl("load-module", "module-loopback", *route, "source_dont_move=true", "sink_dont_move=true")
    reference, bus = Reference(), Bus()
    plain = Overheard(DeviceMicrophone(bus))
    microphone = EchoCancelledMicrophone(plain, reference)
    speaker = DeviceSpeaker(bus, tap=reference.track())
    with_echo, without = Detector(), Detector()

    async def listen(blocks: AsyncIterator[Audio]) -> None:
        async for block in blocks:
            with_echo.feed(plain.blocks[-1])
            without.feed(block)

    async def speak() -> None:
        while True:
            await speaker.play(clips()["two-cities"].audio())

    async with microphone.open() as blocks, speaker.open():
        tasks = [asyncio.create_task(listen(blocks)), asyncio.create_task(speak())]
        try:
            await until(
                lambda: sum(with_echo.speech[-LATELY:]) > LATELY / 2 and not any(without.speech[-LATELY:]),
                "our own speech to be heard with the echo and not without",
                within_s=90,
            )
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
    for task in tasks:
        with suppress(asyncio.CancelledError):
            task.result()


async def test_what_is_playing_is_ducked_and_comes_back(rig: PulseRig) -> None:
    speaker = DeviceSpeaker(Bus())

    def loud(low: float, high: float) -> bool:
        lately = capture.audio.samples[-4800:]
        return len(lately) == 4800 and low < float(np.abs(lately).max()) < high

    with rig.capture_speaker() as capture:
        async with speaker.open():
            playing = asyncio.create_task(speaker.play(tone(440, 30.0, amplitude=0.5)))
            await until(lambda: loud(0.45, 0.55), "the tone")
            speaker.duck(0.1)
            await until(lambda: loud(0.04, 0.06), "the softer tone")
            speaker.duck(1.0)
            await until(lambda: loud(0.45, 0.55), "the tone as loud as before")
            speaker.flush()
            await playing


async def test_who_cancels_the_echo_is_found_out(rig: PulseRig) -> None:
    assert await find_mode(Config()) is EchoMode.WEBRTC
    with pytest.raises(DeviceError, match="pactl load-module module-echo-cancel"):
        await asyncio.to_thread(server_devices)

    headset = "sink_properties='device.description=Headset device.form_factor=headset'"
    rig.pactl("load-module", "module-null-sink", "sink_name=head", headset)
    assert await find_mode(Config(speaker=SpeakerConfig(device="head"))) is EchoMode.HEADPHONES
    assert await find_mode(Config(speaker=SpeakerConfig(device=SPEAKER))) is EchoMode.WEBRTC

    masters = (f"source_master={MICROPHONE}", f"sink_master={SPEAKER}")
    rig.pactl("load-module", "module-echo-cancel", "aec_method=webrtc", "source_name=free", "sink_name=tap", *masters)
    assert await asyncio.to_thread(server_devices) == ("free", "tap")
    assert await find_mode(Config()) is EchoMode.WEBRTC  # it is there, but nobody has chosen it
    rig.pactl("set-default-source", "free")
    rig.pactl("set-default-sink", "tap")
    assert await find_mode(Config()) is EchoMode.SERVER


async def test_without_a_sound_server_we_do_it_ourselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nonexistent/pulse.sock")
    assert await find_mode(Config()) is EchoMode.WEBRTC
