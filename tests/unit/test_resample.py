from __future__ import annotations

import numpy as np
import pytest

from tests.rig.compare import find, noise
from voice_assistant.audio.resample import Blocks, StreamResampler, resample
from voice_assistant.audio.types import Audio

RATES = (8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000, 96_000)


@pytest.mark.parametrize("from_hz", RATES)
@pytest.mark.parametrize("to_hz", (16_000, 48_000))
def test_a_sound_is_the_same_at_another_rate(from_hz: int, to_hz: int) -> None:
    sound = noise(1.0, from_hz)
    other = resample(sound, to_hz)
    assert other.rate_hz == to_hz
    assert len(other.samples) == to_hz
    assert other.samples.dtype == np.float32
    assert find(sound, other).correlation > 0.99


def test_the_same_rate_is_the_same_object() -> None:
    sound = noise(0.1, 16_000)
    assert resample(sound, 16_000) is sound


def test_nothing_stays_nothing() -> None:
    assert len(resample(Audio.silence(0, 44_100), 16_000).samples) == 0


@pytest.mark.parametrize("from_hz", RATES)
@pytest.mark.parametrize("piece", (1, 160, 1536, 50_000))
def test_pieces_give_what_the_whole_gives(from_hz: int, piece: int) -> None:
    sound = noise(0.5 if piece > 1 else 0.05, from_hz)
    stream = StreamResampler(from_hz, 16_000)
    pieces = [stream.push(sound.samples[i : i + piece]) for i in range(0, len(sound.samples), piece)]
    streamed = np.concatenate([*pieces, stream.finish()])
    whole = resample(sound, 16_000).samples
    assert abs(len(streamed) - len(whole)) <= 1
    length = min(len(streamed), len(whole))
    np.testing.assert_allclose(streamed[:length], whole[:length], atol=1e-4)


def test_after_the_end_a_new_sound_begins() -> None:
    stream = StreamResampler(48_000, 16_000)
    sound = noise(0.2, 48_000).samples
    first = np.concatenate([stream.push(sound), stream.finish()])
    second = np.concatenate([stream.push(sound), stream.finish()])
    np.testing.assert_array_equal(first, second)


def test_blocks_lose_and_invent_nothing() -> None:
    random = np.random.default_rng(7)
    samples = np.arange(10_000, dtype=np.float32)
    blocks = Blocks(512)
    out = []
    start = 0
    while start < len(samples):
        step = int(random.integers(0, 1500))
        out += blocks.push(samples[start : start + step])
        start += step
    assert {len(block) for block in out} == {512}
    rest = blocks.finish()
    assert len(rest) == len(samples) % 512
    np.testing.assert_array_equal(np.concatenate([*out, rest]), samples)
    assert len(blocks.finish()) == 0
