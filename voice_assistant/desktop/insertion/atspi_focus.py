"""Which window has the keyboard, as the accessibility service knows: for compositors that do not tell.

Programs that take no part in it (some terminals, Chromium) look all the same: as the one place that nobody knows.
"""

from __future__ import annotations

import logging
import time

from .atspi import REGISTRY, ROOT, Bus, Field, Unanswered, address
from .base import Target

log = logging.getLogger(__name__)

_LOOK_S = 0.1
_RETRY_S = 30.0
_NO_PLACE = "gnome-shell"  # it says of itself that it is in front, always


class ActiveWindow:
    """Belongs to one thread."""

    def __init__(self, elsewhere: Target) -> None:
        """`elsewhere` is the place that nobody knows."""
        self._elsewhere = elsewhere
        self._bus: Bus | None = None
        self._last: tuple[Field, Target] | None = None
        self._retry_at_s = 0.0

    def now(self) -> Target | None:
        if time.monotonic() < self._retry_at_s:
            return self._elsewhere
        try:
            if self._bus is None:
                self._bus = Bus(address())
            self._bus.deadline_s = time.monotonic() + _LOOK_S
            return self._look(self._bus)
        except Unanswered:
            return self._elsewhere
        except Exception as error:  # no bus, or one that ended: jeepney has a dozen ways to say it
            log.info("the accessibility service is not to be had: %s", type(error).__name__)
            if self._bus is not None:
                self._bus.close()
            self._bus, self._last, self._retry_at_s = None, None, time.monotonic() + _RETRY_S
            return self._elsewhere

    def close(self) -> None:
        if self._bus is not None:
            self._bus.close()

    def _look(self, bus: Bus) -> Target:
        if self._last is not None and self._is_active(bus, self._last[0]):
            return self._last[1]
        self._last = None
        for program in bus.children(Field(REGISTRY, ROOT)):
            try:
                name = bus.name(Field(*program))
                windows = [Field(*window) for window in bus.children(Field(*program))]
            except Unanswered:  # it hangs, or has just ended
                continue
            for window in windows if name != _NO_PLACE else ():
                if self._is_active(bus, window):
                    target = Target(f"{window.bus}{window.path}", name, bus.name(window), bus.pid(window.bus))
                    self._last = (window, target)
                    return target
        return self._elsewhere

    def _is_active(self, bus: Bus, window: Field) -> bool:
        try:
            return bus.is_active(window)
        except Unanswered:
            return False
