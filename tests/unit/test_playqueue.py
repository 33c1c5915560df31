from __future__ import annotations

import threading

import numpy as np
import pytest

from tests.rig.compare import find, noise
from voice_assistant.audio.playqueue import FADE_S, PlayQueue
from voice_assistant.audio.types import Audio, Samples


def take(queue: PlayQueue, count: int) -> Samples:
    out = np.full(count, 9.0, dtype=np.float32)
    queue.fill(out)
    return out


def test_first_in_first_out_then_silence() -> None:
    queue = PlayQueue(1000)
    queue.put(np.array([1, 2, 3], dtype=np.float32))
    queue.put(np.array([], dtype=np.float32))
    queue.put(np.array([4], dtype=np.float32))
    assert queue.queued_s == 0.004
    assert take(queue, 2).tolist() == [1, 2]
    assert take(queue, 4).tolist() == [3, 4, 0, 0]
    assert take(queue, 2).tolist() == [0, 0]


def test_only_sound_counts_as_played() -> None:
    queue = PlayQueue(1000)
    take(queue, 500)
    queue.put(np.ones(100, dtype=np.float32))
    take(queue, 70)
    take(queue, 500)
    assert queue.played_s == pytest.approx(0.1)


def test_whatever_the_blocks_the_sound_is_whole() -> None:
    random = np.random.default_rng(3)
    queue = PlayQueue(48_000)
    sound = np.arange(1, 20_001, dtype=np.float32)
    for part in np.split(sound, sorted(random.integers(0, len(sound), 40))):
        queue.put(part)
    out: list[Samples] = []
    while queue.queued_s:
        out.append(take(queue, int(random.integers(1, 1500))))
    joined = np.concatenate(out)
    np.testing.assert_array_equal(joined[: len(sound)], sound)
    assert not joined[len(sound) :].any()
    assert queue.played_s == pytest.approx(20_000 / 48_000)


def test_a_flush_fades_out_and_the_rest_is_gone() -> None:
    queue = PlayQueue(48_000)
    queue.put(np.ones(100, dtype=np.float32))
    queue.put(np.ones(48_000, dtype=np.float32))
    queue.flush()
    out = take(queue, 4800)
    fade = round(FADE_S * 48_000)
    assert np.all(np.diff(out[:fade]) < 0)
    assert out[0] == 1.0
    assert not out[fade:].any()
    assert queue.played_s == pytest.approx(FADE_S)


@pytest.mark.parametrize("queued", (0, 1, 7))
def test_flushing_little_or_nothing(queued: int) -> None:
    queue = PlayQueue(48_000)
    queue.put(np.ones(queued, dtype=np.float32))
    queue.flush()
    queue.flush()
    assert np.count_nonzero(take(queue, 100)) <= queued
    assert queue.queued_s == 0


def test_another_card_plays_on_at_its_own_rate() -> None:
    queue = PlayQueue(48_000)
    sound = noise(1.0, 48_000)
    queue.put(sound.samples[:20_000])
    queue.put(sound.samples[20_000:])
    queue.change_rate(44_100)
    assert queue.queued_s == pytest.approx(1.0, abs=1e-3)
    assert find(sound, Audio(take(queue, 44_100), 44_100)).correlation > 0.99
    assert queue.played_s == pytest.approx(1.0, abs=1e-3)


def test_filled_and_emptied_by_two_threads_at_once() -> None:
    queue = PlayQueue(48_000)
    sound = np.arange(1, 200_001, dtype=np.float32)
    out: list[Samples] = []

    def play() -> None:
        taken = 0
        while taken < len(sound):
            block = np.empty(960, dtype=np.float32)
            count = queue.fill(block)
            out.append(block[:count])
            taken += count

    card = threading.Thread(target=play)
    card.start()
    for start in range(0, len(sound), 777):
        queue.put(sound[start : start + 777])
    card.join(30)
    np.testing.assert_array_equal(np.concatenate(out), sound)
