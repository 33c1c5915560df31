"""Whisper's log-mel spectrogram (Radford et al. 2022, section 2.2): 80 bands of 25 ms windows every 10 ms."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from .types import ENGINE_RATE_HZ, Samples

BANDS = 80
WINDOW = 400
HOP = 160
_FLOOR = 1e-10
_RANGE = 8.0
"""Decades under the loudest bin that are kept."""


def log_mel(samples: Samples) -> NDArray[np.float32]:
    """Shape (80, n // 160) for `samples` of shape (n,) at 16 kHz; values of about -1 ... 1."""
    padded = np.pad(samples.astype(np.float64), WINDOW // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][: len(samples) // HOP]
    hann = np.hanning(WINDOW + 1)[:-1]  # periodic
    power = np.abs(np.fft.rfft(frames * hann)) ** 2
    loudness = np.log10(np.maximum(power @ _mel_filters(), _FLOOR)).T
    scaled: NDArray[np.float32] = ((np.maximum(loudness, loudness.max() - _RANGE) + 4.0) / 4.0).astype(np.float32)
    return scaled


@cache
def _mel_filters() -> NDArray[np.float64]:
    """Triangles of equal area, evenly spaced on the Slaney mel scale from 0 to 8 kHz; shape (201, 80)."""
    edges_hz = _hz(np.linspace(0.0, _mel(ENGINE_RATE_HZ / 2), BANDS + 2))
    bins_hz = np.linspace(0.0, ENGINE_RATE_HZ / 2, WINDOW // 2 + 1)[:, None]
    low, middle, high = edges_hz[:-2], edges_hz[1:-1], edges_hz[2:]
    rising = (bins_hz - low) / (middle - low)
    falling = (high - bins_hz) / (high - middle)
    triangles: NDArray[np.float64] = np.maximum(0.0, np.minimum(rising, falling)) * (2.0 / (high - low))
    return triangles


_LINEAR_HZ_PER_MEL = 200.0 / 3.0
_BREAK_HZ = 1000.0
_BREAK_MEL = _BREAK_HZ / _LINEAR_HZ_PER_MEL
_LOG_STEP = np.log(6.4) / 27.0
"""The Slaney scale: linear up to 1 kHz, then 27 mels for a factor of 6.4."""


def _mel(hz: float) -> float:
    return hz / _LINEAR_HZ_PER_MEL if hz < _BREAK_HZ else _BREAK_MEL + float(np.log(hz / _BREAK_HZ)) / _LOG_STEP


def _hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(mel < _BREAK_MEL, mel * _LINEAR_HZ_PER_MEL, _BREAK_HZ * np.exp((mel - _BREAK_MEL) * _LOG_STEP))
