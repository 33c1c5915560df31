"""How loud we speak: one setting, shared by who changes it and the speaker that plays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .types import Samples

QUIETEST, LOUDEST = 0.05, 4.0
_KNEE = 0.7


@dataclass(slots=True)
class Volume:
    """1.0 is as loud as the voice was made; more is possible, with its peaks pressed together. Changes are heard at
    once."""

    level: float = 1.0

    def change(self, factor: float) -> None:
        self.set(self.level * factor)

    def set(self, level: float) -> None:
        self.level = min(LOUDEST, max(QUIETEST, level))

    def apply(self, samples: Samples, before: float | None = None) -> float:
        """Bring `samples` to this volume, in place; from `before`, if that was another, by a ramp. Returns it."""
        level = self.level
        if before is None or before == level:
            if level != 1.0:
                samples *= np.float32(level)
        else:
            samples *= np.linspace(before, level, len(samples), dtype=np.float32)
        if level > 1.0:
            _press(samples)
        return level


def _press(samples: Samples) -> None:
    """Peaks above the knee bend towards full scale: loud speech without the crackle of clipping."""
    over = np.abs(samples) > _KNEE
    room = np.float32(1.0 - _KNEE)
    excess = (np.abs(samples[over]) - np.float32(_KNEE)) / room
    samples[over] = np.sign(samples[over]) * (np.float32(_KNEE) + room * np.tanh(excess))
