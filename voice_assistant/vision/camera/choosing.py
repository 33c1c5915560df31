"""Which of the kept frames go with a question."""

from __future__ import annotations

from collections.abc import Sequence

from .measuring import change
from .reel import AFTER_S, OLDEST_S, Scene, Shot

_AS_SHARP = 0.95
"""Of the sharpest: less of a difference is noise, and the nearest frame is the better one."""
_WORTH_IT = 2.0
"""A change so large that another picture is sent; lips that move, or a light that blinks, are none."""


def choose(shots: Sequence[Shot], spoken_end_s: float | None, since_s: float | None, count: int) -> list[Shot]:
    """At most `count` of `shots`, oldest first; the last one is what was in view when the person had finished.

    Of that scene it is the sharpest around this moment. The others show what it looked like before, from `since_s` on:
    there are none when nothing changed. `spoken_end_s` None means now.
    """
    if not shots or count < 1:
        return []
    end_s = shots[-1].scene.until_s if spoken_end_s is None else spoken_end_s
    in_view = min((shot.scene for shot in reversed(shots)), key=lambda scene: _distance(scene, end_s))
    of_scene = [shot for shot in shots if shot.scene is in_view]
    around = [shot for shot in of_scene if end_s - OLDEST_S <= shot.at_s <= end_s + AFTER_S]
    around = around or [min(of_scene, key=lambda shot: abs(shot.at_s - end_s))]
    sharpest = max(shot.measured.sharpness for shot in around)
    sharp = [shot for shot in around if shot.measured.sharpness >= _AS_SHARP * sharpest]
    best = min(sharp, key=lambda shot: abs(shot.at_s - end_s))
    begin_s = end_s if since_s is None else since_s
    views: list[Shot] = []
    later = best
    for shot, following in zip(reversed(shots[:-1]), reversed(shots), strict=False):
        until_s = following.at_s if following.scene is shot.scene else shot.scene.until_s
        before = shot.at_s < best.at_s and until_s >= begin_s
        if before and change(shot.measured.small, later.measured.small) >= _WORTH_IT:
            views.insert(0, shot)
            later = shot
    return [*_spread(views, count - 1), best]


def _distance(scene: Scene, moment_s: float) -> float:
    return max(scene.began_s - moment_s, moment_s - scene.until_s, 0.0)


def _spread(shots: list[Shot], count: int) -> list[Shot]:
    """`count` of `shots`, evenly from the first to the last."""
    if len(shots) <= max(0, count):
        return shots
    if count <= 1:
        return shots[-1:] if count == 1 else []
    return [shots[round(place * (len(shots) - 1) / (count - 1))] for place in range(count)]
