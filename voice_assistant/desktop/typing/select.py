"""Who types on this desktop."""

from __future__ import annotations

from ...errors import DeviceError
from ..session import Desktop
from .base import Typist


def typist(desktop: Desktop) -> Typist:
    """Raises `DeviceError` where there is nothing to type into."""
    match desktop:
        case Desktop.X11:
            from .x11 import X11Typist

            return X11Typist()
        case Desktop.WAYLAND:
            from .wayland import WtypeTypist

            return WtypeTypist()
        case Desktop.MACOS | Desktop.WINDOWS:
            from .pynput import PynputTypist

            return PynputTypist()
        case Desktop.NONE:
            raise DeviceError('there is no display to type on: use the sink "clipboard" or "stdout"')
