"""The real reader of writing, on drawn pictures: from the JPEG to what would be said."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator

import pytest

from tests.rig.drawn_effects import HEIGHT, WIDTH
from tests.rig.drawn_writing import drawn_pictures
from tests.rig.waiting import until
from tests.rig.written import picture
from voice_assistant.config.writing import WritingConfig
from voice_assistant.errors import PictureError
from voice_assistant.vision.picture import Picture
from voice_assistant.vision.writing.asking import answer
from voice_assistant.vision.writing.reader import WritingReader

pytestmark = pytest.mark.contract


@pytest.fixture
async def reader() -> AsyncIterator[WritingReader]:
    made = WritingReader(WritingConfig(threads=2))
    yield made
    await made.close()


async def test_figures_of_a_display_a_label_and_a_receipt_are_exact(reader: WritingReader) -> None:
    assert reader.pid is None, "nothing is loaded before the first picture"
    for drawn in drawn_pictures(6, seed=5):
        seen = await reader.read(Picture(drawn.jpeg, WIDTH, HEIGHT, "camera"))
        said = answer(drawn.asked, seen)
        assert said is not None
        assert drawn.figure in said.replace(" ", "")


async def test_nothing_is_written_in_an_empty_picture(reader: WritingReader) -> None:
    assert not await reader.read(picture(120))


async def test_a_crash_is_said_and_the_next_picture_is_read(reader: WritingReader) -> None:
    await reader.read(picture(120))
    pid = reader.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    try:
        await reader.read(picture(121))
    except PictureError as error:  # unless it was noticed before
        assert "try again" in str(error)
    assert not await reader.read(picture(122))
    assert reader.pid != pid


async def test_it_gives_its_memory_back() -> None:
    reader = WritingReader(WritingConfig(threads=2, unload_after_s=0.2))
    await reader.read(picture(120))
    await until(lambda: reader.pid is None, "the reader gave its memory back")


async def test_a_model_that_is_not_there_is_named() -> None:
    reader = WritingReader(WritingConfig(model="/nowhere/korean.onnx"))
    try:
        with pytest.raises(PictureError, match=r"korean\.onnx"):
            await reader.read(picture(120))
    finally:
        await reader.close()
