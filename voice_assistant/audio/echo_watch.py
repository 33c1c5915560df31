"""How well the echo is cancelled, measured while we speak. Pure, counted in blocks."""

from __future__ import annotations

from collections import deque
from statistics import median, quantiles

from .echo_canceller import Cancelled
from .level import measure_level
from .types import Samples

_MEMORY = 310
"""Blocks of 32 ms that count: ten seconds of our own speech. Who interrupts speaks for a small part of them."""
_ENOUGH = 90
_EVERY = 30
_ROOM_EVERY = 4
"""Silence is most of the day: not each block of it is measured."""
_SPEAKING_DB = -50.0
"""Softer is no speech of ours."""
_AUDIBLE_DB = 6.0
"""Above the noise of the room; less than this of an echo is no voice to any detector."""
_GOOD_DB = 12.0
_ROOM_DB = -70.0
"""Noise of a room that has not been heard yet."""


class EchoWatch:
    """`feed` it every block."""

    def __init__(self) -> None:
        self._heard: deque[float] = deque(maxlen=_MEMORY)  # levels in dB: what the microphone hears while we speak
        self._left: deque[float] = deque(maxlen=_MEMORY)  # and what is left of it
        self._room: deque[float] = deque(maxlen=_MEMORY)  # while we do not
        self._new = self._quiet = 0
        self.reduction_db: float | None = None
        """How much softer our voice is made (echo return loss enhancement); None while that is not known."""
        self.cancelled: bool | None = None
        """Whether what is left can be taken for silence; None while that is not known."""

    def feed(self, near: Samples, far: Samples, out: Cancelled) -> bool:
        """Whether there is something new to know."""
        if not far.any() or measure_level(far).rms_db < _SPEAKING_DB:
            self._quiet += 1
            if out.gate is None and self._quiet % _ROOM_EVERY == 0:
                self._room.append(measure_level(near).rms_db)
            return False
        if out.deaf:
            return False
        self._heard.append(measure_level(near).rms_db)
        self._left.append(measure_level(out.samples if out.gate is None else out.gate).rms_db)
        self._new += 1
        if len(self._heard) < _ENOUGH or self._new < _EVERY:
            return False
        self._new = 0
        self._judge()
        return True

    def _judge(self) -> None:
        heard_db, left_db = median(self._heard), median(self._left)
        room_db = quantiles(self._room, n=5)[0] if len(self._room) > 1 else _ROOM_DB
        self.reduction_db = heard_db - left_db
        audible = heard_db > room_db + _AUDIBLE_DB
        self.cancelled = not audible or self.reduction_db >= _GOOD_DB or left_db < room_db + _AUDIBLE_DB
