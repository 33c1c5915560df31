"""Text-to-speech with Kokoro, in a child process: one model, 54 voices in eight languages. The extra `kokoro`.

Fine to listen to and, without a fast processor, slower than speech: for texts that are made into a file, or a strong
machine.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from .. import paths
from ..audio.types import Audio
from ..concurrency import ProcessWorker, WorkerCrashed, closing
from ..config.schema import TextToSpeechConfig
from ..errors import Code, EngineError, Stage
from ..spelling import did_you_mean
from ..text.voices import language_of_voice
from . import kokoro_child as child
from . import weights
from .idle import UnloadWhenIdle

MODEL, VOICES = "kokoro-82m", "kokoro-voices"
DEFAULT_VOICE = "af_heart"
_ESPEAK = {"en_US": "en-us", "en_GB": "en-gb", "fr": "fr-fr", "pt_BR": "pt-br", "zh": "cmn"}


class Kokoro:
    """Voices by name ("af_heart") or as a file; the model from the catalogue, or the one that `model` names."""

    def __init__(self, config: TextToSpeechConfig) -> None:
        self._model = config.model if "model" in config.model_fields_set else MODEL
        self._voice = config.voice if "voice" in config.model_fields_set else DEFAULT_VOICE
        self._threads = config.threads
        self._worker = ProcessWorker("text-to-speech")
        self._idle = UnloadWhenIdle(config.unload_after_s, self._worker.close)

    @property
    def pid(self) -> int | None:
        """Process that holds the model, None when none runs."""
        return self._worker.pid

    async def start(self) -> None:
        _find_voice(self._voice)
        model = self._find_model()
        try:
            with self._idle.use():
                await self._worker.call(child.load, model, self._threads)
        except WorkerCrashed as error:
            raise _crashed() from error

    async def speak(self, text: str, *, voice: str | None = None, speed: float = 1.0) -> AsyncIterator[Audio]:
        name = voice or self._voice
        language = language_of_voice(Path(name).stem) or "en_US"
        spoken = _ESPEAK.get(language, language)
        arguments = (self._find_model(), str(_find_voice(name)), text, speed, spoken, self._threads)
        pieces = self._worker.iterate(child.synthesize, *arguments)
        try:
            with self._idle.use():
                async with closing(pieces):
                    async for samples, rate_hz in pieces:
                        yield Audio(samples, rate_hz)
        except WorkerCrashed as error:
            raise _crashed() from error

    async def close(self) -> None:
        self._idle.stop()
        self._worker.close()

    def _find_model(self) -> str:
        return str(weights.find_file(Stage.TEXT_TO_SPEECH, self._model, ".onnx"))


def installed_voices() -> list[str]:
    """Names of the voices in the models folder."""
    return sorted(path.stem for path in (paths.models_dir() / VOICES).glob("*.bin"))


def _find_voice(name: str) -> Path:
    if "/" in name or "\\" in name:
        path = Path(name).expanduser().absolute()
    else:
        path = weights.find(Stage.TEXT_TO_SPEECH, VOICES) / f"{name}.bin"
    if not path.is_file():
        hint = did_you_mean(name, installed_voices()) or f" (there are: {', '.join(installed_voices())})"
        raise EngineError(Stage.TEXT_TO_SPEECH, Code.NO_MODEL, f'Kokoro has no voice "{name}"{hint}')
    return path


def _crashed() -> EngineError:
    line = "the text-to-speech process ended unexpectedly (out of memory?): try again"
    return EngineError(Stage.TEXT_TO_SPEECH, Code.CRASHED, line)
