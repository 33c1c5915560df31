"""Text-to-speech engines, listened to by a recogniser. A new engine is tested by one more line in ENGINES."""

from __future__ import annotations

import io
import os
import shutil
import signal
import wave
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.rig.models import MODELS_DIR, real_model, use_real_models
from tests.rig.openai_server import OpenAIServer
from tests.rig.waiting import until
from tests.rig.wording import word_errors
from voice_assistant.audio.resample import resample
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio
from voice_assistant.config.schema import TextToSpeechConfig
from voice_assistant.engines.base import TextToSpeech
from voice_assistant.engines.piper import Piper
from voice_assistant.engines.piper_child import VOICES_IN_MEMORY
from voice_assistant.engines.piper_voice import Voice
from voice_assistant.engines.registry import create_text_to_speech
from voice_assistant.errors import Code, EngineError

pytestmark = pytest.mark.contract

VOICE = "en_US-joe-medium"
SENTENCES = "The weather is fine today. Tomorrow we will walk along the river."


@contextmanager
def piper() -> Iterator[TextToSpeechConfig]:
    yield TextToSpeechConfig(voice=str(real_model(VOICE)))


@contextmanager
def openai() -> Iterator[TextToSpeechConfig]:
    """Behind a server that really speaks."""
    from piper import PiperVoice, SynthesisConfig

    voice = PiperVoice.load(real_model(VOICE) / f"{VOICE}.onnx")

    def say(text: str, name: str, speed: float) -> bytes:
        file = io.BytesIO()
        with wave.open(file, "wb") as wav:
            voice.synthesize_wav(text, wav, SynthesisConfig(length_scale=1 / speed))
        return file.getvalue()

    with OpenAIServer() as server:
        server.say = say
        yield TextToSpeechConfig(engine="openai", base_url=server.base_url, timeout_s=60)


ENGINES = [piper, openai]


@pytest.fixture(params=ENGINES, ids=lambda make: make.__name__)
async def engine(request: pytest.FixtureRequest) -> AsyncIterator[TextToSpeech]:
    with request.param() as config:
        engine = create_text_to_speech(config)
        yield engine
        await engine.close()


async def spoken(engine: TextToSpeech, text: str, *, voice: str | None = None, speed: float = 1.0) -> Audio:
    pieces = [piece async for piece in engine.speak(text, voice=voice, speed=speed)]
    return Audio.join(pieces, pieces[0].rate_hz) if pieces else Audio.silence(0.0, ENGINE_RATE_HZ)


async def test_says_what_is_written(engine: TextToSpeech, whisper_library: Any) -> None:
    audio = await spoken(engine, SENTENCES)
    segments, _ = whisper_library.transcribe(resample(audio, ENGINE_RATE_HZ).samples, language="en")
    assert word_errors(SENTENCES, "".join(segment.text for segment in segments)) <= 0.1
    assert audio.samples.dtype == np.float32
    assert 0.05 < float(np.abs(audio.samples).max()) <= 1.0


async def test_speaks_in_pieces_and_can_be_stopped(engine: TextToSpeech) -> None:
    async with aclosing(engine.speak(SENTENCES)) as pieces:  # type: ignore[type-var]
        first = await anext(aiter(pieces))
    whole = await spoken(engine, SENTENCES)
    assert 0.0 < first.duration_s < whole.duration_s


async def test_speed(engine: TextToSpeech) -> None:
    slow, fast = [(await spoken(engine, SENTENCES, speed=speed)).duration_s for speed in (1.0, 2.0)]
    assert 0.4 < fast / slow < 0.7


async def test_nothing_to_say(engine: TextToSpeech) -> None:
    assert len((await spoken(engine, "")).samples) == 0
    assert len((await spoken(engine, " \n ")).samples) == 0


async def test_texts_that_are_no_prose(engine: TextToSpeech) -> None:
    for text in ("[[ hello ]] world", "<speak>a & b</speak>", "안녕", "3.14 %", "word " * 200):
        await spoken(engine, text)
    assert (await spoken(engine, "Still there.")).duration_s > 0.3


async def test_starts_and_closes_as_often_as_you_like(engine: TextToSpeech) -> None:
    await engine.start()
    await engine.start()
    await engine.close()
    await engine.close()
    assert (await spoken(engine, "Hello.")).duration_s > 0.2


# Piper's voices


async def test_piper_tells_where_each_word_ends(whisper_library: Any) -> None:
    engine = Piper(TextToSpeechConfig(voice=str(real_model(VOICE))))
    text = "The old lighthouse at the end of the bay, which had been dark for years, was lit again. Nobody knows why."
    pieces = [piece async for piece in engine.speak(text)]
    await engine.close()
    ends, before = [], 0.0
    for piece in pieces:
        ends += [before + end_s for end_s in piece.word_ends_s]
        before += piece.duration_s
    sound = resample(Audio.join(pieces, pieces[0].rate_hz), ENGINE_RATE_HZ)
    segments, _ = whisper_library.transcribe(sound.samples, language="en", word_timestamps=True)
    heard = [word for segment in segments for word in segment.words]
    assert [word.word.strip().lower().strip(",.") for word in heard] == text.lower().replace(",", "").replace(
        ".", ""
    ).split()
    assert len(ends) == len(heard)
    assert max(abs(end_s - word.end) for end_s, word in zip(ends, heard, strict=True)) < 0.5
    assert np.median([abs(end_s - word.end) for end_s, word in zip(ends, heard, strict=True)]) < 0.15


def test_piper_in_pieces_sounds_as_if_made_at_once() -> None:
    voice = Voice(real_model(VOICE) / f"{VOICE}.onnx")
    [phonemes] = voice.sentences(
        "The old lighthouse at the end of the bay, which had been dark for years, was lit again."
    )
    ids = voice.piper.phonemes_to_ids(phonemes)
    *passed, _ = voice.piper.session.run(None, voice._inputs(ids, None, 1.0))
    frames = passed[0].shape[2]
    ends = [frames // 7, frames // 3, frames // 2, frames]
    pieces = [voice._sound(passed, begin, end) for begin, end in pairwise([0, *ends])]
    assert np.allclose(np.concatenate(pieces), voice._sound(passed, 0, frames), atol=1e-4)


async def test_piper_begins_before_the_sentence_is_made() -> None:
    engine = Piper(TextToSpeechConfig(voice=str(real_model(VOICE))))
    text = "The old lighthouse at the end of the bay, which had been dark for years, was lit again."
    pieces = [piece async for piece in engine.speak(text)]
    await engine.close()
    assert len(pieces) > 1
    assert pieces[0].duration_s < 1.2
    assert [piece.goes_on for piece in pieces] == [True] * (len(pieces) - 1) + [False]
    assert sum(len(piece.word_ends_s) for piece in pieces) == len(text.split())
    assert all(piece.word_ends_s for piece in pieces)


@pytest.fixture
def three_voices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Paths of voices that differ in name only."""
    voices = [tmp_path / f"voice{number}.onnx" for number in range(3)]
    for voice in voices:
        voice.symlink_to(real_model(VOICE) / f"{VOICE}.onnx")
        shutil.copy(real_model(VOICE) / f"{VOICE}.onnx.json", f"{voice}.json")
    return voices


async def test_few_voices_are_kept_in_memory(three_voices: list[Path]) -> None:
    engine = Piper(TextToSpeechConfig(voice=str(three_voices[0])))
    for voice in [*three_voices, three_voices[0]]:
        assert (await spoken(engine, "Yes.", voice=str(voice))).duration_s > 0.1
        assert len(await engine.voices_in_memory()) <= VOICES_IN_MEMORY
    assert await engine.voices_in_memory() == [str(three_voices[2]), str(three_voices[0])]
    await engine.close()


async def test_an_idle_voice_gives_its_memory_back_and_speaks_again() -> None:
    engine = Piper(TextToSpeechConfig(unload_after_s=0.2))
    await spoken(engine, "Hello.")
    await until(lambda: engine.pid is None, "the voice to be unloaded")
    assert (await spoken(engine, "Hello again.")).duration_s > 0.2
    await engine.close()


async def test_a_voice_that_crashes_is_told_and_speaks_again() -> None:
    engine = Piper(TextToSpeechConfig())
    await engine.start()
    assert engine.pid is not None
    reading = engine.speak("One sentence. " * 50)
    await anext(reading)
    os.kill(engine.pid, signal.SIGKILL)
    with pytest.raises(EngineError) as caught:
        async for _ in reading:
            pass
    assert caught.value.code is Code.CRASHED
    assert (await spoken(engine, "Hello again.")).duration_s > 0.2
    await engine.close()


async def test_an_unknown_voice_names_those_that_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MODELS_DIR.is_dir()
    use_real_models(monkeypatch, tmp_path)
    engine = Piper(TextToSpeechConfig())
    with pytest.raises(EngineError, match=rf"installed voices: .*{VOICE}") as caught:
        await spoken(engine, "Hello.", voice="en_US-jo-medium")
    assert caught.value.code is Code.NO_MODEL
    assert (await spoken(engine, "Hello.")).duration_s > 0.2  # the configured one still works
    await engine.close()


@pytest.mark.parametrize("missing", ["voice", "description"])
async def test_a_broken_voice(tmp_path: Path, missing: str) -> None:
    broken = tmp_path / "broken.onnx"
    if missing == "voice":
        broken.write_bytes(b"this is no network")
        shutil.copy(real_model(VOICE) / f"{VOICE}.onnx.json", f"{broken}.json")
    else:
        broken.symlink_to(real_model(VOICE) / f"{VOICE}.onnx")
    engine = Piper(TextToSpeechConfig(voice=str(broken)))
    with pytest.raises(EngineError, match="cannot be loaded") as caught:
        await spoken(engine, "Hello.")
    assert caught.value.code is Code.NO_MODEL
    await engine.close()
