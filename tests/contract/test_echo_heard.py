"""Our real voice out of a loudspeaker in a room, a person who speaks into it, the real detector and recogniser."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.rig.echo_room import Ears, Left, echo_of, loudness, through
from tests.rig.models import real_model
from tests.rig.speech import TWO_CITIES, clips
from tests.rig.wording import word_errors
from voice_assistant.audio.resample import resample
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio, Samples
from voice_assistant.config.schema import VoiceActivityConfig
from voice_assistant.engines.registry import create_voice_activity
from voice_assistant.listening import SpeechMeter

pytestmark = pytest.mark.contract

VOICE = "en_US-joe-medium"
REPLY = (
    "The weather tomorrow will be mostly cloudy, with a little rain in the afternoon. You asked about the history of "
    "the city. It was founded more than nine hundred years ago by merchants who crossed the river at this place. Over "
    "time a castle was built, then a cathedral, and the first university of the country. Most visitors like the old "
    "market best, where farmers still sell apples, cheese and bread every Thursday."
)
SAID_S = 13.0
"""The person says so much of the book."""
SAID = TWO_CITIES[: TWO_CITIES.index("it was the season of Light")]
FROM_S = 5.0
PERSON = 0.05
"""How loud the person is, root mean square."""


@pytest.fixture(scope="module")
def voice() -> Samples:
    from piper import PiperVoice, SynthesisConfig

    piper = PiperVoice.load(real_model(VOICE) / f"{VOICE}.onnx")
    same_each_time = SynthesisConfig(noise_scale=0.0, noise_w_scale=0.0)
    samples = np.concatenate([chunk.audio_float_array for chunk in piper.synthesize(REPLY, same_each_time)])
    reply = resample(Audio(samples, piper.config.sample_rate), ENGINE_RATE_HZ).samples
    return reply * np.float32(0.1 / loudness(reply))


def person(length: int) -> Samples:
    """What they say from `FROM_S` on, in a room, with silence around it; `length` samples."""
    said = resample(clips()["two-cities"].audio(SAID_S), ENGINE_RATE_HZ).samples
    here = np.zeros(length, dtype=np.float32)
    start = round(FROM_S * ENGINE_RATE_HZ)
    here[start : start + len(said)] = said[: length - start]
    there = through(here, distance_m=0.7)
    return there * np.float32(PERSON / loudness(there))


def hiss(length: int) -> Samples:
    return np.random.default_rng(5).standard_normal(length).astype(np.float32) * np.float32(3e-4)


def speech_frames(left: Left) -> list[bool]:
    """Of 32 ms each; the person is known to be as loud as `PERSON`, with peaks of four times that."""
    activity = create_voice_activity(VoiceActivityConfig())
    meter = SpeechMeter(activity, 0.5, peak=4 * PERSON, follows=False)
    block = Audio(left.samples, ENGINE_RATE_HZ, gate=left.gates)
    return [is_speech for _, is_speech in meter.feed(block)]


@pytest.mark.parametrize("level_db", [0, -20])
@pytest.mark.parametrize("echo_s", [0.35, 0.6])
def test_our_own_voice_is_nobodys(voice: Samples, level_db: float, echo_s: float) -> None:
    echo = echo_of(voice, level=PERSON * 10 ** (level_db / 20), echo_s=echo_s)
    recorded = echo + hiss(len(echo))
    plain = speech_frames(Left(recorded, recorded))
    cancelled = speech_frames(Ears().listen(recorded, voice))
    assert sum(plain) > len(plain) / 3
    assert longest(cancelled) <= 3  # a tenth of a second: too little to be believed


def longest(frames: list[bool]) -> int:
    most = run = 0
    for is_speech in frames:
        run = run + 1 if is_speech else 0
        most = max(most, run)
    return most


def test_who_speaks_into_it_is_understood_and_noticed(voice: Samples, whisper_library: Any) -> None:
    echo = echo_of(voice, level=PERSON * 10 ** (-10 / 20))
    alone = person(len(echo)) + hiss(len(echo))
    left = Ears().listen(alone + echo, voice)

    def heard(samples: Samples) -> str:
        segments, _ = whisper_library.transcribe(samples, language="en", beam_size=5)
        return " ".join(segment.text for segment in segments)

    from_there = round((FROM_S - 0.3) * ENGINE_RATE_HZ)
    with_echo, without = heard(left.samples[from_there:]), heard(alone[from_there:])
    assert word_errors(SAID, with_echo) <= word_errors(SAID, without) + 0.05, with_echo

    frames = speech_frames(left)
    begin = round(FROM_S * ENGINE_RATE_HZ / 512)
    quiet = speech_frames(Left(alone, alone))
    first = next(number for number in range(begin, len(quiet)) if all(quiet[number : number + 2]))
    assert any(all(frames[number : number + 2]) for number in range(first - 2, first + 8))  # within a quarter second
