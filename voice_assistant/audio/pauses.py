"""Where a synthetic voice takes a breath. Pure."""

from __future__ import annotations

import numpy as np

from .types import Audio

_FRAME_S = 0.01
_PAUSE_S = 0.08
"""Shorter gaps are the closure of a "t" or "k"."""
_QUIET = 0.02
"""Of the loudest frame: what a voice does between two words is far below."""


def after_last_pause(audio: Audio) -> float | None:
    """Seconds from the beginning of `audio` to where its voice sets in after the last pause; None without one."""
    size = round(_FRAME_S * audio.rate_hz)
    frames = audio.samples[: len(audio.samples) // size * size].reshape(-1, size)
    if not len(frames):
        return None
    loudness = np.sqrt(np.square(frames).mean(axis=1))
    voiced = np.flatnonzero(loudness > _QUIET * loudness.max())
    gaps = np.flatnonzero(np.diff(voiced) > round(_PAUSE_S / _FRAME_S))
    return float(voiced[gaps[-1] + 1] * _FRAME_S) if len(gaps) else None
