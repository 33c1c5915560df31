"""The part of the faster-whisper engine that runs in a child process: it holds the model."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..audio.types import Samples
from ..errors import Code, EngineError, Stage
from . import weights
from .base import Segment, Word
from .native_threads import cores


@dataclass(frozen=True, slots=True)
class Settings:
    """What makes a loaded model the one that is wanted."""

    path: str
    name: str  # what the person calls it
    device: str
    compute_type: str
    threads: int


_loaded: tuple[Settings, Any] | None = None


def load(settings: Settings) -> None:
    """Have the model in memory. Raises `EngineError` NO_MODEL."""
    loaded(settings)


def transcribe(
    settings: Settings, samples: Samples, language: str | None, prompt: str | None, words: bool
) -> Iterator[str | Segment]:
    """The language, then the segments, each with its text untrimmed.

    Decoding is left as faster-whisper does it (beam of 5, rising temperatures when a result looks bad, each
    window conditioned on the one before), so that results are the library's own. It decodes while the iterator
    is driven, one window of up to 30 s at a time.
    """
    model = loaded(settings)
    check_language(settings, model, language)
    segments, info = model.transcribe(samples, language=language, initial_prompt=prompt, word_timestamps=words)
    yield info.language
    for segment in segments:
        yield Segment(
            segment.text,
            float(segment.start),  # NumPy's own floats, at times
            float(segment.end),
            tuple(Word(word.word.strip(), float(word.start), float(word.end)) for word in segment.words or ()),
        )


def check_language(settings: Settings, model: Any, language: str | None) -> None:
    """Raises `EngineError` REJECTED for one that the model does not know."""
    if language is not None and language not in model.supported_languages:
        known = "only English" if not model.model.is_multilingual else "no such language"
        line = f'{settings.name} knows {known}, "{language}" was asked for: choose another language or model'
        raise EngineError(Stage.SPEECH_TO_TEXT, Code.REJECTED, line)


def loaded(settings: Settings) -> Any:
    """The model, loaded at need. Raises `EngineError` NO_MODEL."""
    global _loaded
    if _loaded is not None and _loaded[0] == settings:
        return _loaded[1]
    _loaded = None  # free the old one before loading the new
    os.environ["HF_HUB_OFFLINE"] = "1"  # a missing tokenizer is an error, not a download
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    import faster_whisper
    from tqdm import tqdm

    # Its own lock is a semaphore between processes, which would be reported as lost when this one is ended.
    tqdm.set_lock(threading.RLock())
    try:
        model = faster_whisper.WhisperModel(
            settings.path,
            device=settings.device,
            compute_type=settings.compute_type,
            cpu_threads=settings.threads or cores(),
            local_files_only=True,
        )
    except Exception as error:  # RuntimeError, ValueError, OSError, and what the tokenizer raises
        raise _not_loaded(settings, error) from None
    _loaded = (settings, model)
    return model


def _not_loaded(settings: Settings, error: Exception) -> EngineError:
    if "compute type" in str(error):
        return weights.broken(Stage.SPEECH_TO_TEXT, settings.name, error, advice='set compute_type = "int8"')
    if settings.device != "cpu":
        return weights.broken(Stage.SPEECH_TO_TEXT, settings.name, error, advice='set device = "cpu"')
    return weights.broken(Stage.SPEECH_TO_TEXT, settings.name, error)
