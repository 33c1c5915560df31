"""Real speech, decoded while it comes in: as good as one decode of the whole, in a fraction of the time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import numpy as np
import pytest

from tests.contract.conftest import THREADS
from tests.rig.models import real_model
from tests.rig.speech import TWO_CITIES, clips
from tests.rig.waiting import until
from tests.rig.wording import normal_words, word_errors
from voice_assistant.audio.resample import resample
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio
from voice_assistant.bus import Bus
from voice_assistant.config.schema import SpeechToTextConfig, VoiceActivityConfig
from voice_assistant.engines.base import Transcript
from voice_assistant.engines.faster_whisper import FasterWhisper
from voice_assistant.engines.registry import create_voice_activity
from voice_assistant.events import Event, PartlyTranscribed
from voice_assistant.hearing import Hearing
from voice_assistant.listening import SpeechMeter

pytestmark = pytest.mark.contract


@pytest.fixture
async def recogniser() -> AsyncIterator[FasterWhisper]:
    engine = FasterWhisper(SpeechToTextConfig(model=str(real_model("whisper-base")), threads=THREADS))
    yield engine
    await engine.close()


async def heard(
    recogniser: FasterWhisper, audio: Audio, *, vocabulary: tuple[str, ...] = ()
) -> tuple[Transcript, list[str]]:
    """The text, and what it was on the way there; the person speaks as fast as can be decoded."""
    bus, events = Bus(), list[Event]()
    bus.subscribe(events.append)
    meter = SpeechMeter(create_voice_activity(VoiceActivityConfig()), 0.5)
    samples = resample(audio, ENGINE_RATE_HZ).samples
    async with Hearing(recogniser, meter, bus, vocabulary=vocabulary) as hearing:
        for start in range(0, len(samples), 512):
            hearing.feed(Audio(samples[start : start + 512], ENGINE_RATE_HZ))
            if hearing.decoding is not None:
                await asyncio.wait([hearing.decoding])
        transcript = await hearing.finish()
    return transcript, [event.text for event in events if isinstance(event, PartlyTranscribed)]


async def test_long_speech_as_it_comes_in(recogniser: FasterWhisper) -> None:
    audio = clips()["two-cities"].audio()
    whole = await recogniser.transcribe(audio)
    transcript, partial = await heard(recogniser, audio)
    assert word_errors(TWO_CITIES, transcript.text) <= word_errors(TWO_CITIES, whole.text) + 0.009, "one word of 119"
    assert transcript.language == "en"
    assert len(partial) >= 3
    first = normal_words(partial[0])
    assert normal_words(transcript.text)[: len(first) // 2] == first[: len(first) // 2]


async def test_a_list_of_names_is_not_heard_in_noise(recogniser: FasterWhisper) -> None:
    noise = Audio(np.random.default_rng(3).normal(0, 0.05, 5 * ENGINE_RATE_HZ).astype(np.float32), ENGINE_RATE_HZ)
    words = ("Kubernetes", "PyTorch", "Grafana")
    assert (await heard(recogniser, noise, vocabulary=words))[0].text == ""


async def test_the_guard_has_the_last_word(recogniser: FasterWhisper) -> None:
    """A vowel held for ten seconds makes a short window loop: the result must be finite, and quick enough to wait."""
    time_s = np.arange(10 * ENGINE_RATE_HZ) / ENGINE_RATE_HZ
    hum = Audio((0.3 * np.sign(np.sin(2 * np.pi * 120 * time_s))).astype(np.float32), ENGINE_RATE_HZ)
    assert len((await recogniser.transcribe(hum, language="en", quick=True)).text) < 200


async def test_an_unloaded_model_comes_back_without_a_lost_word() -> None:
    config = SpeechToTextConfig(model=str(real_model("whisper-base")), threads=THREADS, unload_after_s=0.1)
    engine = FasterWhisper(config)
    clip = clips()["two-cities"]
    try:
        before, _ = await heard(engine, clip.audio(seconds=3.0))
        await until(lambda: engine.pid is None, "unloaded")
        after, _ = await heard(engine, clip.audio(seconds=3.0))
        assert after.text == before.text != ""
    finally:
        await engine.close()
