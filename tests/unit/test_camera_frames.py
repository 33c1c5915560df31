"""Which frames are kept, and which of them go with a question."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import pytest

from voice_assistant.vision.camera.choosing import choose
from voice_assistant.vision.camera.measuring import Pixels, change, measure
from voice_assistant.vision.camera.reel import AFTER_S, MOST_BYTES, OLDEST_S, Reel, Scene

FPS = 30.0
rng = np.random.default_rng(7)
GRAIN = rng.normal(0.0, 1.0, (240, 320, 3)).astype(np.float32)


def scene(number: int, *, blur: float = 0.0, shift: int = 0, light: int = 0, noise: float = 2.0) -> Pixels:
    """A picture of a room; each number is another one."""
    picture = np.roll(room(number), shift, axis=1)
    if blur:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), blur), np.uint8)
    grain = np.roll(GRAIN, int(rng.integers(GRAIN.size)))
    return np.clip(np.float32(light) + picture + noise * grain, 0, 255).astype(np.uint8)


@cache
def room(number: int) -> Pixels:
    tiles = np.random.default_rng(number).integers(30, 200, (12, 16, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(tiles, (320, 240), interpolation=cv2.INTER_NEAREST), np.uint8)


def filmed(view: Callable[[float], Pixels], seconds: float, *, reel: Reel | None = None, begin_s: float = 0.0) -> Reel:
    """What is kept of `view` while somebody speaks."""
    reel = reel or Reel()
    for frame in range(round(seconds * FPS)):
        at_s = begin_s + frame / FPS
        pixels = view(at_s)
        reel.add(pixels, measure(cv2, pixels), at_s, every=True, seamless=frame > 0)
    return reel


def sharpness(pixels: Pixels) -> float:
    return measure(cv2, pixels).sharpness


def test_noise_and_exposure_are_no_change_and_a_display_that_counts_is_one() -> None:
    small = measure(cv2, scene(1)).small
    assert change(small, measure(cv2, scene(1, noise=6)).small) < 1
    assert change(small, measure(cv2, scene(1, light=20)).small) < 1
    assert change(small, measure(cv2, scene(2)).small) > 1
    assert change(small, measure(cv2, scene(1, light=-100)).small) > 1
    display = scene(1)
    cv2.putText(display, "713", (200, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (255, 255, 255), 5)
    other = scene(1)
    cv2.putText(other, "846", (200, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (255, 255, 255), 5)
    assert change(measure(cv2, display).small, measure(cv2, other).small) > 1


def test_blur_is_less_sharp_and_a_covered_lens_is_black() -> None:
    assert sharpness(scene(1)) > 2 * sharpness(scene(1, blur=2)) > 4 * sharpness(scene(1, blur=6, noise=0))
    dark = np.clip(rng.normal(2, 2, (240, 320, 3)), 0, 255).astype(np.uint8)
    assert measure(cv2, dark).black and not measure(cv2, scene(1)).black
    candle = dark.copy()
    candle[100:120, 100:120] = 60
    assert not measure(cv2, candle).black


def test_the_sharpest_of_the_neighbours_is_sent_and_none_is_too_old() -> None:
    blurs = {round(1.8 * FPS): 0.0}  # one frame of a shaking hand is sharp
    reel = filmed(lambda at_s: scene(1, blur=blurs.get(round(at_s * FPS), 3.0)), 3.0)
    [best] = choose(reel.shots, 2.0, None, 1)
    assert best.at_s == pytest.approx(1.8, abs=0.01)
    for end_s in np.linspace(0.5, 2.9, 30):
        [shot] = choose(reel.shots, end_s, None, 1)
        assert -0.11 <= end_s - shot.at_s <= OLDEST_S


def test_what_was_in_view_at_the_end_is_sent_however_short_before_the_view_changed() -> None:
    reel = filmed(lambda at_s: scene(int(at_s / 0.7)), 6.5)
    for end_s in np.linspace(0.55, 5.9, 200):
        [shot] = choose(reel.shots, end_s, None, 1)
        shown_s = np.floor(end_s * FPS + 1e-6) / FPS  # a frame is in view until the next one is
        assert change(shot.measured.small, measure(cv2, scene(int(shown_s / 0.7))).small) < 1


def test_a_later_look_does_not_take_the_place_of_what_was_seen_in_speech() -> None:
    reel = filmed(lambda at_s: scene(1), 2.0)
    for second in range(1, 4):  # silence: the person puts it down
        pixels = scene(1 if second == 1 else 9)
        reel.add(pixels, measure(cv2, pixels), 2.0 + second, every=False, seamless=False)
    [shot] = choose(reel.shots, 1.9, None, 1)
    assert 1.6 <= shot.at_s <= 2.0


def test_earlier_views_go_along_when_something_changed_and_only_then() -> None:
    still = filmed(lambda at_s: scene(1), 3.0)
    assert len(choose(still.shots, 2.9, 0.0, 4)) == 1
    books = filmed(lambda at_s: scene(int(at_s)), 5.0)
    chosen = choose(books.shots, 4.5, 1.2, 4)
    assert [int(shot.at_s) for shot in chosen] == [1, 2, 3, 4]
    assert [int(shot.at_s) for shot in choose(books.shots, 4.5, None, 4)] == [4]
    assert [int(shot.at_s) for shot in choose(books.shots, 4.5, 0.0, 3)] == [0, 3, 4]
    assert [int(shot.at_s) for shot in choose(books.shots, 4.5, 0.0, 2)] == [3, 4]
    assert choose(books.shots, 4.5, 0.0, 0) == [] == choose([], 4.5, 0.0, 2)


def test_motion_is_not_taken_for_another_scene_in_every_frame() -> None:
    panned = filmed(lambda at_s: scene(1, shift=int(200 * at_s), blur=0.0 if int(at_s * FPS) % 4 == 0 else 2.0), 3.0)
    scenes: list[Scene] = []
    for shot in panned.shots:
        scenes += [] if shot.scene in scenes else [shot.scene]
    assert len(scenes) <= 4
    [best] = choose(panned.shots, 2.5, None, 1)
    assert best.measured.sharpness > 0.8 * sharpness(scene(1)), "a sharp one was near"


def test_a_still_scene_in_silence_is_one_frame_always_the_newest() -> None:
    reel = Reel()
    for second in range(600):
        pixels = scene(1)
        reel.add(pixels, measure(cv2, pixels), float(second), every=False, seamless=False)
    [shot] = reel.shots
    assert (shot.scene.began_s, shot.scene.until_s, shot.at_s, reel.changes) == (0.0, 599.0, 599.0, 1)


def test_memory_is_bounded_whatever_is_filmed() -> None:
    reel = Reel()
    large = np.zeros((900, 1600, 3), np.uint8)
    views = [measure(cv2, scene(number)) for number in range(50)]
    for frame in range(3000):
        reel.add(large, views[frame % 50], frame / FPS, every=True, seamless=True)
        assert sum(shot.pixels.nbytes for shot in reel.shots) <= MOST_BYTES
    assert reel.shots[0].at_s > reel.shots[-1].at_s - 35


def test_the_last_seconds_of_speech_are_all_there_in_constant_motion() -> None:
    reel = filmed(lambda at_s: scene(int(at_s * FPS)), 10.0)
    times = [shot.at_s for shot in reel.shots if shot.at_s > 5.0]
    assert max(np.diff(times)) <= OLDEST_S + AFTER_S + 0.01


@pytest.mark.parametrize("seed", range(5))
def test_no_frame_that_would_have_been_the_sharpest_was_thrown_away(seed: int) -> None:
    shake = np.random.default_rng(seed)
    blurs = [float(blur) for blur in shake.choice([0.0, 0.6, 1.0, 1.5], 150)]
    views = [scene(frame // 40, blur=blur) for frame, blur in enumerate(blurs)]
    reel = filmed(lambda at_s: views[round(at_s * FPS)], 5.0)
    sharp = [sharpness(view) for view in views]
    for end_s in shake.uniform(0.5, 4.8, 50):
        [shot] = choose(reel.shots, end_s, None, 1)
        last = int(end_s * FPS + 1e-6)
        around = [n for n in range(last + 1) if n / FPS >= end_s - OLDEST_S and n // 40 == last // 40]
        assert shot.measured.sharpness >= 0.95 * max(sharp[n] for n in around)
    assert len(reel.shots) < 60, "and most of the others were"
