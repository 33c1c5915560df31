"""Bars of the camera: which frame goes with a question, what it costs to look at nothing, and that memory stays flat.

The film is drawn: another scene every now and then, a hand that shakes, and in each frame its number. So it is known
what was in view at any moment, and which frame was the sharpest.
"""

from __future__ import annotations

import asyncio
import os
import random
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

import cv2
import numpy as np
import psutil

from tests.rig.camera import number_in, numbered, phone
from voice_assistant.bus import Bus
from voice_assistant.config.schema import Config
from voice_assistant.events import State, StateChanged
from voice_assistant.vision.camera.camera import Camera, make_camera
from voice_assistant.vision.camera.measuring import measure
from voice_assistant.vision.camera.process import EyeProcess

from .report import Row, at_most, not_measured

FPS = 25.0
QUESTIONS = 100
OLDEST_MS = 300.0
NEIGHBOURS_S = 0.28
DELAY_MS = 100.0
WATCHED_S = 30.0
MEMORY_S = float(os.environ.get("VOICE_ASSISTANT_BENCH_CAMERA_S", "90"))
"""3600 for the whole hour."""


def vision_camera(folder: Path | None) -> list[Row]:
    with tempfile.TemporaryDirectory() as workspace:
        film = draw(Path(workspace) / "film.mp4", 210.0)
        rows = asyncio.run(_questions(film))
        rows += asyncio.run(_still(Path(workspace)))
        rows += asyncio.run(_memory(film))
    videos = sorted((folder / "video").glob("*.*")) if folder is not None else []
    rows += [asyncio.run(_real(video)) for video in videos]
    return rows if videos else [*rows, not_measured("real videos: oldest frame", "ms", OLDEST_MS, "no --samples")]


@dataclass(frozen=True, slots=True)
class Film:
    file: Path
    scenes: list[int]  # by frame
    sharpness: list[float]

    def frame_at(self, film_s: float) -> int:
        """A frame is in view until the next one is."""
        return min(len(self.scenes) - 1, int(film_s * FPS + 1e-6))


def draw(file: Path, seconds: float) -> Film:
    """A frame's number is in its stripes; a new scene comes every 0.4 to 3 seconds, also in the middle of a shake."""
    chance = random.Random(7)
    writer = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"mp4v"), FPS, (640, 360))
    scene, left, scenes = 0, 0, []
    for frame in range(round(seconds * FPS)):
        if left == 0:
            scene, left = scene + 1, chance.randrange(10, 75)
        left -= 1
        scenes.append(scene)
        blur = chance.choice((0.0, 0.8, 1.5, 2.5))
        writer.write(numbered(frame, scene=scene, blur=blur))
    writer.release()
    reader, sharpness = cv2.VideoCapture(str(file)), []
    while (read := reader.read())[0]:
        sharpness.append(measure(cv2, np.asarray(read[1], np.uint8)).sharpness)
    return Film(file, scenes, sharpness)


@asynccontextmanager
async def looking(where: str | Path, *, loop: bool = False) -> AsyncIterator[tuple[Camera, Bus]]:
    bus = Bus()
    vision = {"camera": str(where), "loop": loop, "off_after_s": 3600.0}
    camera = make_camera(Config.model_validate({"vision": vision}), bus)
    await camera.on()
    try:
        yield camera, bus
    finally:
        await camera.close()


@dataclass(frozen=True, slots=True)
class Asked:
    end_s: float
    taken_s: float
    number: int
    delay_s: float


async def ask(camera: Camera, bus: Bus, chance: random.Random) -> Asked:
    """Speak for a moment; the frame is wanted at once (a key went up), or after the patience with a pause."""
    now = asyncio.get_running_loop().time
    await asyncio.sleep(chance.uniform(0.1, 0.5))
    bus.publish(StateChanged(State.LISTENING, "ask"))
    await asyncio.sleep(chance.uniform(0.4, 0.9))
    end_s = now()
    await asyncio.sleep(chance.choice((0.0, 0.0, 0.55, 2.0)))
    bus.publish(StateChanged(State.THINKING, "ask"))
    began_s = now()
    *_, picture = await camera.frames(end_s, 1)
    delay_s = now() - began_s
    assert picture.taken_at_s is not None
    return Asked(end_s, picture.taken_at_s, number_in(picture.jpeg), delay_s)


async def _questions(film: Film) -> list[Row]:
    chance = random.Random(3)
    async with looking(film.file) as (camera, bus):
        asked = [await ask(camera, bus, chance) for _ in range(QUESTIONS)]
    began_s = median(one.taken_s - one.number / FPS for one in asked)
    in_view = sharpest = 0
    ages_s = []
    for one in asked:
        shown = film.frame_at(one.end_s - began_s)
        ages_s.append(one.end_s - (began_s + one.number / FPS))
        in_view += film.scenes[one.number] == film.scenes[shown]
        around = range(film.frame_at(one.end_s - NEIGHBOURS_S - began_s) + 1, shown + 1)
        best = max(film.sharpness[n] for n in around if film.scenes[n] == film.scenes[shown])
        sharpest += film.sharpness[one.number] >= 0.95 * best
    how = f"of {QUESTIONS} questions at any moment of a film with {film.scenes[-1]} scenes, 25 frames/s, as the camera"
    delays_ms = sorted(1000 * one.delay_s for one in asked)
    p95 = delays_ms[round(0.95 * (QUESTIONS - 1))]
    sizes = "the picture as JPEG, from when it is asked for"
    return [
        Row("camera: what was in view at the end of speech", in_view, "", QUESTIONS, in_view == QUESTIONS, how),
        at_most("camera: oldest frame", 1000 * max(ages_s), "ms", OLDEST_MS, f"median {1000 * median(ages_s):.0f} ms"),
        Row(
            "camera: the sharpest of its neighbours",
            sharpest,
            "",
            QUESTIONS,
            sharpest == QUESTIONS,
            f"in the {NEIGHBOURS_S:g} s before, to 5 %",
        ),
        at_most("camera: extra delay, p95", p95, "ms", DELAY_MS, f"{sizes}; median {median(delays_ms):.0f} ms"),
    ]


async def _still(workspace: Path) -> list[Row]:
    """On, nobody speaks, nothing moves: all processes."""
    rows = []
    still = numbered(713, width=1280, height=720)
    file = workspace / "still.mp4"
    writer = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"mp4v"), 30.0, (1280, 720))
    for _ in range(300):
        writer.write(still)
    writer.release()
    async with looking(file, loop=True) as (camera, _):
        rows.append(await _cost(camera, "a video, 720p, 30 frames/s"))
    with phone(lambda at_s: still, fps=30.0) as served:
        async with looking(f"{served.address}/video") as (camera, bus):
            rows.append(await _cost(camera, "a phone's MJPEG, 720p, 30 frames/s"))
            bus.publish(StateChanged(State.LISTENING, "ask"))
            rows.append(await _cost(camera, "the same", "camera on, while the person speaks", None))
    return rows


async def _cost(
    camera: Camera, what: str, name: str = "camera on, silence, still scene", bar: float | None = 5.0
) -> Row:
    """Of the camera's process; ours asks it once a second how it is doing."""
    process = _child(camera)
    await asyncio.sleep(5.0)
    before, began_s = process.cpu_times(), time.monotonic()
    await asyncio.sleep(WATCHED_S)
    after, took_s = process.cpu_times(), time.monotonic() - began_s
    percent = 100 * (after.user + after.system - before.user - before.system) / took_s
    how = f"{what}; {WATCHED_S:.0f} s, processor time of the camera's process"
    return at_most(name, percent, "% of a core", bar, how)


async def _memory(film: Film) -> list[Row]:
    """A question every few seconds, and silence between them."""
    chance = random.Random(5)
    sizes: list[float] = []
    async with looking(film.file, loop=True) as (camera, bus):
        process, began_s = _child(camera), time.monotonic()
        while (at_s := time.monotonic() - began_s) < MEMORY_S:
            await ask(camera, bus, chance)
            if at_s > 20.0:  # the ring is full
                sizes.append(process.memory_info().rss / 2**20)
    third = max(1, len(sizes) // 3)
    early, late = median(sizes[:third]), median(sizes[-third:])
    how = f"{early:.0f} MB, then {late:.0f} MB: the first and the last third of {MEMORY_S:.0f} s with questions"
    return [at_most("camera: growth of memory", 100 * (late / early - 1), "%", 5.0, how)]


async def _real(video: Path) -> Row:
    """How old the frame is, on the film's own clock."""
    reader, times = cv2.VideoCapture(str(video)), []
    while reader.grab():
        times.append(reader.get(cv2.CAP_PROP_POS_MSEC))
    slowest_ms = max(later - earlier for earlier, later in pairwise(times))
    chance = random.Random(1)
    async with looking(video, loop=True) as (camera, bus):
        asked = [await ask(camera, bus, chance) for _ in range(20)]
    oldest_ms = 1000 * max(one.end_s - one.taken_s for one in asked)
    how = f"{video.name}, 20 questions; its own frames are up to {slowest_ms:.0f} ms apart"
    return at_most("real videos: oldest frame", oldest_ms, "ms", OLDEST_MS if slowest_ms < 100 else None, how)


def _child(camera: Camera) -> psutil.Process:
    eye = camera._eye
    assert isinstance(eye, EyeProcess)
    return psutil.Process(eye.pid)


if __name__ == "__main__":
    from .report import table

    print(table(vision_camera(None)))
