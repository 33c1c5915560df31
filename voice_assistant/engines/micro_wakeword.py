"""Wake words by microWakeWord: models of 60 kB that look at ten features a second's hundredth, on the event loop.

All words share the features. A model remembers about a second of what it heard, and that cannot be wiped: after a gap
in the stream it is first given sound that it may not answer to.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..audio.types import Samples
from ..errors import Code, EngineError, Stage

BUILT_IN = ("okay_nabu", "hey_jarvis", "hey_mycroft", "alexa")
_THRESHOLDS = {"hey_jarvis": 0.9}
"""Instead of a model's own: 0.97 misses low voices, and at 0.5 nothing in 48 minutes of sound was taken for it."""


class MicroWakeWords:
    """Listens for several words at once. Fits `WakeWords`.

    `words` are names of `BUILT_IN`, or .json files that describe a model of microWakeWord, the .tflite file beside.
    `threshold` replaces each model's own. Raises `EngineError` NO_MODEL.
    """

    def __init__(self, words: Sequence[str], threshold: float | None = None) -> None:
        self._threshold = threshold
        try:
            from pymicro_wakeword import MicroWakeWordFeatures

            self._models = {_name(word): _load(word) for word in words}
            self._features = MicroWakeWordFeatures()
        except EngineError:
            raise
        except Exception as error:  # a damaged model, or a platform without the library
            why = " ".join(str(error).split())[:200] or type(error).__name__
            message = f"the wake word cannot be listened for ({why}): check wake_word.words"
            raise EngineError(Stage.WAKE_WORD, Code.NO_MODEL, message) from None

    def feed(self, samples: Samples) -> str | None:
        """The word that has just been said at the end of `samples`, which follow those fed before."""
        heard = None
        pcm = (np.clip(samples, -1.0, 1.0) * 32767).astype(np.int16).tobytes()
        for features in self._features.process_streaming(pcm):
            for word, model in self._models.items():
                probability = model.process_streaming_prob(features) or 0.0
                if probability > (self._threshold or _THRESHOLDS.get(word, model.probability_cutoff)):
                    heard = word
        return heard


def _name(word: str) -> str:
    return Path(word).stem if word.endswith(".json") else word


def _load(word: str) -> Any:
    from pymicro_wakeword import MicroWakeWord, Model

    if word.endswith(".json"):
        path = Path(word).expanduser()
        if not path.is_file():
            raise EngineError(Stage.WAKE_WORD, Code.NO_MODEL, f"there is no wake word model {path}")
        return MicroWakeWord.from_config(path)
    return MicroWakeWord.from_builtin(Model(word))
