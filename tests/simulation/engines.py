"""Engines for the sample clock: scripted ones that declare how long they take, and real ones that are waited for.

The times declared are those of Whisper base, SmolLM2 and Piper on two idle cores.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Coroutine, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

import numpy as np

from voice_assistant import models
from voice_assistant.audio.resample import resample
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio, Samples
from voice_assistant.config.schema import Config
from voice_assistant.engines.base import EndOfTurn, Message, Sampling, SpeechToText, Transcript
from voice_assistant.errors import Code, EngineError, Stage

from .air import Air
from .room import VOICE_DB
from .sounds import Utterance, level, reading

T = TypeVar("T")

SECOND_PER_LETTER = 1 / 15
_SEARCH_S = 45.0
_ALIKE = 0.5
"""Correlation from which on two sounds are the same."""


@dataclass(slots=True)
class Reply:
    """What the model answers to a question that matches `asked` (a regular expression)."""

    text: str
    asked: str = ""
    stalls_after_words: int | None = None
    stall_s: float = 20.0
    error: bool = False  # in the end


@dataclass
class ScriptedModel:
    """Writes the first of `replies` that fits the question, word by word."""

    replies: Sequence[Reply]
    first_s: float = 0.06
    word_s: float = 0.025
    requests: list[list[Message]] = field(default_factory=list)

    async def start(self) -> None: ...

    async def prepare(self, messages: Sequence[Message], *, model: str | None = None) -> None: ...

    async def stream(
        self, messages: Sequence[Message], sampling: Sampling = Sampling(), *, model: str | None = None
    ) -> AsyncIterator[str]:
        self.requests.append(list(messages))
        asked = messages[-1].text
        reply = next(reply for reply in self.replies if re.search(reply.asked, asked, re.IGNORECASE))
        await asyncio.sleep(self.first_s)
        for number, word in enumerate(reply.text.split(" ")):
            if number == reply.stalls_after_words:
                await asyncio.sleep(reply.stall_s)
            await asyncio.sleep(self.word_s)
            yield word + " "
        if reply.error:
            raise EngineError(Stage.LANGUAGE_MODEL, Code.CRASHED, "scripted")

    async def close(self) -> None: ...


@dataclass
class ScriptedVoice:
    """Says every text with the sound of a human reading, as long as it would take; fails on texts with `fails_on`."""

    fails_on: str | None = None
    first_s: float = 0.04
    real_time: float = 0.05
    said: list[tuple[str, float]] = field(default_factory=list)  # and its duration in seconds
    _at: int = 0

    async def start(self) -> None: ...

    async def speak(self, text: str, *, voice: str | None = None, speed: float = 1.0) -> AsyncIterator[Audio]:
        duration_s = len(text) * SECOND_PER_LETTER / speed
        await asyncio.sleep(self.first_s + duration_s * self.real_time)
        if self.fails_on is not None and self.fails_on in text:
            raise EngineError(Stage.TEXT_TO_SPEECH, Code.CRASHED, "scripted")
        sound = level(reading(), VOICE_DB)
        count = round(duration_s * ENGINE_RATE_HZ)
        samples = np.take(sound, np.arange(self._at, self._at + count), mode="wrap")
        self._at = (self._at + count) % len(sound)
        self.said.append((text, duration_s))
        yield Audio(np.concatenate([samples, np.zeros(ENGINE_RATE_HZ // 10, dtype=np.float32)]), ENGINE_RATE_HZ)

    async def close(self) -> None: ...


@dataclass
class PiperVoice:
    """Piper's voice without the chance in it: a text always sounds the same. Works in this thread, no time passes."""

    name: str = field(default_factory=lambda: Config().text_to_speech.voice)
    first_s: float = 0.04
    real_time: float = 0.05
    _made: dict[tuple[str, float], list[Audio]] = field(default_factory=dict)

    async def start(self) -> None: ...

    async def speak(self, text: str, *, voice: str | None = None, speed: float = 1.0) -> AsyncIterator[Audio]:
        if (text, speed) not in self._made:
            self._made[text, speed] = self._synthesize(text, speed)
        await asyncio.sleep(self.first_s)
        for sound in self._made[text, speed]:
            await asyncio.sleep(sound.duration_s * self.real_time)
            yield sound

    async def close(self) -> None: ...

    def _synthesize(self, text: str, speed: float) -> list[Audio]:
        from piper import SynthesisConfig

        voice = _piper(self.name)
        still = SynthesisConfig(length_scale=voice.config.length_scale / speed, noise_scale=0.0, noise_w_scale=0.0)
        sounds = (Audio(chunk.audio_float_array, chunk.sample_rate) for chunk in voice.synthesize(text, still))
        return [Audio(level(resample(sound, ENGINE_RATE_HZ).samples, VOICE_DB), ENGINE_RATE_HZ) for sound in sounds]


@cache
def _piper(name: str) -> Any:
    import piper

    return piper.PiperVoice.load(models.locate_file(name, ".onnx"))


@dataclass
class PerfectHearing:
    """Understands every word of the person, and nothing else: it knows what is said, and finds where it listens."""

    air: Air
    said: list[tuple[int, Utterance]] = field(default_factory=list)
    first_s: float = 0.22
    real_time: float = 0.015

    async def start(self) -> None: ...

    async def transcribe(
        self,
        audio: Audio,
        *,
        language: str | None = None,
        prompt: str | None = None,
        words: bool = False,
        quick: bool = False,
        awaited: bool = False,
    ) -> Transcript:
        begin = self._place(audio)
        await asyncio.sleep(self.first_s + audio.duration_s * self.real_time)
        if begin is None:
            return Transcript("", "en")
        end = begin + len(audio.samples)
        heard = [
            word
            for at, utterance in self.said
            for spoken in utterance.spoken
            for middle, word in _words(at + spoken.start, at + spoken.end, spoken.text)
            if begin <= middle < end
        ]
        return Transcript(" ".join(heard), "en")

    async def close(self) -> None: ...

    def _place(self, audio: Audio) -> int | None:
        """Where on the time line of the air `audio` is, whatever an echo canceller has made of it; None: it is not."""
        end = self.air.alone.end
        past = self.air.alone.read(end - round(_SEARCH_S * ENGINE_RATE_HZ), end)
        size = 1 << (len(past) + len(audio.samples) - 1).bit_length()
        match = np.fft.irfft(np.fft.rfft(past, size) * np.conj(np.fft.rfft(audio.samples, size)), size)
        place = int(match[: len(past)].argmax())
        power = np.square(past[place : place + len(audio.samples)]).sum() * np.square(audio.samples).sum()
        if match[place] < _ALIKE * np.sqrt(power):
            return None
        return end - len(past) + place


def _words(start: int, end: int, text: str) -> list[tuple[int, str]]:
    """Each word with the position of its middle, the letters being spread evenly."""
    words, letters = [], 0
    for word in text.split():
        words.append((start + round((letters + len(word) / 2) / len(text) * (end - start)), word))
        letters += len(word) + 1
    return words


class RealEngines:
    """A thread with an event loop of its own, on which real engines run in real time.

    Whoever waits for them blocks the sample clock: then the time they may take is declared, not measured, so that
    a slow machine gives the same result.
    """

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="real engines", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@dataclass
class WaitedForHearing:
    """`engine`, which takes `first_s` and then `real_time` of the sound's length; one decode at a time."""

    real: RealEngines
    engine: SpeechToText
    first_s: float = 0.22
    real_time: float = 0.015
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def start(self) -> None:
        self.real.run(self.engine.start())

    async def transcribe(
        self,
        audio: Audio,
        *,
        language: str | None = None,
        prompt: str | None = None,
        words: bool = False,
        quick: bool = False,
        awaited: bool = False,
    ) -> Transcript:
        async with self._turn:
            transcript = self.real.run(
                self.engine.transcribe(
                    audio, language=language, prompt=prompt, words=words, quick=quick, awaited=awaited
                )
            )
            await asyncio.sleep(self.first_s + audio.duration_s * self.real_time)
        return transcript

    async def close(self) -> None: ...


@dataclass
class WaitedForJudge:
    """A real end-of-turn model that takes `takes_s`."""

    real: RealEngines
    engine: EndOfTurn
    takes_s: float = 0.06

    async def probability(self, samples: Samples) -> float:
        probability = self.real.run(self.engine.probability(samples))
        await asyncio.sleep(self.takes_s)
        return probability

    async def close(self) -> None: ...
