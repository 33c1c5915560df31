"""Telling that nothing was recorded without asking a model, which would try for seconds and then guess."""

from __future__ import annotations

import numpy as np

from ..audio.types import Audio

FLOOR = 1e-4
"""-80 dBFS: a muted microphone stays below it, a quiet room does not."""


def is_silent(audio: Audio) -> bool:
    return len(audio.samples) == 0 or float(np.abs(audio.samples).max()) < FLOOR
