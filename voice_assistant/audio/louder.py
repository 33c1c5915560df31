"""Whether somebody is louder than our own echo can be, told by levels alone: it works before the room is learned.

The detector of D. L. Duttweiler (A twelve-channel digital echo canceler, IEEE Trans. Commun. 26, 1978; Geigel's
algorithm), with a threshold that is the loudest echo heard so far. It misses who is as soft as the echo.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from .types import Samples

_PAST = 8
"""Blocks of 32 ms in which what is heard now may have been played."""
_SMOOTH = 3
"""Blocks over which the microphone's level is taken."""
_FIRST = 10
"""Blocks of our speech from which the echo's loudness is told: who speaks meanwhile is not found."""
_MARGIN = 10**0.8
"""8 dB: an echo is louder in some sounds than in others."""
_RISE = 10**0.02
"""From block to block, the loudest echo becomes louder by 0.2 dB at most: the first sounds of a word are no echo."""
_HOLD = 8
"""Blocks for which it stays found: words have soft sounds."""
_AUDIBLE = 1e-5
"""Power of what makes an echo, and of who speaks: -50 dBFS. Softer is the noise of the room."""


class Louder:
    """`feed` it every block while the room is not known."""

    def __init__(self) -> None:
        self._far: deque[float] = deque(maxlen=_PAST)
        self._near: deque[float] = deque(maxlen=_SMOOTH)
        self._loudest = 0.0  # echo, as a share of what was played
        self._seen = self._held = 0

    def feed(self, near: Samples, far: Samples) -> bool:
        """Whether in `near`, from the microphone, there is more than the echo of `far`, which may be 0.2 s older."""
        self._near.append(float(np.mean(np.square(near))))
        self._far.append(float(np.mean(np.square(far))))
        played = max(self._far)
        self._held -= 1
        if played < _AUDIBLE:
            return self._held > 0
        share = sum(self._near) / len(self._near) / played
        if self._seen >= _FIRST and self._near[-1] > _AUDIBLE and share > _MARGIN * self._loudest:
            self._held = _HOLD
            return True
        if self._held <= 0:
            self._seen += 1
            most = self._loudest * _RISE if self._seen > _FIRST else share
            self._loudest = max(self._loudest, min(share, most))
        return self._held > 0
