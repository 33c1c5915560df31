"""A plain note."""

from __future__ import annotations

import numpy as np

from .types import Audio

_FADE_S = 0.02


def tone(pitch_hz: float, duration_s: float, *, rate_hz: int = 48_000, amplitude: float = 0.3) -> Audio:
    """A sine that fades in and out."""
    at_s = np.arange(round(duration_s * rate_hz)) / rate_hz
    envelope = np.minimum(1, np.minimum(at_s, duration_s - at_s) / _FADE_S)
    return Audio((amplitude * envelope * np.sin(2 * np.pi * pitch_hz * at_s)).astype(np.float32), rate_hz)
