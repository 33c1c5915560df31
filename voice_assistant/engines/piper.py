"""Text-to-speech with Piper, on a thread of its own, one sentence at a time."""

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING

from .. import paths
from ..audio.types import Audio
from ..concurrency import Worker
from ..config.schema import TextToSpeechConfig
from ..errors import Code, EngineError, Stage
from . import weights

if TYPE_CHECKING:
    from piper import PiperVoice

VOICES_IN_MEMORY = 2  # a persona's and the ordinary one; about 100 MB each

logging.getLogger("piper").setLevel(logging.ERROR)  # at lower levels it logs the text


class Piper:
    """Piper voices, by catalogue name or as an .onnx file with its .onnx.json beside it."""

    def __init__(self, config: TextToSpeechConfig) -> None:
        self._config = config
        self._worker: Worker | None = None
        self._voices: OrderedDict[str, PiperVoice] = OrderedDict()  # touched on the worker's thread only

    @property
    def voices_in_memory(self) -> list[str]:
        """The one used last at the end."""
        return list(self._voices)

    async def start(self) -> None:
        await self._thread().call(self._voice, self._config.voice)

    async def speak(self, text: str, *, voice: str | None = None, speed: float = 1.0) -> AsyncIterator[Audio]:
        pieces = self._thread().iterate(self._synthesize, text, voice or self._config.voice, speed)
        async with aclosing(pieces):  # type: ignore[type-var]
            async for piece in pieces:
                yield piece

    async def close(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()
        self._voices = OrderedDict()

    def _thread(self) -> Worker:
        if self._worker is None:
            self._worker = Worker("piper")
        return self._worker

    def _synthesize(self, text: str, name: str, speed: float) -> Iterator[Audio]:
        from piper import SynthesisConfig

        voice = self._voice(name)
        how = SynthesisConfig(length_scale=voice.config.length_scale / speed)
        # To Piper "[[" begins raw phonemes, to us it is text like any other.
        for chunk in voice.synthesize(text.replace("[[", "[ ["), how):
            yield Audio(chunk.audio_float_array, chunk.sample_rate)

    def _voice(self, name: str) -> PiperVoice:
        if name in self._voices:
            self._voices.move_to_end(name)
            return self._voices[name]
        path = _find(name)
        try:
            voice = _load(path)
        except Exception as error:  # onnxruntime raises a class for every reason, the config a KeyError
            raise weights.broken(Stage.TEXT_TO_SPEECH, name, error) from error
        self._voices[name] = voice
        while len(self._voices) > VOICES_IN_MEMORY:
            self._voices.popitem(last=False)
        return voice


def _load(path: Path) -> PiperVoice:
    """What `PiperVoice.load` does, with threads that sleep while they wait: others need the cores as well.

    Its arena keeps what the longest sentence needed (some 150 MB); without it, speaking takes twice as long.
    """
    import onnxruntime
    from piper import PiperConfig, PiperVoice

    onnxruntime.disable_telemetry_events()
    config = PiperConfig.from_dict(json.loads(Path(f"{path}.json").read_text(encoding="utf-8")))
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return PiperVoice(session=session, config=config)


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
