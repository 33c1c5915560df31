"""Which of the kept frames go with a question."""

from __future__ import annotations

from collections.abc import Sequence

from .measuring import change
from .reel import Shot

OLDEST_S = 0.3
"""Before the end of speech: what is sent is never older."""
_AS_SHARP = 0.95
"""Of the sharpest: less of a difference is noise, and the nearest frame is the better one."""
_AFTER_S = 0.1
"""After it: what is in view now may be put down already."""


def choose(shots: Sequence[Shot], spoken_end_s: float | None, since_s: float | None, count: int) -> list[Shot]:
    """At most `count` of `shots`, oldest first; the last one is what was in view when the person had finished.

    Of that scene it is the sharpest around this moment. The others show what it looked like before, from `since_s` on:
    there are none when nothing changed. `spoken_end_s` None means now.
    """
    if not shots or count < 1:
        return []
    end_s = shots[-1].until_s if spoken_end_s is None else spoken_end_s
    in_view = min(reversed(shots), key=lambda shot: _distance(shot, end_s))
    around = [
        shot for shot in shots if shot.scene == in_view.scene and end_s - OLDEST_S <= shot.at_s <= end_s + _AFTER_S
    ]
    sharpest = max((shot.measured.sharpness for shot in around), default=0.0)
    sharp = [shot for shot in around if shot.measured.sharpness >= _AS_SHARP * sharpest]
    best = min(sharp or [in_view], key=lambda shot: abs(shot.at_s - end_s))
    views: list[Shot] = []
    later = best
    for shot in reversed(shots):
        before = shot.at_s < best.at_s and shot.until_s >= (end_s if since_s is None else since_s)
        if before and change(shot.measured.small, later.measured.small) >= 1:
            views.insert(0, shot)
            later = shot
    return [*_spread(views, count - 1), best]


def _distance(shot: Shot, moment_s: float) -> float:
    return max(shot.began_s - moment_s, moment_s - shot.until_s, 0.0)


def _spread(shots: list[Shot], count: int) -> list[Shot]:
    """`count` of `shots`, evenly from the first to the last."""
    if len(shots) <= max(0, count):
        return shots
    if count <= 1:
        return shots[-1:] if count == 1 else []
    return [shots[round(place * (len(shots) - 1) / (count - 1))] for place in range(count)]
