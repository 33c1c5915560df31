"""A mouse for a Wayland compositor without one (wlroots' virtual pointer)."""

from __future__ import annotations

import time
from collections.abc import Mapping

from voice_assistant.desktop.wayland.wire import Connection, ignore

_LEFT_BUTTON = 0x110
_MOVE_TO, _BUTTON, _FRAME = 1, 2, 4


class WaylandMouse:
    """The screen is as wide and high as that of the rig's sway."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._connection = Connection(environ)
        manager = self._connection.bind("zwlr_virtual_pointer_manager_v1", 1, ignore)
        seat = self._connection.bind("wl_seat", 1, ignore)
        self._mouse = self._connection.new(ignore)
        self._connection.request(manager, 0, seat, self._mouse)
        self._connection.roundtrip()

    def drag(self, *places: tuple[int, int]) -> None:
        """Press at the first place, release at the last one."""
        self._move(*places[0])
        self._button(1)
        for place in places[1:]:
            self._move(*place)
        self._button(0)

    def close(self) -> None:
        self._connection.close()

    def _move(self, x: int, y: int) -> None:
        self._tell(_MOVE_TO, x, y, 1280, 800)

    def _button(self, state: int) -> None:
        self._tell(_BUTTON, _LEFT_BUTTON, state)

    def _tell(self, request: int, *arguments: int) -> None:
        self._connection.request(self._mouse, request, int(time.monotonic() * 1000) & 0xFFFFFFFF, *arguments)
        self._connection.request(self._mouse, _FRAME)
        self._connection.roundtrip()
