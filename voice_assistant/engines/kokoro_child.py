"""The part of the Kokoro engine that runs in a child process: it holds the model."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..audio.types import Samples
from ..errors import Code, EngineError, Stage
from ..text.sentences import split_sentences
from . import weights

if TYPE_CHECKING:
    from kokoro_onnx import Kokoro

_PAUSES_S = {".": 0.35, "!": 0.35, "?": 0.35, "。": 0.35, ",": 0.12, ";": 0.2, ":": 0.2}
"""What the library trims away, by the mark at the end; between two pieces a pause is wanted."""
_STYLES = (510, 1, 256)  # a voice: one style for each length of text
_SLOWEST, _FASTEST = 0.5, 2.0

logging.getLogger("phonemizer").setLevel(logging.ERROR)  # at lower levels they log the text
logging.getLogger("kokoro_onnx").setLevel(logging.ERROR)

_models: dict[str, Kokoro] = {}


def load(path: str, threads: int = 0) -> None:
    """Have the model in `path` in memory. Raises `EngineError` NO_MODEL."""
    _model(path, threads)


def synthesize(
    path: str, voice: str, text: str, speed: float, language: str, threads: int = 0
) -> Iterator[tuple[Samples, int]]:
    """Samples and their rate in Hz, one sentence at a time. `voice` is the file of its styles, `language` as espeak-ng
    calls it, `threads` what the model is loaded with, 0 for one per core."""
    model = _model(path, threads)
    speed = min(_FASTEST, max(_SLOWEST, speed))
    for sentence in split_sentences(text):
        phonemes = model.tokenizer.phonemize(sentence, language)
        if any(character.isalpha() for character in phonemes):
            samples, rate_hz = model.create(phonemes, _styles(voice), speed, is_phonemes=True)
            pause = np.zeros(round(_pause_s(sentence) / speed * rate_hz), dtype=np.float32)
            yield np.concatenate([samples.astype(np.float32), pause]), rate_hz


def _pause_s(sentence: str) -> float:
    return _PAUSES_S.get(sentence.rstrip("\"'”’)")[-1:], 0.0)


def _model(path: str, threads: int) -> Kokoro:
    if path not in _models:
        try:
            _models[path] = _load(path, threads)
        except ImportError as error:
            line = "the engine kokoro needs the library kokoro-onnx: pip install 'voice-assistant[kokoro]'"
            raise EngineError(Stage.TEXT_TO_SPEECH, Code.NO_MODEL, line) from error
        except Exception as error:  # onnxruntime raises a class for every reason
            raise weights.broken(Stage.TEXT_TO_SPEECH, Path(path).name, error) from None
    return _models[path]


def _load(path: str, threads: int) -> Kokoro:
    import onnxruntime
    from kokoro_onnx import Kokoro

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others need the cores as well
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    with tempfile.TemporaryDirectory() as folder:
        none = Path(folder) / "none.npz"  # the library wants all voices in one file; each is given with its text
        np.savez(none)
        model: Kokoro = Kokoro.from_session(session, str(none))
    return model


@cache
def _styles(voice: str) -> Samples:
    styles: Samples = np.fromfile(voice, dtype="<f4")
    if styles.size != np.prod(_STYLES):
        raise weights.broken(Stage.TEXT_TO_SPEECH, Path(voice).name, ValueError("not a voice of Kokoro"))
    return styles.reshape(_STYLES)
