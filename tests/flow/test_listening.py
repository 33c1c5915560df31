"""From an open microphone to one utterance, on a virtual clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest

from tests.fakes import ClockMicrophone, LoudnessActivity, MemoryRecording
from voice_assistant.audio.file_microphone import FileMicrophone
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio, Microphone
from voice_assistant.errors import DeviceError
from voice_assistant.listening import SpeechMeter, Utterance, listen

pytestmark = pytest.mark.looptime


async def heard(
    microphone: Microphone, released: asyncio.Event, recording: MemoryRecording, *, tail_s: float = 0.1
) -> Utterance:
    meter = SpeechMeter(LoudnessActivity(), 0.5)
    return await listen(microphone, released, meter, recording, tail_s=tail_s, max_s=60.0)


async def test_a_file_that_ends_is_a_key_that_is_released() -> None:
    tone = Audio(np.full(ENGINE_RATE_HZ, 0.5, dtype=np.float32), ENGINE_RATE_HZ)
    recording = MemoryRecording("ask")
    utterance = await heard(FileMicrophone(tone), asyncio.Event(), recording)
    assert utterance.audio.duration_s == pytest.approx(1.0)
    assert utterance.speech_s == pytest.approx(1.0, abs=0.04)
    assert recording.closed
    assert recording.written_s == pytest.approx(1.0)


async def test_the_tail_after_the_release_is_recorded_too() -> None:
    released = asyncio.Event()
    asyncio.get_running_loop().call_later(1.0, released.set)
    utterance = await heard(ClockMicrophone(), released, MemoryRecording("ask"), tail_s=0.2)
    assert utterance.audio.duration_s >= 1.2 - 0.04
    assert utterance.audio.duration_s <= 1.3


class DeadMicrophone:
    """Delivers one block, then nothing for ever: a device that was lost and does not come back."""

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Audio]]:
        yield self._blocks()

    async def _blocks(self) -> AsyncIterator[Audio]:
        yield Audio.silence(0.032, ENGINE_RATE_HZ)
        await asyncio.Event().wait()


async def test_a_microphone_that_went_dead_does_not_hold_the_released_key() -> None:
    released = asyncio.Event()
    asyncio.get_running_loop().call_later(1.0, released.set)
    async with asyncio.timeout(5):
        utterance = await heard(DeadMicrophone(), released, MemoryRecording("ask"))
    assert utterance.audio.duration_s == pytest.approx(0.032)


async def test_what_was_recorded_before_a_cancellation_stays_recorded() -> None:
    recording = MemoryRecording("ask")
    microphone = ClockMicrophone()
    task = asyncio.create_task(heard(microphone, asyncio.Event(), recording))
    await asyncio.sleep(2.0)
    task.cancel()
    await asyncio.wait([task])
    assert recording.closed
    assert recording.written_s > 1.9
    assert not microphone.is_open


async def test_a_microphone_that_cannot_open_closes_the_recording() -> None:
    microphone = ClockMicrophone()
    microphone.error = DeviceError("no microphone found: plug one in")
    recording = MemoryRecording("ask")
    with pytest.raises(DeviceError):
        await heard(microphone, asyncio.Event(), recording)
    assert recording.closed


def test_speech_is_counted_across_blocks_of_any_length() -> None:
    meter = SpeechMeter(LoudnessActivity(), 0.5)
    for length in (100, 5000, 1, 511, 4388):
        meter.feed(Audio(np.full(length, 0.5, dtype=np.float32), ENGINE_RATE_HZ))
    assert meter.speech_s == pytest.approx(19 * 512 / ENGINE_RATE_HZ)


def test_a_microphone_that_is_turned_down_is_heard_all_the_same() -> None:
    meter = SpeechMeter(LoudnessActivity(), 0.5)
    meter.feed(Audio(np.full(ENGINE_RATE_HZ, 0.005, dtype=np.float32), ENGINE_RATE_HZ))
    assert meter.speech_s == pytest.approx(1.0, abs=0.04)
    quiet = SpeechMeter(LoudnessActivity(), 0.5)
    quiet.feed(Audio(np.full(ENGINE_RATE_HZ, 0.0002, dtype=np.float32), ENGINE_RATE_HZ))
    quiet.feed(Audio.silence(1.0, ENGINE_RATE_HZ))
    assert quiet.speech_s == 0.0
