"""How much longer than most this person wants to be waited for, learned from how they speak.

Whoever pauses in mid-sentence for nearly as long as we wait is waited for a little longer; whoever says "you cut me
off" a good deal longer. With every turn in which nothing of the kind happens it goes back a little. Kept over sessions.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

LEAST, MOST = 0.85, 2.5
"""Of the configured waits."""
NEAR = 0.7
"""A pause of so much of the wait was nearly the end of the turn."""
LONGER_AFTER_NEAR = 1.05
LONGER_AFTER_REOPENED = 1.1
LONGER_AFTER_CUT_OFF = 1.35
RETURN = 0.03
"""Of the way to `LEAST`, with every turn that ended well."""


class Patience:
    """One person's. `factor` multiplies every wait; `save` is called when it has changed."""

    def __init__(self, factor: float = 1.0, save: Callable[[float], None] = lambda factor: None) -> None:
        self.factor = min(MOST, max(LEAST, factor))
        self._save = save

    @classmethod
    def kept_in(cls, file: Path) -> Patience:
        """The one of the last session. A file that cannot be read or written is no reason not to talk."""
        factor = 1.0
        with suppress(OSError, ValueError, TypeError, KeyError):
            factor = float(json.loads(file.read_text(encoding="utf-8"))["patience"])
        return cls(factor, lambda new: _write(file, new))

    def paused(self, pause_s: float, wait_s: float) -> None:
        """Somebody went on after a pause of `pause_s`, where `wait_s` would have ended their turn."""
        if pause_s >= NEAR * wait_s:
            self._become(self.factor * LONGER_AFTER_NEAR)

    def cut_off(self) -> None:
        """We spoke too early."""
        self._become(self.factor * LONGER_AFTER_CUT_OFF)

    def reopened(self) -> None:
        """They went on before they heard anything of the answer."""
        self._become(self.factor * LONGER_AFTER_REOPENED)

    def ended_well(self) -> None:
        """A turn was over when we thought so."""
        self._become(self.factor + RETURN * (LEAST - self.factor))

    def _become(self, factor: float) -> None:
        self.factor = min(MOST, max(LEAST, factor))
        self._save(self.factor)


def _write(file: Path, factor: float) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_suffix(".new")
        new.write_text(json.dumps({"patience": round(factor, 4)}), encoding="utf-8")
        new.replace(file)
    except OSError as error:
        log.warning("%s cannot be written: %s", file, error.strerror)
