"""Smart Turn on real speech: sure at the end of a sentence, unsure in the middle of a phrase."""

from __future__ import annotations

import numpy as np
import pytest

from tests.rig.speech import clips
from voice_assistant.audio.log_mel import log_mel
from voice_assistant.audio.resample import resample
from voice_assistant.audio.types import ENGINE_RATE_HZ, Samples
from voice_assistant.engines.smart_turn import SmartTurn
from voice_assistant.errors import Code, EngineError

pytestmark = pytest.mark.contract

PAUSE = np.zeros(round(0.2 * ENGINE_RATE_HZ), dtype=np.float32)


@pytest.fixture(scope="module")
def speech() -> Samples:
    return resample(clips()["two-cities"].audio(), ENGINE_RATE_HZ).samples


async def test_it_tells_a_finished_sentence_from_a_phrase_cut_short(speech: Samples) -> None:
    judge = SmartTurn()
    try:
        finished = await judge.probability(np.concatenate([speech, PAUSE]))
        cut = [
            await judge.probability(np.concatenate([speech[: round(s * ENGINE_RATE_HZ)], PAUSE])) for s in (4, 6, 10)
        ]
    finally:
        await judge.close()
    assert finished > 0.9
    assert max(cut) < 0.5


async def test_any_length_will_do(speech: Samples) -> None:
    judge = SmartTurn()
    try:
        for length in (0, 1, 512, len(speech)):
            assert 0.0 <= await judge.probability(speech[:length]) <= 1.0
    finally:
        await judge.close()


async def test_a_missing_model_is_told() -> None:
    judge = SmartTurn("smart-turn-v9")
    with pytest.raises(EngineError) as caught:
        await judge.start()
    assert caught.value.code is Code.NO_MODEL
    await judge.close()


def test_features_are_those_of_whisper(speech: Samples) -> None:
    from faster_whisper.feature_extractor import FeatureExtractor

    eight_seconds = speech[: 8 * ENGINE_RATE_HZ]
    theirs = FeatureExtractor(chunk_length=8)(eight_seconds, padding=0)
    ours = log_mel(eight_seconds)
    assert ours.shape == (80, 800)
    assert np.abs(ours - theirs[:, :800]).max() < 1e-3
