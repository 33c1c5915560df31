"""Cues that the microphone hears are not transcribed, neither alone nor before what is said."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import numpy as np
import pytest
import soxr

from tests.contract.conftest import THREADS
from tests.rig.models import real_model
from tests.rig.speech import clips
from tests.rig.wording import word_errors
from voice_assistant.audio.cues import Cue, cue_sound
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio, Samples
from voice_assistant.config.schema import SpeechToTextConfig, VoiceActivityConfig
from voice_assistant.engines.base import SpeechToText
from voice_assistant.engines.registry import create_speech_to_text, create_voice_activity
from voice_assistant.listening import SpeechMeter

pytestmark = pytest.mark.contract

ROOM_DB = -55.0


@pytest.fixture(scope="module")
def whisper() -> Iterator[SpeechToText]:
    engine = create_speech_to_text(SpeechToTextConfig(model=str(real_model("whisper-base")), threads=THREADS))
    yield engine
    asyncio.run(engine.close())


def recorded(cue: Cue, volume: float) -> Samples:
    """A cue as a microphone near the speaker records it, with its echo in the room."""
    sound = soxr.resample(cue_sound(cue).samples * volume, cue_sound(cue).rate_hz, ENGINE_RATE_HZ)
    late = round(0.03 * ENGINE_RATE_HZ)
    echoed = np.zeros(len(sound) + 4 * late, dtype=np.float32)
    for bounce in range(4):
        echoed[bounce * late :][: len(sound)] += sound * 0.4**bounce
    return echoed


def in_a_room(*parts: Samples) -> Audio:
    """`parts` with pauses, and a room's noise all over."""
    pause = np.zeros(round(0.3 * ENGINE_RATE_HZ), dtype=np.float32)
    samples = np.concatenate([piece for part in parts for piece in (pause, part)] + [pause, pause])
    noise = np.random.default_rng(1).standard_normal(len(samples)).astype(np.float32) * 10 ** (ROOM_DB / 20)
    return Audio(samples + noise, ENGINE_RATE_HZ)


def speech_s(audio: Audio) -> float:
    meter = SpeechMeter(create_voice_activity(VoiceActivityConfig()), VoiceActivityConfig().threshold)
    meter.feed(audio)
    return meter.speech_s


@pytest.mark.parametrize("volume", [0.01, 0.02, 0.05, 0.1, 0.4, 1.0])
@pytest.mark.parametrize("cue", list(Cue))
def test_a_cue_is_no_speech(cue: Cue, volume: float) -> None:
    assert speech_s(in_a_room(recorded(cue, volume))) < VoiceActivityConfig().min_speech_s


def test_all_cues_in_a_row_are_no_speech() -> None:
    assert speech_s(in_a_room(*[recorded(cue, 1.0) for cue in Cue])) < VoiceActivityConfig().min_speech_s


@pytest.mark.parametrize("volume", [0.05, 0.4])
async def test_what_is_said_after_a_cue_is_understood_as_without(whisper: SpeechToText, volume: float) -> None:
    beckett = clips()["beckett"]
    clip = beckett.audio()
    speech = soxr.resample(clip.samples, clip.rate_hz, ENGINE_RATE_HZ)
    without = (await whisper.transcribe(in_a_room(speech), language="en")).text
    audio = in_a_room(recorded(Cue.START, volume), speech, recorded(Cue.STOP, volume))
    text = (await whisper.transcribe(audio, language="en")).text
    assert word_errors(beckett.text, text) <= word_errors(beckett.text, without)
