"""Kokoro, listened to by a recogniser. Its weights are large and it is optional: tested where they are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.rig.models import MODELS_DIR, use_real_models
from tests.rig.waiting import until
from tests.rig.wording import word_errors
from voice_assistant.audio.resample import resample
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio
from voice_assistant.config.schema import TextToSpeechConfig
from voice_assistant.engines.known_voices import known_voices
from voice_assistant.engines.kokoro import Kokoro
from voice_assistant.errors import Code, EngineError
from voice_assistant.models import store

pytestmark = [
    pytest.mark.contract,
    pytest.mark.skipif(
        any(store.damage(MODELS_DIR / name) is not None for name in ("kokoro-82m", "kokoro-voices")),
        reason="voice-assistant models pull kokoro-82m kokoro-voices",
    ),
]
CONFIG = TextToSpeechConfig(engine="kokoro", unload_after_s=0.5)
SENTENCES = "The train leaves at nine. We will walk along the river."


@pytest.fixture
async def kokoro(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Kokoro]:
    use_real_models(monkeypatch, tmp_path)
    engine = Kokoro(CONFIG)
    yield engine
    await engine.close()


async def test_says_what_is_written_a_sentence_at_a_time_and_gives_its_memory_back(
    kokoro: Kokoro, whisper_library: Any
) -> None:
    pieces = [piece async for piece in kokoro.speak(SENTENCES)]
    assert len(pieces) == 2
    audio = resample(Audio.join(pieces, pieces[0].rate_hz), ENGINE_RATE_HZ)
    assert audio.samples.dtype == np.float32
    segments, _ = whisper_library.transcribe(audio.samples, language="en")
    assert word_errors(SENTENCES, "".join(segment.text for segment in segments)) <= 0.1
    await until(lambda: kokoro.pid is None, "the model to be unloaded")


async def test_a_voice_speaks_its_own_language(kokoro: Kokoro, whisper_library: Any) -> None:
    pieces = [piece async for piece in kokoro.speak("Buenos días, el tren sale temprano.", voice="ef_dora")]
    audio = resample(Audio.join(pieces, pieces[0].rate_hz), ENGINE_RATE_HZ)
    segments, _ = whisper_library.transcribe(audio.samples, language="es")
    assert word_errors("Buenos días, el tren sale temprano.", "".join(segment.text for segment in segments)) <= 0.2


async def test_speed_and_nothing_to_say(kokoro: Kokoro) -> None:
    [slow], [fast] = [[p async for p in kokoro.speak("How are you today?", speed=speed)] for speed in (1.0, 1.8)]
    assert fast.duration_s < slow.duration_s * 0.75
    assert [piece async for piece in kokoro.speak("... !")] == []


async def test_a_voice_that_does_not_exist_is_told_with_the_nearest(kokoro: Kokoro) -> None:
    with pytest.raises(EngineError, match=r'no voice "af_hart" \(did you mean "af_heart"\?\)') as caught:
        await anext(aiter(kokoro.speak("Hello.", voice="af_hart")))
    assert caught.value.code is Code.NO_MODEL


async def test_a_file_that_is_no_voice_is_told(kokoro: Kokoro, tmp_path: Path) -> None:
    (tmp_path / "mine.bin").write_bytes(b"noise")
    with pytest.raises(EngineError, match="not a voice of Kokoro"):
        await anext(aiter(kokoro.speak("Hello.", voice=str(tmp_path / "mine.bin"))))


async def test_its_voices_are_known_with_their_languages(kokoro: Kokoro) -> None:
    voices = known_voices(CONFIG)
    assert voices["bf_emma"] == "en_GB"
    assert voices["if_sara"] == "it"
    assert "zf_xiaobei" not in voices  # hard to understand: not chosen by itself
