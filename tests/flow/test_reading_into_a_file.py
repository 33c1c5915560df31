"""A document into a sound file: everything once, with its pauses; whole, or not at all. And the keys of `read`."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.rig.reading import ReadingRoom, paper
from voice_assistant.audio.files import read_audio
from voice_assistant.commands.read_shown import steer
from voice_assistant.errors import AudioFileError, Code, EngineError, Stage
from voice_assistant.reading.rendering import render
from voice_assistant.reading.sentence import PARAGRAPH_S, SENTENCE_S

TEXTS = ["One is the first. Two comes next.", "Three begins anew."]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "folder").mkdir()
    return tmp_path / "folder"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def test_all_of_it_is_in_the_file_with_its_pauses(folder: Path) -> None:
    room, reached = ReadingRoom(paper(*TEXTS)), list[int]()
    duration_s = await render(room.script, room.narrator, folder / "out.wav", on_place=reached.append)
    spoken_s = sum(len(text) for text in room.voice.said) / 20
    assert duration_s == pytest.approx(spoken_s + SENTENCE_S + PARAGRAPH_S, abs=0.001)
    assert read_audio(folder / "out.wav").duration_s == pytest.approx(duration_s, abs=0.001)
    assert reached == [0, 0, 1]


async def test_what_fails_in_the_middle_leaves_the_older_file_alone(folder: Path) -> None:
    (folder / "out.wav").write_bytes(b"older")
    room = ReadingRoom(paper(*TEXTS))
    room.voice.error = EngineError(Stage.TEXT_TO_SPEECH, Code.CRASHED, "the voice crashed")
    room.voice.fails_on = "Three"
    with pytest.raises(EngineError, match="crashed"):
        await render(room.script, room.narrator, folder / "out.wav")
    assert contents(folder) == {"out.wav": b"older"}


async def test_what_is_cancelled_leaves_nothing(folder: Path) -> None:
    room = ReadingRoom(paper(*TEXTS * 50))
    begun = asyncio.Event()
    task = asyncio.create_task(
        render(room.script, room.narrator, folder / "out.wav", on_place=lambda place: begun.set())
    )
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert contents(folder) == {}


async def test_nothing_to_say_is_told(folder: Path) -> None:
    room = ReadingRoom([])
    with pytest.raises(AudioFileError, match="nothing to be said"):
        await render(room.script, room.narrator, folder / "out.wav")
    assert contents(folder) == {}


@pytest.mark.looptime
async def test_the_keys_steer() -> None:
    room = ReadingRoom(paper(*TEXTS))
    task = asyncio.create_task(room.reader.run())
    await asyncio.sleep(0.5)
    steer(room.reader, "space")
    assert room.reader.paused
    await asyncio.sleep(100)
    steer(room.reader, "space")
    assert not room.reader.paused
    steer(room.reader, "x")
    steer(room.reader, "down")
    await asyncio.sleep(0.5)
    assert room.texts == ["One is the first.", "Three begins anew."]
    steer(room.reader, "left")
    await asyncio.sleep(0.5)
    assert room.texts[-1] == "Two comes next."
    steer(room.reader, "+")
    assert room.reader.speed > 1.0
    steer(room.reader, "-")
    assert room.reader.speed == 1.0
    steer(room.reader, "up")
    steer(room.reader, "r")
    await asyncio.sleep(0.5)
    assert room.texts[-1] == "One is the first."
    steer(room.reader, "q")
    await task
    assert not room.reader.finished
