"""What kind of desktop this is, as its environment says."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from enum import StrEnum


class Desktop(StrEnum):
    X11 = "X11"
    WAYLAND = "Wayland"
    MACOS = "macOS"
    WINDOWS = "Windows"
    NONE = "no display"


def detect(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Desktop:
    """The desktop of this session.

    Under Wayland DISPLAY is set too, for programs of old; keys typed anywhere else never reach it, so it does not
    count, unless the session itself is X11.
    """
    if platform == "darwin":
        return Desktop.MACOS
    if platform == "win32":
        return Desktop.WINDOWS
    session = environ.get("XDG_SESSION_TYPE", "").lower()
    display, wayland = bool(environ.get("DISPLAY")), bool(environ.get("WAYLAND_DISPLAY"))
    if wayland and not (display and session == "x11"):
        return Desktop.WAYLAND
    if display:
        return Desktop.X11
    return Desktop.WAYLAND if session == "wayland" else Desktop.NONE
