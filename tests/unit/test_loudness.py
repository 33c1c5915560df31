"""Loudness by EBU R128, measured piece by piece, and a true peak that stays below its limit."""

from __future__ import annotations

import numpy as np
import pytest

from voice_assistant.audio.loudness import (
    PEAK_DBTP,
    TARGET_LUFS,
    Blocks,
    blocks_of,
    gain_db,
    integrated_lufs,
    limiter,
)
from voice_assistant.audio.types import Audio, Samples

RATE_HZ = 24_000


def tone(amplitude: float, seconds: float) -> Audio:
    """997 Hz, as the standard's own test signals."""
    at_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return Audio((amplitude * np.sin(2 * np.pi * 997 * at_s)).astype(np.float32), RATE_HZ)


def silence(seconds: float) -> Audio:
    return Audio.silence(seconds, RATE_HZ)


def test_a_tone_is_as_loud_as_the_standard_says() -> None:
    assert integrated_lufs(blocks_of(tone(0.1, 5))) == pytest.approx(-23.0, abs=0.1)


def test_pieces_add_up_and_pauses_do_not_count() -> None:
    whole = Audio.join([tone(0.1, 5), silence(5), tone(0.1, 5)], RATE_HZ)
    pieces = sum((blocks_of(piece) for piece in (tone(0.1, 5), silence(5), tone(0.1, 5))), Blocks())
    assert integrated_lufs(pieces) == pytest.approx(integrated_lufs(blocks_of(whole)) or 0.0, abs=0.2)


def test_nothing_to_hear_is_left_as_it_is() -> None:
    assert integrated_lufs(blocks_of(silence(3))) is None
    assert gain_db(blocks_of(silence(3))) == 0.0
    assert blocks_of(tone(0.1, 0.2)) == {}


def test_the_gain_brings_it_to_the_target() -> None:
    quiet = tone(0.05, 5)
    louder = Audio(quiet.samples * np.float32(10 ** (gain_db(blocks_of(quiet)) / 20)), RATE_HZ)
    assert integrated_lufs(blocks_of(louder)) == pytest.approx(TARGET_LUFS, abs=0.1)


def limited(samples: Samples) -> Samples:
    graph = limiter(RATE_HZ)
    frames = [*graph.push(samples), *graph.finish()]
    out: Samples = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    return out


def test_the_peak_between_the_samples_is_limited_and_nothing_is_moved() -> None:
    at = np.arange(RATE_HZ * 3)
    loud = np.sin(at * np.pi / 2 + np.pi / 4).astype(np.float32) * 1.3  # its samples are 3 dB below its peaks
    out = limited(loud)
    assert len(out) == len(loud)
    peaks = np.abs(np.fft.irfft(np.fft.rfft(out[RATE_HZ : 2 * RATE_HZ]), 4 * RATE_HZ) * 4)
    assert 20 * np.log10(peaks[1000:-1000].max()) <= PEAK_DBTP
    soft = tone(0.2, 2).samples
    assert np.allclose(limited(soft)[1000:-1000], soft[1000:-1000], atol=0.01)
