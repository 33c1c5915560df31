"""Speech-to-text engines on real speech. A new engine is tested by one more line in ENGINES."""

from __future__ import annotations

import asyncio
import io
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
import soundfile
import soxr

from tests.contract.conftest import THREADS
from tests.rig.models import real_model
from tests.rig.openai_server import OpenAIServer
from tests.rig.speech import clips
from tests.rig.waiting import until
from tests.rig.wording import normal_words, word_errors
from voice_assistant.audio.types import Audio
from voice_assistant.config.schema import SpeechToTextConfig
from voice_assistant.engines.base import SpeechToText
from voice_assistant.engines.faster_whisper import FasterWhisper
from voice_assistant.engines.registry import create_speech_to_text
from voice_assistant.errors import Code, EngineError, Stage

pytestmark = pytest.mark.contract


@contextmanager
def whisper(whisper_library: Any) -> Iterator[SpeechToTextConfig]:
    yield SpeechToTextConfig(model=str(real_model("whisper-base")), threads=THREADS)


@contextmanager
def openai(whisper_library: Any) -> Iterator[SpeechToTextConfig]:
    """Behind a server that really listens."""

    def hear(wav: bytes) -> dict[str, Any]:
        samples, rate_hz = soundfile.read(io.BytesIO(wav), dtype="float32")
        assert rate_hz == 16_000
        found, info = whisper_library.transcribe(samples, word_timestamps=True)
        segments = list(found)
        words = [word for segment in segments for word in segment.words]
        return {
            "text": "".join(segment.text for segment in segments),
            "language": "english" if info.language == "en" else info.language,
            "segments": [{"text": s.text, "start": float(s.start), "end": float(s.end)} for s in segments],
            "words": [{"word": w.word, "start": float(w.start), "end": float(w.end)} for w in words],
        }

    with OpenAIServer() as server:
        server.hear = hear
        yield SpeechToTextConfig(engine="openai", base_url=server.base_url, timeout_s=120)


ENGINES = [whisper, openai]


@pytest.fixture(params=ENGINES, ids=lambda make: make.__name__)
async def engine(request: pytest.FixtureRequest, whisper_library: Any) -> AsyncIterator[SpeechToText]:
    with request.param(whisper_library) as config:
        engine = create_speech_to_text(config)
        yield engine
        await engine.close()


async def test_hears_what_is_said(engine: SpeechToText) -> None:
    clip = clips()["beckett"]
    transcript = await engine.transcribe(clip.audio())
    assert word_errors(clip.text, transcript.text) == 0.0
    assert transcript.text == transcript.text.strip()
    assert transcript.language == "en"
    assert " ".join(segment.text for segment in transcript.segments) == transcript.text


async def test_times_of_words(engine: SpeechToText) -> None:
    clip = clips()["beckett"]
    audio = clip.audio()
    transcript = await engine.transcribe(audio, words=True)
    words = [word for segment in transcript.segments for word in segment.words]
    assert [normal_words(word.text) for word in words] == normal_words(clip.text).split()
    ends = [time_s for word in words for time_s in (word.start_s, word.end_s)]
    assert ends == sorted(ends) and ends[0] >= 0.0 and ends[-1] <= audio.duration_s
    samples, size = audio.samples, audio.rate_hz // 20
    loudness = [float(np.abs(samples[at : at + size]).mean()) for at in range(0, len(samples), size)]
    in_words = [loudness[round(20 * (word.start_s + word.end_s) / 2)] for word in words]
    assert np.median(in_words) > 2 * np.median(loudness)  # the times lie where the sound is


@pytest.mark.parametrize("rate_hz", [8_000, 44_100])
async def test_any_rate(engine: SpeechToText, rate_hz: int) -> None:
    clip = clips()["beckett"]
    audio = clip.audio()
    transcript = await engine.transcribe(Audio(soxr.resample(audio.samples, audio.rate_hz, rate_hz), rate_hz))
    assert word_errors(clip.text, transcript.text) <= 0.1


async def test_nothing_said(engine: SpeechToText) -> None:
    assert (await engine.transcribe(Audio.silence(0.0, 16_000))).text == ""
    assert (await engine.transcribe(Audio.silence(0.01, 16_000))).text == ""
    assert (await engine.transcribe(Audio.silence(3.0, 48_000))).text == ""


async def test_starts_and_closes_as_often_as_you_like(engine: SpeechToText) -> None:
    clip = clips()["beckett"]
    await engine.start()
    await engine.start()
    await engine.close()
    await engine.close()
    assert word_errors(clip.text, (await engine.transcribe(clip.audio(), language="en")).text) == 0.0


# faster-whisper in its process


@pytest.fixture
async def child() -> AsyncIterator[FasterWhisper]:
    engine = FasterWhisper(SpeechToTextConfig(model=str(real_model("whisper-base")), threads=THREADS))
    yield engine
    await engine.close()


@pytest.mark.parametrize("name", ["beckett", "two-cities"])
async def test_as_good_as_the_library(child: FasterWhisper, whisper_library: Any, name: str) -> None:
    clip = clips()[name]
    segments, _ = whisper_library.transcribe(str(clip.path))
    theirs = word_errors(clip.text, "".join(segment.text for segment in segments))
    ours = word_errors(clip.text, (await child.transcribe(clip.audio())).text)
    assert ours <= theirs + 0.003
    assert theirs < 0.05  # or it would be no comparison


async def test_language_can_be_fixed(child: FasterWhisper) -> None:
    clip = clips()["beckett"]
    assert (await child.transcribe(clip.audio(), language="de")).language == "de"
    with pytest.raises(EngineError, match='"xx" was asked for') as caught:
        await child.transcribe(clip.audio(), language="xx")
    assert caught.value.code is Code.REJECTED


async def test_the_prompt_biases_the_wording(child: FasterWhisper) -> None:
    audio = clips()["two-cities"].audio(seconds=8.0)
    plain = await child.transcribe(audio, language="en")
    assert "," in plain.text
    biased = await child.transcribe(audio, language="en", prompt="it was the age it was the time it was the best of it")
    assert "," not in biased.text
    assert word_errors(plain.text, biased.text) == 0.0


async def test_a_crash_in_the_middle_is_told_and_survived(child: FasterWhisper) -> None:
    await child.start()
    assert child.pid is not None
    busy = psutil.Process(child.pid)
    before_s = busy.cpu_times().user
    hearing = asyncio.create_task(child.transcribe(clips()["two-cities"].audio()))
    await until(lambda: busy.cpu_times().user > before_s, "it is at work")
    os.kill(busy.pid, signal.SIGKILL)
    with pytest.raises(EngineError, match="process ended unexpectedly") as caught:
        await hearing
    assert (caught.value.stage, caught.value.code) == (Stage.SPEECH_TO_TEXT, Code.CRASHED)
    clip = clips()["beckett"]
    assert word_errors(clip.text, (await child.transcribe(clip.audio())).text) == 0.0


async def test_closing_gives_the_memory_back(child: FasterWhisper) -> None:
    await child.start()
    pid = child.pid
    assert pid is not None
    await child.close()
    assert child.pid is None
    await until(lambda: not psutil.pid_exists(pid), "the process is gone")


async def test_models_that_cannot_be_had(tmp_path: Path) -> None:
    for model, line in {
        "whisper-small": "voice-assistant models pull whisper-small",
        "wisper-base": 'did you mean "whisper-base"',
        str(tmp_path / "nowhere"): "does not exist",
        str(tmp_path): "cannot be loaded",
    }.items():
        engine = FasterWhisper(SpeechToTextConfig(model=model))
        with pytest.raises(EngineError, match=line) as caught:
            await engine.transcribe(clips()["beckett"].audio())
        assert caught.value.code is Code.NO_MODEL
        await engine.close()


async def test_what_this_machine_cannot_compute() -> None:
    model = str(real_model("whisper-base"))
    engine = FasterWhisper(SpeechToTextConfig(model=model, compute_type="bogus"))
    with pytest.raises(EngineError, match='set compute_type = "int8"') as caught:
        await engine.start()
    assert caught.value.code is Code.NO_MODEL
    await engine.close()
