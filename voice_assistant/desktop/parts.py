"""What this desktop gives us, part by part: for `doctor`."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from ..errors import DeviceError
from .hotkeys.select import choose
from .session import Desktop

Which = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that the program wants of the desktop. `detail` says how it is done, or what to do to have it."""

    name: str
    works: bool
    detail: str


def parts(desktop: Desktop, hotkeys_backend: str, which: Which = shutil.which) -> list[Part]:
    """Hotkeys, typing, selected text, clipboard and screen on this desktop. Tries to reach an X display."""
    backend, reason = choose(hotkeys_backend, desktop)
    hotkeys = Part("hotkeys", backend != "none", reason)
    match desktop:
        case Desktop.X11:
            if problem := _x11_problem():
                return [Part(name, False, problem) for name in ("hotkeys", *_OTHERS)]
            return [
                hotkeys,
                Part("typing", True, "X11: XTest key presses, spare keys for what the layout lacks"),
                Part("selected text", True, "X11: the primary selection"),
                Part("clipboard", True, "X11"),
                Part("screen", True, "X11: the screen, a window, or a region drawn with the mouse"),
            ]
        case Desktop.WAYLAND:
            return [hotkeys, *_wayland(which)]
        case Desktop.MACOS | Desktop.WINDOWS:
            return [
                hotkeys,
                Part("typing", True, "pynput"),
                Part("selected text", True, "by copying it, and the old text back"),
                Part("clipboard", True, str(desktop)),
                Part("screen", True, _SCREENS[desktop]),
            ]
        case Desktop.NONE:
            nothing = "there is no display"
            return [hotkeys, *(Part(name, False, nothing) for name in _OTHERS)]


_OTHERS = ("typing", "selected text", "clipboard", "screen")
_SCREENS = {
    Desktop.MACOS: "screencapture; macOS asks you for permission",
    Desktop.WINDOWS: "the screen or a window; a region through the clipboard (Win+Shift+S)",
}


def _wayland(which: Which) -> list[Part]:
    from .insertion.wayland_parts import NO_KEYBOARD, clipboard_by, keyboard_by
    from .wayland.board import MANAGERS
    from .wayland.screen import HOW_TO_SEE, screen_by
    from .wayland.wire import interfaces

    keyboard, clipboard = keyboard_by(which=which), clipboard_by(which=which)
    direct = bool(interfaces() & set(MANAGERS))
    selected = "data control" if direct else "wl-paste" if which("wl-paste") else ""
    screen = screen_by(which=which)
    install = "install the package wl-clipboard"
    return [
        Part("typing", bool(keyboard), f"Wayland: {keyboard}" if keyboard else NO_KEYBOARD),
        Part("selected text", bool(selected), f"Wayland: {selected}" if selected else install),
        Part("clipboard", bool(clipboard), f"Wayland: {clipboard}" if clipboard else install),
        Part("screen", bool(screen), f"Wayland: {screen}" if screen else HOW_TO_SEE),
    ]


def _x11_problem() -> str | None:
    from .x11.connection import connect, disconnect

    try:
        connection = connect()
    except DeviceError as error:
        return str(error)
    lacking = [name for name in ("XTEST", "XInputExtension") if not connection.query_extension(name).present]
    disconnect(connection)
    return f"the X server lacks the extension {' and '.join(lacking)}" if lacking else None
