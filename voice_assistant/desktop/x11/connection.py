"""Connections to the X server. Each thread opens its own: python-xlib's are not for sharing."""

from __future__ import annotations

import os
from typing import Any, TypeAlias

from Xlib import error
from Xlib.display import Display

from ...errors import DeviceError

Connection: TypeAlias = Any
"""An `Xlib.display.Display`, which has no types."""

LOST = (error.ConnectionClosedError, OSError)
"""What any call on a connection raises when the X server has gone."""


def connect(display: str | None = None) -> Connection:
    """A new connection, to $DISPLAY when None. Raises `DeviceError`."""
    name = display or os.environ.get("DISPLAY", "")
    try:
        return Display(name or None)
    except (error.DisplayError, error.XauthError, error.ConnectionClosedError, OSError) as problem:
        reason = "DISPLAY is not set" if not name else f"no X server answers at DISPLAY={name}"
        raise DeviceError(f"{reason}: start this from your desktop session, or set DISPLAY to its display") from problem


def disconnect(connection: Connection) -> None:
    """Close a connection, also one whose server has gone: then python-xlib leaves its socket open."""
    try:
        connection.close()
    except LOST:
        connection.display.socket.close()
