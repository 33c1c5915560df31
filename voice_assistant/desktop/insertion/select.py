"""Who inserts texts on this desktop."""

from __future__ import annotations

from collections.abc import Mapping

from ...errors import DeviceError
from ..session import Desktop
from .base import Hands
from .blind import Blind
from .landing import Lander, Look


def lander(desktop: Desktop, *, method: str = "auto", apps: Mapping[str, str] | None = None) -> Lander:
    """`method` and `apps` as in `ways.way_into`. Raises `DeviceError` where there is no display."""
    return Lander(_hands(desktop), _look(desktop), method=method, apps=apps)


def _hands(desktop: Desktop) -> Hands:
    match desktop:
        case Desktop.X11:
            from .x11 import X11Hands

            return X11Hands()
        case _:
            raise DeviceError('there is no display to insert on: use the sink "clipboard" or "stdout"')


def _look(desktop: Desktop) -> Look:
    if desktop in (Desktop.X11, Desktop.WAYLAND):
        from .atspi import Accessibility

        return Accessibility()
    return Blind()
