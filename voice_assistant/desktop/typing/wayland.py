"""Typing on Wayland through `wtype`, where the compositor has the virtual-keyboard protocol (sway, Hyprland, ...)."""

from __future__ import annotations

from ...errors import DeviceError
from ..programs import run
from .base import typeable

_FIRST_KEY_MS = 100  # without a pause the compositor loses the first character


class WtypeTypist:
    async def type(self, text: str) -> None:
        if not (text := typeable(text)):
            return
        try:
            await run("wtype", "-s", str(_FIRST_KEY_MS), "-", stdin=text.encode(), package="wtype")
        except DeviceError as error:
            raise DeviceError(f"{error}; on GNOME and KDE, which lack what wtype needs, use the clipboard") from error
