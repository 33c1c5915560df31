"""A stream's place in time, told by counting its samples: steadier by far than the times of its callbacks."""

from __future__ import annotations

from .types import ENGINE_RATE_HZ

GAP_S = 0.1
"""A piece that is so far from where it should be does not follow the one before."""
OFF_S = 0.04
QUIET_OFF_S = 0.015
"""So far off over the last second, a stream is placed anew: it drifts. Less will do in silence, where nobody minds."""
_MEAN_S = 1.0


class SampleClock:
    """Follows one stream, piece by piece."""

    def __init__(self) -> None:
        self.start = 0
        """Position of the first sample since the stream was last placed anew, in samples at `ENGINE_RATE_HZ`."""
        self._next_s: float | None = None
        self._off_s = 0.0

    def place(self, at_s: float, duration_s: float, *, quiet: bool = False) -> bool:
        """The next piece, of `duration_s`, is said to begin at `at_s`. Whether that is a new beginning."""
        off_s = 0.0 if self._next_s is None else at_s - self._next_s
        self._off_s += (off_s - self._off_s) * min(1.0, duration_s / _MEAN_S)
        limit_s = QUIET_OFF_S if quiet else OFF_S
        anew = self._next_s is None or abs(off_s) > GAP_S or abs(self._off_s) > limit_s
        if self._next_s is None or abs(off_s) > GAP_S:
            self._next_s = at_s
        elif anew:
            self._next_s += self._off_s
        if anew:
            self._off_s = 0.0
            self.start = round(self._next_s * ENGINE_RATE_HZ)
        self._next_s += duration_s
        return anew
