"""Files in the place of microphone and speaker, on a virtual clock."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest

from tests.rig.compare import find, noise
from voice_assistant.audio.file_microphone import FileMicrophone
from voice_assistant.audio.file_speaker import MAX_QUEUED_S, FileSpeaker
from voice_assistant.audio.files import read_audio, write_audio
from voice_assistant.audio.types import Audio
from voice_assistant.bus import Bus
from voice_assistant.errors import AudioFileError
from voice_assistant.events import Event, LevelMeasured

pytestmark = pytest.mark.looptime

SOUND = noise(2.0, 44_100)


def now_s() -> float:
    return asyncio.get_running_loop().time()


async def record(microphone: FileMicrophone) -> list[Audio]:
    async with microphone.open() as blocks:
        return [block async for block in blocks]


# the microphone


async def test_a_file_is_heard_whole_in_blocks_of_32_ms(tmp_path: Path) -> None:
    write_audio(tmp_path / "question.flac", SOUND)
    blocks = await record(FileMicrophone(tmp_path / "question.flac", pace="fast"))
    assert {block.rate_hz for block in blocks} == {16_000}
    assert {len(block.samples) for block in blocks[:-1]} == {512}
    heard = Audio.join(blocks, 16_000)
    assert heard.duration_s == 2.0
    assert find(SOUND, heard).correlation > 0.99
    assert now_s() == 0.0


async def test_in_real_time_a_block_comes_when_it_has_been_said() -> None:
    began_s = now_s()
    arrived_s = []
    recorded_s = 0.0
    async with FileMicrophone(SOUND).open() as blocks:
        async for block in blocks:
            recorded_s += block.duration_s
            arrived_s.append(now_s() - began_s - recorded_s)
    assert recorded_s == pytest.approx(2.0)
    assert max(map(abs, arrived_s)) < 1e-6


async def test_a_slow_reader_finds_what_was_said_meanwhile() -> None:
    began_s = now_s()
    async with FileMicrophone(SOUND).open() as blocks:
        await anext(blocks)
        await asyncio.sleep(5)
        rest = [block async for block in blocks]
    assert Audio.join(rest, 16_000).duration_s == pytest.approx(2.0 - 0.032)
    assert now_s() - began_s == pytest.approx(5.032)


async def test_silence_may_follow() -> None:
    heard = Audio.join(await record(FileMicrophone(SOUND, pace="fast", trailing_silence_s=0.5)), 16_000)
    assert heard.duration_s == 2.5
    assert not heard.samples[-8000:].any()


async def test_it_can_be_opened_again() -> None:
    microphone = FileMicrophone(SOUND, pace="fast")
    assert len(await record(microphone)) == len(await record(microphone))


async def test_the_level_is_published() -> None:
    bus, seen = Bus(), list[Event]()
    bus.subscribe(seen.append)
    await record(FileMicrophone(Audio.silence(0.064, 16_000), pace="fast", bus=bus))
    assert seen == [LevelMeasured(-120.0, -120.0)] * 2


async def test_a_file_that_is_none_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(AudioFileError):
        await record(FileMicrophone(tmp_path / "nothing.wav"))


# the speaker


async def test_what_is_played_is_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "answer.wav"
    speaker = FileSpeaker(path)
    async with speaker.open():
        for start in range(0, len(SOUND.samples), 5000):
            await speaker.play(Audio(SOUND.samples[start : start + 5000], SOUND.rate_hz))
        await speaker.drain()
        assert speaker.played_s == pytest.approx(2.0)
    assert now_s() == 0.0
    np.testing.assert_allclose(read_audio(path).samples, SOUND.samples, atol=1e-4)


async def test_other_rates_are_fitted_to_the_first(tmp_path: Path) -> None:
    path = tmp_path / "answer.wav"
    speaker = FileSpeaker(path)
    async with speaker.open():
        await speaker.play(noise(1.0, 22_050))
        await speaker.play(noise(1.0, 48_000))
    assert read_audio(path).rate_hz == 22_050
    assert read_audio(path).duration_s == 2.0


async def test_a_format_that_cannot_be_written_is_said_before_anything_is_played(tmp_path: Path) -> None:
    with pytest.raises(AudioFileError):
        async with FileSpeaker(tmp_path / "answer.doc").open():
            raise AssertionError("opened")


async def test_in_real_time_playing_takes_its_time() -> None:
    speaker = FileSpeaker(realtime=True)
    async with speaker.open():
        began_s = now_s()
        await speaker.play(SOUND)
        assert now_s() == began_s
        await asyncio.sleep(0.5)
        assert speaker.played_s == pytest.approx(0.5)
        await speaker.drain()
        assert now_s() - began_s == pytest.approx(2.0)
        await asyncio.sleep(3)
        assert speaker.played_s == pytest.approx(2.0)
        await speaker.play(SOUND)
        await asyncio.sleep(1)
        assert speaker.played_s == pytest.approx(3.0)


async def test_a_full_queue_makes_the_player_wait() -> None:
    speaker = FileSpeaker(realtime=True)
    async with speaker.open():
        began_s = now_s()
        for _ in range(10):
            await speaker.play(SOUND)
        assert now_s() - began_s == pytest.approx(18 - MAX_QUEUED_S)
        await speaker.drain()
        assert now_s() - began_s == pytest.approx(20)


async def test_a_flush_keeps_what_was_heard_and_frees_who_waits(tmp_path: Path) -> None:
    path = tmp_path / "answer.wav"
    speaker = FileSpeaker(path, realtime=True)
    async with speaker.open():
        began_s = now_s()

        async def speak() -> None:
            for _ in range(10):
                await speaker.play(SOUND)
            await speaker.drain()

        speaking = asyncio.create_task(speak())
        await asyncio.sleep(3.0)
        speaker.flush()
        assert speaker.played_s == pytest.approx(3.0)
        await speaker.drain()
        assert now_s() - began_s == pytest.approx(3.0)
        speaking.cancel()
        await asyncio.sleep(10)
        assert speaker.played_s == pytest.approx(3.0)
    assert read_audio(path).duration_s == pytest.approx(3.0)


async def test_each_opening_begins_anew() -> None:
    speaker = FileSpeaker()
    for _ in range(2):
        async with speaker.open():
            await speaker.play(SOUND)
        assert speaker.played_s == pytest.approx(2.0)
