"""A stream's place in time, told by counting its samples: steadier by far than the times of its callbacks."""

from __future__ import annotations

from collections import deque
from statistics import median

from .types import ENGINE_RATE_HZ

GAP_S = 2.0
"""A piece that is so far from where it should be does not follow the one before: the stream was closed meanwhile."""
JUMP_S = 0.02
"""Three pieces that are so far off, and agree, tell that samples were lost or a gap was put in. One alone errs."""
AGREE_S = 0.01
OFF_S = 0.04
QUIET_OFF_S = 0.015
"""So far off over the last second, a stream is placed anew: it drifts. Less will do in silence, where nobody minds."""
_MEAN_S = 1.0


class SampleClock:
    """Follows one stream, piece by piece. `jump_s` and `off_s` are how far its times can be trusted."""

    def __init__(self, *, jump_s: float = JUMP_S, off_s: float = OFF_S) -> None:
        self._jump_s = jump_s
        self._limit_s = off_s
        self.start = 0
        """Position of the first sample since the stream was last placed anew, in samples at `ENGINE_RATE_HZ`."""
        self.placed_s = 0.0
        """Where the last piece begins."""
        self._next_s: float | None = None
        self._off_s = 0.0
        self._last: deque[float] = deque(maxlen=3)

    def place(self, at_s: float, duration_s: float, *, quiet: bool = False) -> bool:
        """The next piece, of `duration_s`, is said to begin at `at_s`. Whether that is a new beginning."""
        correction_s = self._correction_s(at_s, duration_s, quiet)
        if correction_s is not None:
            self._next_s = at_s if self._next_s is None else self._next_s + correction_s
            self.start = round(self._next_s * ENGINE_RATE_HZ)
            self._off_s = 0.0
            self._last.clear()
        assert self._next_s is not None
        self.placed_s = self._next_s
        self._next_s += duration_s
        return correction_s is not None

    def _correction_s(self, at_s: float, duration_s: float, quiet: bool) -> float | None:
        if self._next_s is None:
            return 0.0
        off_s = at_s - self._next_s
        self._last.append(off_s)
        self._off_s += (off_s - self._off_s) * min(1.0, duration_s / _MEAN_S)
        if abs(off_s) > (self._limit_s if quiet else GAP_S):
            return off_s
        least, most = min(self._last), max(self._last)
        if (
            len(self._last) == self._last.maxlen
            and most - least < AGREE_S
            and (least > self._jump_s or most < -self._jump_s)
        ):
            return median(self._last)
        return self._off_s if abs(self._off_s) > (QUIET_OFF_S if quiet else self._limit_s) else None
