"""Which keyboard a Wayland desktop lets us have: the first that works."""

from __future__ import annotations

import os
from collections.abc import Mapping

from ..wayland.virtual_keyboard import VirtualKeyboard
from .wayland import Keyboard


def make_keyboard(environ: Mapping[str, str] = os.environ) -> Keyboard:
    """Raises `DeviceError` when there is none."""
    return VirtualKeyboard(environ)
