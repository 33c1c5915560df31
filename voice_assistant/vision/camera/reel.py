"""The few frames that are kept, in memory alone.

While somebody speaks, the sharpest of a few neighbours is kept, until it is known when they had finished. Otherwise one
frame of each view is: a still scene is one frame, always the newest.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from .measuring import Measured, Pixels, change

KEPT_S = 6.0
"""From the end of speech until somebody asks for the frame: patience with a pause, and the recogniser."""
NEIGHBOURS_S = 0.15
"""Of frames so close to each other the sharpest is kept."""
VIEWS_S = 30.0
MOST_BYTES = 96_000_000
_CUT = 3.0
"""A change so many times that of the frames before is a cut: another thing is in view. Less is motion."""


@dataclass(slots=True)
class Shot:
    """A frame, and how long what it shows was in view."""

    pixels: Pixels
    measured: Measured
    at_s: float  # when it was taken
    scene: int  # counts up, with each cut
    began_s: float  # in view from here ...
    until_s: float  # ... to here
    passing: bool  # taken while nobody spoke: the next one that shows the same takes its place


class Reel:
    """Takes frames in the order of their time."""

    def __init__(self) -> None:
        self.shots: list[Shot] = []
        self.scene = 0
        self.changes = 0
        self._before: Measured | None = None
        self._before_cut: Measured | None = None  # while the newest frame alone is another view
        self._motion: deque[float] = deque([0.0, 0.0], maxlen=2)

    def add(self, pixels: Pixels, measured: Measured, at_s: float, *, every: bool, seamless: bool) -> None:
        """Take a frame in.

        `every`: somebody speaks, so that all moments matter. `seamless`: no frame was left out before this one, so that
        what was in view stayed until now.
        """
        newest = self.shots[-1] if self.shots else None
        cut = self._cut(measured, seamless)
        moved = newest is None or cut or change(measured.small, newest.measured.small) >= 1
        if newest is not None and (seamless or not moved):
            newest.until_s = at_s
        self.scene += cut
        self.changes += moved
        if every:
            begins = cut or newest is None or newest.passing or at_s - newest.began_s >= NEIGHBOURS_S
        else:
            begins = moved or newest is None or not newest.passing
        if begins or newest is None:
            self.shots.append(Shot(pixels, measured, at_s, self.scene, at_s, at_s, not every))
        elif not every or measured.sharpness > newest.measured.sharpness:
            newest.pixels, newest.measured, newest.at_s = pixels, measured, at_s
        self._forget(at_s)

    def _cut(self, measured: Measured, seamless: bool) -> bool:
        before, self._before = self._before, measured
        if before is None:
            return True
        changed = change(measured.small, before.small)
        usual = min(self._motion) if seamless else 0.0
        self._motion.append(changed)
        was, self._before_cut = self._before_cut, None
        if was is not None and seamless and change(measured.small, was.small) < 1:
            self.scene -= 1  # it was a flash, or the one sharp frame of a shaking hand
            self.shots[-1].scene = self.scene
            return False
        if cut := changed >= max(1.0, _CUT * usual):
            self._before_cut = before
        return cut

    def _forget(self, now_s: float) -> None:
        """What is older than a question may need: all but the last shot of each scene, then these as well."""
        last_of = {shot.scene: shot for shot in self.shots}
        self.shots = [
            shot
            for shot in self.shots
            if now_s - shot.until_s < KEPT_S or (last_of[shot.scene] is shot and now_s - shot.until_s < VIEWS_S)
        ]
        size = sum(shot.pixels.nbytes for shot in self.shots)
        while len(self.shots) > 1 and size > MOST_BYTES:
            size -= self.shots.pop(0).pixels.nbytes
