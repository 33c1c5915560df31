"""Wake words on real sound: spoken by the voice we ship, and not heard in human speech."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from tests.rig.speech import clips
from voice_assistant.audio.resample import resample
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio, Samples
from voice_assistant.concurrency import closing
from voice_assistant.config.schema import Config, WakeWordConfig
from voice_assistant.engines.micro_wakeword import BUILT_IN, MicroWakeWords
from voice_assistant.engines.registry import create_text_to_speech, create_wake_words
from voice_assistant.engines.voice_activity import GatedSilero
from voice_assistant.errors import Code, EngineError
from voice_assistant.turn_taking.wake_word import Spotter

pytestmark = pytest.mark.contract

FRAME = 512
SAID = {"okay_nabu": "Okay Nabu.", "hey_jarvis": "Hey Jarvis.", "hey_mycroft": "Hey Mycroft.", "alexa": "Alexa."}


def heard(samples: Samples, *words: str) -> list[tuple[str, float]]:
    """The words in `samples`, and when, in seconds."""
    spotter = Spotter(MicroWakeWords(words or BUILT_IN), GatedSilero())
    found, place = [], 0
    for start in range(0, len(samples) - FRAME + 1, FRAME):
        for frame, is_speech in spotter.meter.feed(Audio(samples[start : start + FRAME], ENGINE_RATE_HZ)):
            place += len(frame)
            if (word := spotter.feed(frame, is_speech)) is not None:
                found.append((word, place / ENGINE_RATE_HZ))
    return found


def quiet(seconds: float) -> Samples:
    return np.random.default_rng(1).normal(0, 1e-4, round(seconds * ENGINE_RATE_HZ)).astype(np.float32)


@pytest.fixture(scope="module")
def spoken() -> dict[str, Samples]:
    async def speak() -> dict[str, Samples]:
        voice, said = create_text_to_speech(Config().text_to_speech), {}
        for text in (*SAID.values(), "Hey Jarvis, what is the capital of France?"):
            async with closing(voice.speak(text)) as stream:
                parts = [part async for part in stream]
            said[text] = resample(Audio.join(parts, parts[0].rate_hz), ENGINE_RATE_HZ).samples
        await voice.close()
        return said

    return asyncio.run(speak())


@pytest.mark.parametrize("word", ["hey_jarvis", "okay_nabu", "hey_mycroft"])
def test_a_spoken_word_is_heard_once_and_no_other(spoken: dict[str, Samples], word: str) -> None:
    samples = np.concatenate([quiet(3.0), spoken[SAID[word]], quiet(3.0)])
    assert [name for name, _ in heard(samples)] == [word]


def test_it_is_heard_before_the_question_in_the_same_breath(spoken: dict[str, Samples]) -> None:
    said = spoken["Hey Jarvis, what is the capital of France?"]
    [(_, at_s)] = heard(np.concatenate([quiet(2.0), said, quiet(1.0)]), "hey_jarvis")
    assert 2.0 < at_s < 2.0 + 0.5 * len(said) / ENGINE_RATE_HZ


def test_it_is_heard_again_after_a_minute_of_silence(spoken: dict[str, Samples]) -> None:
    word = spoken["Hey Jarvis."]
    samples = np.concatenate([quiet(1.0), word, quiet(60.0), word, quiet(1.0)])
    assert len(heard(samples, "hey_jarvis")) == 2


def test_human_speech_calls_nobody() -> None:
    for clip in clips().values():
        assert heard(resample(clip.audio(), ENGINE_RATE_HZ).samples) == []


def test_a_lower_threshold_is_taken(spoken: dict[str, Samples]) -> None:
    sensitive = create_wake_words(WakeWordConfig(words=["hey_jarvis"], threshold=0.3))
    own = create_wake_words(WakeWordConfig(words=["hey_jarvis"]))
    samples = np.concatenate([quiet(2.0), spoken["Hey Jarvis."], quiet(1.0)])
    first = [
        next((at for at in range(0, len(samples), FRAME) if engine.feed(samples[at : at + FRAME])), len(samples))
        for engine in (sensitive, own)
    ]
    assert first[0] <= first[1] < len(samples)


@pytest.mark.parametrize("word", ["/nowhere/hey_you.json", "hey_you"])
def test_a_word_that_is_not_there_is_told(word: str) -> None:
    with pytest.raises(EngineError) as caught:
        MicroWakeWords([word])
    assert caught.value.code is Code.NO_MODEL
    assert "wake word" in str(caught.value)
