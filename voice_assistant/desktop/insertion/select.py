"""Who inserts texts on this desktop."""

from __future__ import annotations

from collections.abc import Mapping

from ...errors import DeviceError
from ..clipboard import clipboard
from ..session import Desktop
from .base import Hands, Kind, Way
from .blind import Blind
from .landing import Lander, Look
from .ways import CTRL_V


def lander(desktop: Desktop, *, method: str = "auto", apps: Mapping[str, str] | None = None) -> Lander:
    """`method` and `apps` as in `ways.way_into`. Raises `DeviceError` where there is no display."""
    return Lander(_hands(desktop), _look(desktop), method=method, apps=apps, default=_DEFAULT.get(desktop, CTRL_V))


_DEFAULT = {Desktop.MACOS: Way(Kind.PASTE, "Super+V")}


def _hands(desktop: Desktop) -> Hands:
    match desktop:
        case Desktop.X11:
            from .x11 import X11Hands

            return X11Hands()
        case Desktop.WAYLAND:
            from .wayland import WaylandHands
            from .wayland_parts import Keyboards, lender

            return WaylandHands(Keyboards(), lender())
        case Desktop.MACOS:
            from ..typing.pynput import PynputTypist
            from .native_macos import MacNative
            from .pynput import PynputHands

            return PynputHands(MacNative, clipboard(desktop), PynputTypist())
        case Desktop.WINDOWS:
            from ..typing.pynput import PynputTypist
            from .native_windows import WindowsNative
            from .pynput import PynputHands

            return PynputHands(WindowsNative, clipboard(desktop), PynputTypist())
        case Desktop.NONE:
            raise DeviceError('there is no display to insert on: use the sink "clipboard" or "stdout"')


def _look(desktop: Desktop) -> Look:
    if desktop in (Desktop.X11, Desktop.WAYLAND):
        from .atspi import Accessibility

        return Accessibility()
    return Blind()
