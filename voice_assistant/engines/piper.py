"""Text-to-speech with Piper, a few words at a time, in a child process: idle, it gives 150 MB back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from .. import paths
from ..audio.types import Audio
from ..concurrency import ProcessWorker, WorkerCrashed, closing
from ..config.schema import TextToSpeechConfig
from ..errors import Code, EngineError, Stage
from . import piper_child as child
from . import weights
from .idle import UnloadWhenIdle


class Piper:
    """Piper voices, by catalogue name or as an .onnx file with its .onnx.json beside it.

    A voice of many speakers takes one behind "#", by name or number: "en_US-libritts-high#12".
    """

    def __init__(self, config: TextToSpeechConfig) -> None:
        self._config = config
        self._worker = ProcessWorker("text-to-speech")
        self._idle = UnloadWhenIdle(config.unload_after_s, self._worker.close)

    @property
    def pid(self) -> int | None:
        """Process that holds the voices, None when none runs."""
        return self._worker.pid

    async def start(self) -> None:
        name, _, _ = self._config.voice.partition("#")
        path = str(_find(name))
        try:
            with self._idle.use():
                await self._worker.call(child.load, path, name, self._config.threads)
        except WorkerCrashed as error:
            raise _crashed() from error

    async def voices_in_memory(self) -> list[str]:
        """Paths; the one used last at the end."""
        return await self._worker.call(child.voices_in_memory)

    async def speak(self, text: str, *, voice: str | None = None, speed: float = 1.0) -> AsyncIterator[Audio]:
        name, _, speaker = (voice or self._config.voice).partition("#")
        how = child.How(speed, speaker, self._config.threads)
        pieces = self._worker.iterate(child.synthesize, str(_find(name)), name, text, how)
        try:
            with self._idle.use():
                async with closing(pieces):
                    async for piece, rate_hz in pieces:
                        yield Audio(
                            piece.samples,
                            rate_hz,
                            word_ends_s=tuple(end_s for _, end_s in piece.words),
                            word_starts_s=tuple(start_s for start_s, _ in piece.words),
                            goes_on=piece.goes_on,
                        )
        except WorkerCrashed as error:
            raise _crashed() from error

    async def close(self) -> None:
        self._idle.stop()
        self._worker.close()


def installed_voices() -> list[str]:
    """Names of the voices in the models folder."""
    return sorted({path.parent.name for path in paths.models_dir().glob("*/*.onnx.json")})


def _find(name: str) -> Path:
    try:
        return weights.find_file(Stage.TEXT_TO_SPEECH, name, ".onnx")
    except EngineError as error:
        voices = ", ".join(installed_voices()) or "none"
        line = f"{error} (installed voices: {voices})"
        raise EngineError(Stage.TEXT_TO_SPEECH, Code.NO_MODEL, line) from error


def _crashed() -> EngineError:
    line = "the text-to-speech process ended unexpectedly (out of memory?): try again"
    return EngineError(Stage.TEXT_TO_SPEECH, Code.CRASHED, line)
