"""Cue sounds: which one, when, and that they never disturb what they tell of. On a virtual clock."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from tests.fakes import ClockSpeaker, Studio
from voice_assistant.assistant import Assistant
from voice_assistant.audio.cues import Cue, cue_sound, playing_cues
from voice_assistant.bus import Bus
from voice_assistant.desktop.hotkeys.hesitation import CHORD_WAIT_S
from voice_assistant.errors import DeviceError
from voice_assistant.events import (
    CueStarted,
    DeviceLost,
    Event,
    LevelMeasured,
    Problem,
    State,
    StateChanged,
    TextDelivered,
    Transcribed,
    UtteranceEnded,
)
from voice_assistant.inbox import Press, Release
from voice_assistant.persona_store import load_personas
from voice_assistant.vision_events import CameraOff, CameraOn

pytestmark = pytest.mark.looptime

LISTENING = StateChanged(State.LISTENING, "ask")
IDLE = StateChanged(State.IDLE, "")
BLOCK = LevelMeasured(-40.0, -30.0)


async def heard(*events: Event, wait_s: float = 2.0, hesitant: tuple[str, ...] = ()) -> list[str]:
    """The cues that these events cause, each handled before the next."""
    bus = Bus()
    cues: list[str] = []
    bus.subscribe(lambda event: cues.append(event.cue) if isinstance(event, CueStarted) else None)
    async with playing_cues(bus, ClockSpeaker(), hesitant):
        for event in events:
            bus.publish(event)
            await asyncio.sleep(0)
        await asyncio.sleep(wait_s)
    return cues


@pytest.mark.parametrize(
    ("events", "cues"),
    [
        ((LISTENING, BLOCK, BLOCK, BLOCK), [Cue.START]),
        ((LISTENING,), []),  # the microphone has not delivered yet
        ((LISTENING, IDLE, BLOCK), []),
        ((BLOCK,), []),
        ((StateChanged(State.THINKING, "read"), StateChanged(State.SPEAKING, "read")), []),
        ((UtteranceEnded(1.0, 1.0, 0.5),), [Cue.STOP]),
        ((CameraOn("Webcam"),), [Cue.CAMERA_ON]),
        ((CameraOff("Webcam", ""),), [Cue.CAMERA_OFF]),
        ((Transcribed(1.0, "", ""),), [Cue.NOTHING]),
        ((Transcribed(1.0, "hello", "en"),), []),
        ((Problem("the disk is full"),), [Cue.PROBLEM]),
        ((DeviceLost("microphone", "gone"),), [Cue.PROBLEM]),
        ((TextDelivered("clipboard", 5),), [Cue.ASIDE]),
        ((TextDelivered("type", 5, "inserted", "typed"),), []),
        ((TextDelivered("type", 5, "copied", "no window has the keyboard"),), [Cue.ASIDE]),
        ((TextDelivered("type", 5, "held", "the window has changed"),), [Cue.ASIDE]),
    ],
)
async def test_each_event_has_its_cue(events: tuple[Event, ...], cues: list[Cue]) -> None:
    assert await heard(*events) == cues


async def test_a_modifier_alone_stays_silent_until_it_cannot_be_a_chord() -> None:
    assert await heard(LISTENING, BLOCK, wait_s=CHORD_WAIT_S / 2, hesitant=("ask",)) == []
    assert await heard(LISTENING, BLOCK, IDLE, hesitant=("ask",)) == []
    assert await heard(LISTENING, BLOCK, hesitant=("ask",)) == [Cue.START]


async def test_a_flood_of_news_does_not_become_a_concert() -> None:
    assert len(await heard(*[Problem(f"problem {number}") for number in range(20)])) <= 3


async def test_a_broken_speaker_costs_the_cue_and_nothing_else() -> None:
    bus, speaker = Bus(), ClockSpeaker()
    cues: list[Event] = []
    bus.subscribe(cues.append)
    async with playing_cues(bus, speaker):
        speaker.error = DeviceError("no speaker")
        bus.publish(UtteranceEnded(1.0, 1.0, 0.5))
        await asyncio.sleep(1)
        assert [type(event) for event in cues] == [UtteranceEnded]
        speaker.error = None
        bus.publish(UtteranceEnded(2.0, 1.0, 0.5))
        await asyncio.sleep(1)
    assert speaker.queued_s == [cue_sound(Cue.STOP).duration_s]
    assert not speaker.is_open


async def test_in_a_real_turn_the_start_cue_comes_after_the_first_recorded_sound() -> None:
    studio = Studio()
    studio.hearing.texts = ["hello"]
    studio.model.replies = [("Good day.", None)]
    events: list[Event] = studio.events
    cue_speaker = ClockSpeaker()
    real_blocks = studio.microphone._blocks

    async def measured():  # type: ignore[no-untyped-def]  # as a device does
        async for block in real_blocks():
            studio.bus.publish(BLOCK)
            yield block

    studio.microphone._blocks = measured  # type: ignore[method-assign]
    assistant = Assistant(studio.equipment, studio.model, load_personas())
    async with playing_cues(studio.bus, cue_speaker):
        running = asyncio.create_task(assistant.run())
        assistant.send(Press("ask", 0.0))
        await asyncio.sleep(1.0)
        assistant.send(Release("ask", 1.0))
        await asyncio.sleep(5.0)
        running.cancel()
        await asyncio.wait([running])
    told = [event.cue if isinstance(event, CueStarted) else type(event).__name__ for event in events]
    assert told.index("LevelMeasured") < told.index(Cue.START)
    assert [name for name in told if name in list(Cue)] == [Cue.START, Cue.STOP]
    cues = [event for event in events if isinstance(event, CueStarted)]
    assert all(event.duration_s == cue_sound(Cue(event.cue)).duration_s for event in cues)


@pytest.mark.parametrize("cue", list(Cue))
def test_cues_are_short_soft_and_without_clicks(cue: Cue) -> None:
    sound = cue_sound(cue)
    assert sound.duration_s < 0.3
    assert np.abs(sound.samples).max() < 0.5
    assert np.abs(np.diff(sound.samples, prepend=0.0, append=0.0)).max() < 0.05
