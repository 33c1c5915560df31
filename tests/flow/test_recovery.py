"""Recordings without a text get one in the background, and never stand in the way of the person."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.fakes import ClockMicrophone, LoudnessActivity, Studio
from voice_assistant.assistant import Assistant
from voice_assistant.audio.journal import Journal
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio
from voice_assistant.config.schema import RecordingsConfig
from voice_assistant.errors import Code, EngineError, Stage
from voice_assistant.events import Problem, RecordingRecovered, State, StateChanged
from voice_assistant.inbox import Cancel, Press, Release
from voice_assistant.persona_store import load_personas
from voice_assistant.recovery import MAX_ATTEMPTS, Recovery

pytestmark = pytest.mark.looptime

CRASH = EngineError(Stage.SPEECH_TO_TEXT, Code.CRASHED, "crashed")
AN_HOUR_S = 3600.0


class Desk:
    """A studio with a real journal and a recovery; what runs in the background ends with the context."""

    def __init__(self, folder: Path) -> None:
        self.studio = Studio()
        self.folder = folder
        self.journal = self.open()
        self.kit = replace(self.studio.equipment, journal=self.journal)
        self.assistant = Assistant(self.kit, self.studio.model, load_personas())
        self.recovery = Recovery(self.kit.config, self.studio.bus, self.journal, self.studio.hearing, LoudnessActivity)

    def open(self) -> Journal:
        return Journal(self.folder, RecordingsConfig(), print)

    def said_before(self, seconds: float = 2.0, *, loud: bool = True, cancelled: bool = False) -> None:
        """Something an earlier run recorded, without a text."""
        journal = self.open()
        recording = journal.begin("dictate")
        size = round(seconds * ENGINE_RATE_HZ)
        recording.write(Audio(np.full(size, 0.5 if loud else 0.0, dtype=np.float32), ENGINE_RATE_HZ))
        if cancelled:
            recording.cancel()
        recording.close()
        journal.close()

    @property
    def texts(self) -> list[str | None]:
        return [recording.text for recording in self.journal.recordings()]

    @property
    def offers(self) -> list[str]:
        return [event.message for event in self.studio.events if isinstance(event, RecordingRecovered)]

    @property
    def problems(self) -> list[str]:
        return [event.message for event in self.studio.events if isinstance(event, Problem)]

    async def until(self, condition: Callable[[], object]) -> None:
        """Poll for an hour of the virtual clock, which does not wait for what goes on in threads: hence the tick."""
        ends_at = asyncio.get_running_loop().time() + AN_HOUR_S
        while not condition():
            assert asyncio.get_running_loop().time() < ends_at, "waited in vain"
            await asyncio.sleep(0.05)
            await asyncio.to_thread(time.sleep, 0)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self.recovery.run()), group.create_task(self.assistant.run())]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()
                self.journal.close()

    def press(self, binding: str = "dictate") -> None:
        self.assistant.send(Press(binding, asyncio.get_running_loop().time()))

    def release(self, binding: str = "dictate") -> None:
        self.assistant.send(Release(binding, asyncio.get_running_loop().time()))

    async def hold(self, seconds: float, binding: str = "dictate") -> None:
        self.press(binding)
        await asyncio.sleep(seconds)
        self.release(binding)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "recordings")


async def test_what_an_earlier_run_left_gets_its_text_and_is_offered(desk: Desk) -> None:
    desk.said_before(12.0)
    desk.studio.hearing.texts = ["what was said"]
    async with desk.running():
        await desk.until(lambda: desk.offers)
    assert desk.texts == ["what was said"]
    (recording,) = desk.journal.recordings()
    assert desk.offers == [f"recovered 12 s from {recording.clock}: `voice-assistant history show {recording.clock}`"]


async def test_silence_is_not_offered_nor_transcribed(desk: Desk) -> None:
    desk.said_before(loud=False)
    async with desk.running():
        await desk.until(lambda: desk.texts == [""])
    assert desk.offers == []


async def test_what_was_cancelled_is_left_alone(desk: Desk) -> None:
    desk.said_before(cancelled=True)
    desk.said_before()
    desk.studio.hearing.texts = ["wanted"]
    async with desk.running():
        await desk.until(lambda: desk.offers)
    assert desk.texts == [None, "wanted"]


async def test_it_gives_way_to_the_person_and_begins_again_afterwards(desk: Desk) -> None:
    desk.said_before(12.0)
    desk.studio.hearing.texts = ["dictated"]
    desk.studio.hearing.takes_s = 4.0
    async with desk.running():
        await desk.until(lambda: desk.studio.hearing.durations_s)
        await desk.hold(2.0)
        await desk.until(lambda: desk.studio.desk.typed)
        assert [text.lower() for text in desk.studio.desk.typed] == ["dictated"]
        assert desk.offers == []
        desk.studio.hearing.texts = ["recovered"]
        await desk.until(lambda: desk.offers)
    assert desk.texts == ["recovered", "Dictated"]
    assert [recording.attempts for recording in desk.journal.recordings()] == [0, 0]


async def test_a_turn_whose_recogniser_crashed_gets_its_text_later(desk: Desk) -> None:
    desk.studio.hearing.texts = [CRASH, CRASH, CRASH]
    async with desk.running():
        await desk.hold(1.0)
        await desk.until(lambda: desk.problems)
        assert desk.texts == [None]
        desk.studio.hearing.texts = ["in the end"]
        await desk.until(lambda: desk.offers)
    assert desk.texts == ["in the end"]


async def test_a_question_that_the_next_press_interrupted_gets_its_text_later(desk: Desk) -> None:
    desk.studio.hearing.takes_s = 3.0
    desk.studio.hearing.texts = ["second", "first"]
    desk.studio.model.replies = [("An answer.", None)]
    async with desk.running():
        await desk.hold(1.0, "ask")
        await asyncio.sleep(0.5)
        assert desk.texts == [None]
        await desk.hold(1.0, "ask")
        await desk.until(lambda: desk.offers)
    assert desk.texts == ["first", "second"]


async def test_what_fails_again_and_again_is_told_once_and_kept(desk: Desk) -> None:
    desk.studio.hearing.texts = [CRASH] * 100
    async with desk.running():
        await desk.hold(1.0)
        await desk.until(lambda: any("no text for" in problem for problem in desk.problems))
        await asyncio.sleep(AN_HOUR_S)
        desk.studio.bus.publish(StateChanged(State.LISTENING, "dictate"))
        desk.studio.bus.publish(StateChanged(State.IDLE, ""))
        await asyncio.sleep(AN_HOUR_S)
    assert len([problem for problem in desk.problems if "no text for" in problem]) == 1
    assert [recording.attempts for recording in desk.journal.recordings()] == [MAX_ATTEMPTS]
    assert all(recording.path.exists() for recording in desk.journal.recordings())


async def test_a_sound_that_brings_the_program_down_is_not_tried_for_ever(desk: Desk) -> None:
    desk.said_before()
    desk.studio.hearing.takes_s = AN_HOUR_S
    desk.studio.hearing.texts = ["never"]
    async with desk.running():
        await desk.until(lambda: desk.studio.hearing.durations_s)
        (recording,) = desk.open().recordings()  # as the next run would find it, were this one killed now
        assert recording.attempts == 1


async def test_a_recording_the_person_deleted_meanwhile_is_no_trouble(desk: Desk) -> None:
    desk.said_before()
    desk.said_before()
    desk.studio.hearing.texts = ["the other"]
    for file in sorted(desk.folder.iterdir())[:2]:
        file.unlink()
    async with desk.running():
        await desk.until(lambda: desk.offers)
    assert desk.texts == ["the other"]


async def test_escape_marks_a_recording_as_unwanted(desk: Desk) -> None:
    async with desk.running():
        desk.press()
        await asyncio.sleep(1.0)
        desk.assistant.send(Cancel())
        await desk.until(lambda: desk.journal.recordings())
    (recording,) = desk.journal.recordings()
    assert recording.cancelled
    assert recording.text is None


async def test_a_stop_of_the_program_is_no_cancel(desk: Desk) -> None:
    async with desk.running():
        desk.press()
        await asyncio.sleep(1.0)
    (recording,) = desk.journal.recordings()
    assert not recording.cancelled
    assert recording.duration_s == pytest.approx(1.0, abs=0.1)


class SleepyMicrophone(ClockMicrophone):
    """A laptop is closed for eight hours in the middle of a sentence."""

    async def _blocks(self) -> AsyncIterator[Audio]:
        count = 0
        async for block in super()._blocks():
            yield block
            count += 1
            if count == 50:
                await asyncio.sleep(8 * AN_HOUR_S)


async def test_a_suspended_laptop_loses_nothing(desk: Desk) -> None:
    desk.kit = replace(desk.kit, microphone=SleepyMicrophone())
    desk.assistant = Assistant(desk.kit, desk.studio.model, load_personas())
    desk.studio.hearing.texts = ["before and after"]
    async with desk.running():
        desk.press()
        await asyncio.sleep(8 * AN_HOUR_S + 4.0)
        desk.release()
        await desk.until(lambda: desk.studio.desk.typed)
    (recording,) = desk.journal.recordings()
    assert recording.duration_s == pytest.approx(4.0, abs=0.3)
    assert recording.text == "Before and after"
    assert desk.studio.hearing.durations_s[-1] == pytest.approx(recording.duration_s, abs=0.2)
