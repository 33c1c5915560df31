"""Watching all keys and buttons without taking them: raw events of the XInput 2 extension."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

from Xlib.ext import ge, xinput

from .connection import Connection

_MASK = xinput.RawKeyPressMask | xinput.RawKeyReleaseMask | xinput.RawButtonPressMask
_BUTTON = 0  # no key has this keycode


@dataclass(frozen=True, slots=True)
class RawKey:
    """A key went down or came up. A mouse button is a press of keycode 0."""

    keycode: int
    pressed: bool


class RawKeys:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._selected = False
        self._opcode = -1

    def select(self, wanted: bool) -> None:
        """Ask the server for raw events, or for no more of them."""
        if wanted == self._selected:
            return
        if self._opcode < 0:
            self._opcode = self._connection.display.get_extension_major(xinput.extname)
            # From version 2.1 on raw events come even while another program has grabbed the keyboard.
            xinput.XIQueryVersion(
                display=self._connection.display, opcode=self._opcode, major_version=2, minor_version=2
            )
        root = self._connection.screen().root
        root.xinput_select_events([(xinput.AllMasterDevices, _MASK if wanted else 0)])
        self._selected = wanted

    def decode(self, event: Any) -> RawKey | None:
        """None when `event` is anything else, or an auto-repeat."""
        if event.type != ge.GenericEventCode or event.extension != self._opcode:
            return None
        # After the ten bytes that python-xlib has read: device, time, detail, source device, valuators, flags.
        _, _, detail, _, _, flags = struct.unpack_from("=HIIHHI", event.data)
        if event.evtype == xinput.RawButtonPress:
            return RawKey(_BUTTON, True)
        if flags & xinput.KeyRepeat or event.evtype not in (xinput.RawKeyPress, xinput.RawKeyRelease):
            return None
        return RawKey(detail, event.evtype == xinput.RawKeyPress)
