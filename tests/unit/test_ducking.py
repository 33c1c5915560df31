from __future__ import annotations

import numpy as np
import pytest

from voice_assistant.audio.file_speaker import FileSpeaker
from voice_assistant.audio.playqueue import DUCK_S, PlayQueue
from voice_assistant.audio.tee_speaker import TeeSpeaker
from voice_assistant.audio.types import Audio, Samples

RATE_HZ = 48_000
RAMP = round(DUCK_S * RATE_HZ)


def take(queue: PlayQueue, count: int) -> Samples:
    out = np.full(count, 9.0, dtype=np.float32)
    queue.fill(out)
    return out


def ones(count: int) -> Samples:
    return np.ones(count, dtype=np.float32)


@pytest.mark.parametrize("block", (7, 480, 960, 5000))
def test_what_is_queued_is_ducked_with_a_ramp_and_comes_back_with_one(block: int) -> None:
    queue = PlayQueue(RATE_HZ)
    queue.put(ones(3 * RATE_HZ))
    assert take(queue, block).tolist() == [1.0] * block
    queue.duck(0.2)
    down = np.concatenate([take(queue, block) for _ in range(5000 // block + 1)])
    queue.duck(1.0)
    up = np.concatenate([take(queue, block) for _ in range(5000 // block + 1)])
    assert down[0] > 0.99
    np.testing.assert_allclose(down[RAMP:], 0.2, atol=1e-6)
    np.testing.assert_allclose(up[RAMP:], 1.0, atol=1e-6)
    steps = np.abs(np.diff(np.concatenate([down, up])))
    assert steps.max() <= 1.001 / RAMP  # no click


def test_a_duck_in_the_middle_of_a_ramp_turns_round_where_it_is() -> None:
    queue = PlayQueue(RATE_HZ)
    queue.put(ones(RATE_HZ))
    queue.duck(0.0)
    down = take(queue, RAMP // 2)
    queue.duck(1.0)
    up = take(queue, RAMP)
    assert abs(up[0] - down[-1]) <= 1.001 / RAMP
    assert up[-1] == pytest.approx(1.0)


def test_the_clock_of_what_was_heard_does_not_mind() -> None:
    queue = PlayQueue(RATE_HZ)
    queue.put(ones(RATE_HZ))
    queue.duck(0.0)
    take(queue, RATE_HZ)
    assert queue.played_s == pytest.approx(1.0)


def test_a_flush_while_ducked_is_silent_and_the_next_sound_is_ducked_too() -> None:
    queue = PlayQueue(RATE_HZ)
    queue.put(ones(RATE_HZ))
    queue.duck(0.1)
    take(queue, RATE_HZ // 2)
    queue.flush()
    assert take(queue, 4800).max() <= 0.1001
    queue.put(ones(100))
    np.testing.assert_allclose(take(queue, 100), 0.1, atol=1e-6)


async def test_a_file_holds_what_was_ducked_as_it_sounded() -> None:
    speaker = FileSpeaker(rate_hz=RATE_HZ)
    async with speaker.open():
        await speaker.play(Audio(ones(RATE_HZ), RATE_HZ))
        speaker.duck(0.25)
        await speaker.play(Audio(ones(RATE_HZ), RATE_HZ))
        speaker.duck(1.0)
        await speaker.play(Audio(ones(RATE_HZ), RATE_HZ))
        kept = speaker.collected.samples
    assert len(kept) == 3 * RATE_HZ
    assert kept[:RATE_HZ].min() == 1.0
    np.testing.assert_allclose(kept[RATE_HZ + RAMP : 2 * RATE_HZ], 0.25, atol=1e-6)
    np.testing.assert_allclose(kept[2 * RATE_HZ + RAMP :], 1.0, atol=1e-6)


async def test_two_speakers_duck_together() -> None:
    first, second = FileSpeaker(rate_hz=RATE_HZ), FileSpeaker(rate_hz=RATE_HZ)
    both = TeeSpeaker(first, second)
    async with both.open():
        both.duck(0.5)
        await both.play(Audio(ones(RATE_HZ), RATE_HZ))
        for speaker in (first, second):
            assert speaker.collected.samples[-1] == pytest.approx(0.5)
