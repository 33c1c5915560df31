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
    """Hotkeys, typing, selected text and clipboard on this desktop. Tries to reach an X display."""
    backend, reason = choose(hotkeys_backend, desktop)
    hotkeys = Part("hotkeys", backend != "none", reason)
    match desktop:
        case Desktop.X11:
            if problem := _x11_problem():
                return [Part(name, False, problem) for name in ("hotkeys", "typing", "selected text", "clipboard")]
            return [
                hotkeys,
                Part("typing", True, "X11: XTest key presses, spare keys for what the layout lacks"),
                Part("selected text", True, "X11: the primary selection"),
                Part("clipboard", True, "X11"),
            ]
        case Desktop.WAYLAND:
            return [
                hotkeys,
                _program("typing", "wtype", "wtype", which),
                _program("selected text", "wl-paste", "wl-clipboard", which),
                _program("clipboard", "wl-copy", "wl-clipboard", which),
            ]
        case Desktop.MACOS | Desktop.WINDOWS:
            return [
                hotkeys,
                Part("typing", True, "pynput"),
                Part("selected text", True, "by copying it, and the old text back"),
                Part("clipboard", True, str(desktop)),
            ]
        case Desktop.NONE:
            nothing = "there is no display"
            return [hotkeys, *(Part(name, False, nothing) for name in ("typing", "selected text", "clipboard"))]


def _program(name: str, program: str, package: str, which: Which) -> Part:
    found = which(program) is not None
    return Part(name, found, f"Wayland: {program}" if found else f"install the package {package}, for {program}")


def _x11_problem() -> str | None:
    from .x11.connection import connect, disconnect

    try:
        connection = connect()
    except DeviceError as error:
        return str(error)
    lacking = [name for name in ("XTEST", "XInputExtension") if not connection.query_extension(name).present]
    disconnect(connection)
    return f"the X server lacks the extension {' and '.join(lacking)}" if lacking else None
