"""The few frames that are kept, in memory alone.

While somebody speaks, each frame is kept that may turn out to be the sharpest around the end of speech, until it is
known when that was. Otherwise one frame of each view is: a still scene is one frame, always the newest.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from .measuring import Measured, Pixels, change

OLDEST_S = 0.29
"""Before the end of speech: what is sent is never older than 0.3 s, whichever clock one looks at."""
AFTER_S = 0.1
"""After it, at most: what is in view then may be put down already."""
KEPT_S = 6.0
"""From the end of speech until somebody asks for the frame: patience with a pause, and the recogniser."""
VIEWS_S = 30.0
MOST_BYTES = 64_000_000
_CUT = 3.0
"""A change so many times that of the frames before is a cut: another thing is in view. Less is motion."""


@dataclass(slots=True, eq=False)
class Scene:
    """What was in view between two cuts."""

    began_s: float
    until_s: float


@dataclass(slots=True, eq=False)
class Shot:
    """A frame."""

    pixels: Pixels
    measured: Measured
    at_s: float
    scene: Scene
    passing: bool  # taken while nobody spoke: the next one that shows the same takes its place


class Reel:
    """Takes frames in the order of their time."""

    def __init__(self) -> None:
        self.shots: list[Shot] = []
        self.changes = 0
        self._before: Measured | None = None
        self._before_cut: tuple[Measured, Scene] | None = None  # while the newest frame alone is another scene
        self._motion: deque[float] = deque([0.0, 0.0], maxlen=2)

    def add(self, pixels: Pixels, measured: Measured, at_s: float, *, every: bool, seamless: bool) -> None:
        """Take a frame in.

        `every`: somebody speaks, so that all moments matter. `seamless`: no frame was left out before this one, so that
        what was in view stayed until now.
        """
        newest = self.shots[-1] if self.shots else None
        scene = self._scene(measured, at_s, seamless)
        moved = newest is None or newest.scene is not scene or change(measured.small, newest.measured.small) >= 1
        self.changes += moved
        if newest is not None and not every and newest.passing and not moved:
            newest.pixels, newest.measured, newest.at_s = pixels, measured, at_s
        else:
            self.shots.append(Shot(pixels, measured, at_s, scene, not every))
        if every:
            self._drop_outdone()
        self._forget(at_s)

    def _scene(self, measured: Measured, at_s: float, seamless: bool) -> Scene:
        """That of the newest frame, or a new one if there was a cut."""
        before, self._before = self._before, measured
        if before is None:
            return Scene(at_s, at_s)
        scene = self.shots[-1].scene
        changed = change(measured.small, before.small)
        cut = changed >= max(1.0, _CUT * min(self._motion) if seamless else 0.0)
        self._motion.append(changed)
        was, self._before_cut = self._before_cut, None
        if seamless and was is not None and change(measured.small, was[0].small) < 1:
            self.shots[-1].scene = scene = was[1]  # it was a flash, or the one sharp frame of a shaking hand
            cut = False
        if seamless or not cut:
            scene.until_s = at_s
        if not cut:
            return scene
        self._before_cut = before, scene
        return Scene(at_s, at_s)

    def _drop_outdone(self) -> None:
        """A frame between two sharper ones that are close enough is the sharpest for no end of speech at all."""
        newest = self.shots[-1]
        sharpest, kept = 0.0, []
        for shot in self.shots:
            sharpness = shot.measured.sharpness
            near = shot.scene is newest.scene and newest.at_s - shot.at_s <= OLDEST_S + AFTER_S
            if near and shot is not newest and sharpness <= min(sharpest, newest.measured.sharpness):
                continue
            kept.append(shot)
            if near:
                sharpest = max(sharpest, sharpness)
        self.shots = kept

    def _forget(self, now_s: float) -> None:
        """What is older than a question may need, but for the last shot of each scene; then the densest."""
        last_of = {id(shot.scene): shot for shot in self.shots}
        self.shots = [
            shot
            for shot in self.shots
            if now_s - shot.at_s < (VIEWS_S if last_of[id(shot.scene)] is shot else KEPT_S) or shot is self.shots[-1]
        ]
        size = sum(shot.pixels.nbytes for shot in self.shots)
        while len(self.shots) > 2 and size > MOST_BYTES:
            gaps = [after.at_s - before.at_s for before, after in zip(self.shots, self.shots[2:], strict=False)]
            size -= self.shots.pop(1 + gaps.index(min(gaps))).pixels.nbytes
