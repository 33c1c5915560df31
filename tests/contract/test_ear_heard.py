"""Text for the ear, spoken by the real voice and heard by the real recogniser."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from tests.rig.models import real_model
from voice_assistant.audio.resample import resample
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio
from voice_assistant.text.speakable import speakable

pytestmark = pytest.mark.contract

VOICE = "en_US-joe-medium"

PHRASES = [
    # written, what must be heard, in figures or in words
    ("They raised £3.2m in May.", r"3\.2 million pounds|£3\.2 ?million"),
    ("The wind is 5 km/h today.", r"5 kilomet(re|er)s per hour|five kilomet(re|er)s per hour|5 ?km/h|5 kmh"),
    ("See https://www.example.com/docs/a/long/page for more.", r"see ?example ?(dot|\.) ?com for more"),
    ("Call 555-123-4567 now.", r"555[-, ]*1 ?2 ?3[-, ]*4 ?5 ?6 ?7|five five five"),
    ("Dr. Smith met Henry VIII in the garden.", r"(dr\.?|doctor) smith met henry (viii|the eighth|the 8th)"),
    ("The meeting is on 2026-05-12.", r"may (12|twelfth)"),
    ("It takes 1h 20m by train.", r"(1|one) hour,? (and )?(20|twenty) minutes"),
]


@pytest.fixture(scope="module")
def voice() -> Any:
    from piper import PiperVoice

    return PiperVoice.load(real_model(VOICE) / f"{VOICE}.onnx")


def heard(text: str, voice: Any, whisper: Any) -> str:
    from piper import SynthesisConfig

    same_each_time = SynthesisConfig(noise_scale=0.0, noise_w_scale=0.0)
    samples = np.concatenate([chunk.audio_float_array for chunk in voice.synthesize(text, same_each_time)])
    audio = resample(Audio(samples, voice.config.sample_rate), ENGINE_RATE_HZ)
    segments, _ = whisper.transcribe(audio.samples, language="en", beam_size=5)
    return re.sub(r"\s+", " ", " ".join(segment.text for segment in segments)).strip().lower()


@pytest.mark.parametrize(("written", "expected"), PHRASES)
def test_heard_as_people_say_it_and_not_without(written: str, expected: str, voice: Any, whisper_library: Any) -> None:
    ours = heard(speakable(written), voice, whisper_library)
    assert re.search(expected, ours), ours
    assert not re.search(expected, heard(written, voice, whisper_library)), "the voice alone would do"
