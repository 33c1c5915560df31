"""Smart Turn: has the person finished, or only paused? A small model that listens to the melody, not the words."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..audio.log_mel import HOP, log_mel
from ..audio.types import ENGINE_RATE_HZ, Samples
from ..concurrency import Worker
from ..errors import Stage
from . import weights

HEARS_S = 8.0
"""How much of the past it listens to."""
_EPSILON = 1e-7


class SmartTurn:
    """Smart Turn v3 on a thread of its own; loaded on first use. `model` is a catalogue name or an .onnx file."""

    def __init__(self, model: str = "smart-turn-v3.2") -> None:
        self._model = model
        self._session: Any = None
        self._worker = Worker("end-of-turn")

    async def start(self) -> None:
        """Raises `EngineError` NO_MODEL."""
        await self._worker.call(self._load)

    async def probability(self, samples: Samples) -> float:
        """How likely the turn that ends with `samples` (at 16 kHz, speech and the pause after it) is over: 0 ... 1."""
        return await self._worker.call(self._judge, samples)

    async def close(self) -> None:
        self._worker.close()

    def _load(self) -> None:
        if self._session is not None:
            return
        path = weights.find_file(Stage.VOICE_ACTIVITY, self._model, ".onnx")
        import onnxruntime

        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # 9 MB: a second thread would cost the recogniser more than it gains here
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the library has a class of its own for each kind of damage
            raise weights.broken(Stage.VOICE_ACTIVITY, self._model, error) from None

    def _judge(self, samples: Samples) -> float:
        self._load()
        features = log_mel(_last_seconds(samples))
        [[[probability]]] = [self._session.run(None, {"input_features": features[None]})[0]]
        return float(probability)


def _last_seconds(samples: Samples) -> Samples:
    """The last 8 s, with silence before where there is less; zero mean, unit variance, as the model was trained."""
    length = round(HEARS_S * ENGINE_RATE_HZ)
    heard = samples[-length:]
    heard = np.pad(heard, (length - len(heard), 0))
    assert len(heard) % HOP == 0
    level: Samples = ((heard - heard.mean()) / np.sqrt(heard.var() + _EPSILON)).astype(np.float32)
    return level
