"""A turn whose speech is decoded while it is spoken."""

from __future__ import annotations

import asyncio

import pytest

from tests.fakes import Studio
from tests.flow.test_session import at_work
from voice_assistant.config.schema import Config, SpeechToTextConfig
from voice_assistant.events import PartlyTranscribed, State, Transcribed
from voice_assistant.inbox import Cancel

pytestmark = pytest.mark.looptime


async def speak_and_pause(studio: Studio, speech_s: float, pause_s: float) -> None:
    studio.microphone.loud = True
    await asyncio.sleep(speech_s)
    studio.microphone.loud = False
    await asyncio.sleep(pause_s)


async def test_partial_text_while_the_key_is_held_and_the_whole_at_the_end() -> None:
    studio = Studio()
    studio.hearing.texts = ["Dear Anna,", "how are you?"]
    async with at_work(studio) as person:
        await person.press("dictate")
        await speak_and_pause(studio, 6.0, 1.5)
        assert [event.text for event in studio.events if isinstance(event, PartlyTranscribed)] == ["Dear Anna,"]
        await speak_and_pause(studio, 2.0, 0.05)
        await person.release("dictate")
        await person.until(State.IDLE)
    assert [event.text for event in studio.events if isinstance(event, Transcribed)] == ["Dear Anna, how are you?"]
    assert studio.journal.recordings[0].text == "Dear Anna, how are you?"
    assert sum(studio.hearing.durations_s) < 10


async def test_escape_does_not_wait_for_a_decode_in_progress() -> None:
    studio = Studio()
    studio.hearing.takes_s = 30.0
    studio.hearing.texts = ["Never seen."]
    async with at_work(studio) as person:
        await person.press("dictate")
        await speak_and_pause(studio, 3.0, 1.0)
        assert len(studio.hearing.durations_s) == 1
        person.send(Cancel())
        await asyncio.sleep(0.1)
        assert person.assistant.state.state is State.IDLE
        assert not studio.microphone.is_open
    assert studio.seen(Transcribed) == []


async def test_one_decode_at_the_end_for_those_who_want_it() -> None:
    studio = Studio(Config(speech_to_text=SpeechToTextConfig(while_speaking=False)))
    studio.hearing.texts = ["All of it."]
    async with at_work(studio) as person:
        await person.press("dictate")
        await speak_and_pause(studio, 6.0, 1.5)
        await speak_and_pause(studio, 2.0, 0.5)
        await person.release("dictate")
        await person.until(State.IDLE)
    assert studio.seen(PartlyTranscribed) == []
    assert len(studio.hearing.durations_s) == 1
