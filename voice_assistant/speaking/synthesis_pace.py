"""How fast the voice is made, learned from what it has made: what decides how much text it can be given at once."""

from __future__ import annotations

from collections import deque
from itertools import combinations
from statistics import median

_REMEMBERED = 8
_FIRST_GUESS = ((1.0, 0.15), (4.0, 0.45))  # an ordinary computer
_REAL_TIME = 0.9
"""Who needs so much of a second for a second of speech cannot keep up: there is no use in small pieces."""


class SynthesisPace:
    """Of the last few pieces: the lead that each would have needed, so that the sound never breaks off once begun."""

    def __init__(self) -> None:
        self._pieces: deque[tuple[float, float]] = deque(_FIRST_GUESS, maxlen=_REMEMBERED)

    def learn(self, spoken_s: float, lead_s: float) -> None:
        """A piece of `spoken_s` (estimated) needed `lead_s`: see `Lead`."""
        if spoken_s > 0:
            self._pieces.append((spoken_s, lead_s))

    def lead_s(self, spoken_s: float) -> float:
        """How long before its first sound a piece of `spoken_s` must be begun."""
        return self._fixed_s + self._per_s * spoken_s

    @property
    def keeps_up(self) -> bool:
        return self._per_s < _REAL_TIME

    @property
    def overhead_s(self) -> float:
        """What every piece costs, however short."""
        return max(0.0, median(self._rests_s))

    # Medians and quartiles, not means: one piece that waited for a model to be loaded tells nothing about the next.

    @property
    def _per_s(self) -> float:
        slopes = [
            (lead_b - lead_a) / (b - a)
            for (a, lead_a), (b, lead_b) in combinations(self._pieces, 2)
            if abs(b - a) > 0.2
        ]
        return max(0.0, median(slopes)) if slopes else median(lead / spoken for spoken, lead in self._pieces)

    @property
    def _fixed_s(self) -> float:
        rests_s = self._rests_s
        return max(0.0, rests_s[3 * (len(rests_s) - 1) // 4])  # the slower ones: too late is worse than too short

    @property
    def _rests_s(self) -> list[float]:
        """What of each piece its length does not explain, in order."""
        slope = self._per_s
        return sorted(lead - slope * spoken for spoken, lead in self._pieces)


class Lead:
    """Follows the making of one piece, which may come in parts: what playing it at once would have needed."""

    def __init__(self) -> None:
        self.lead_s = 0.0
        self._waited_s = 0.0
        self._sound_s = 0.0

    def part(self, waited_s: float, duration_s: float) -> None:
        """After `waited_s` more (not counting the time in which nobody asked), `duration_s` of sound came."""
        self._waited_s += waited_s
        self.lead_s = max(self.lead_s, self._waited_s - self._sound_s)
        self._sound_s += duration_s
