"""Speech-to-text with faster-whisper, in a child process: a crash of it is survived, closing it frees its memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from ..audio.resample import resample
from ..audio.types import ENGINE_RATE_HZ, Audio
from ..concurrency import ProcessWorker, WorkerCrashed, closing
from ..config.schema import SpeechToTextConfig
from ..errors import Code, EngineError, Stage
from . import faster_whisper_child as child
from . import faster_whisper_quick as quick_child
from . import weights
from .base import Segment, Transcript
from .idle import UnloadWhenIdle
from .silence import is_silent


class FasterWhisper:
    """Whisper models in CTranslate2's format, on this machine and without a network."""

    def __init__(self, config: SpeechToTextConfig) -> None:
        self._config = config
        self._worker = ProcessWorker("speech-to-text")
        self._idle = UnloadWhenIdle(config.unload_after_s, self._worker.close)

    @property
    def pid(self) -> int | None:
        """Process that holds the model, None when none runs."""
        return self._worker.pid

    async def start(self) -> None:
        try:
            with self._idle.use():
                await self._worker.call(child.load, self._settings())
        except WorkerCrashed as error:
            raise _crashed() from error

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
        """See `SpeechToText.transcribe`. Without `language`, the config's; "auto" detects it."""
        language = language or self._config.language
        fixed = None if language == "auto" else language
        if is_silent(audio):
            return Transcript("", fixed or "")
        settings = self._settings()
        samples = (await asyncio.to_thread(resample, audio, ENGINE_RATE_HZ)).samples
        try:
            with self._idle.use():
                if quick and not words:
                    return await self._worker.call(quick_child.transcribe, settings, samples, fixed, prompt, awaited)
                return await self._all(self._worker.iterate(child.transcribe, settings, samples, fixed, prompt, words))
        except WorkerCrashed as error:
            raise _crashed() from error

    async def _all(self, steps: AsyncIterator[str | Segment]) -> Transcript:
        detected, segments = "", []
        async with closing(steps):
            async for step in steps:
                if isinstance(step, Segment):
                    segments.append(step)
                else:
                    detected = step
        text = "".join(segment.text for segment in segments).strip()
        trimmed = (Segment(s.text.strip(), s.start_s, s.end_s, s.words) for s in segments)
        return Transcript(text, detected, tuple(trimmed))

    async def close(self) -> None:
        self._idle.stop()
        self._worker.close()

    def _settings(self) -> child.Settings:
        path = weights.find(Stage.SPEECH_TO_TEXT, self._config.model)
        c = self._config
        return child.Settings(str(path), c.model, c.device, c.compute_type, c.threads)


def _crashed() -> EngineError:
    line = "the speech-to-text process ended unexpectedly (out of memory?): try again, or choose a smaller model"
    return EngineError(Stage.SPEECH_TO_TEXT, Code.CRASHED, line)
