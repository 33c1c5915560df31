"""What macOS itself must be asked for when a text is inserted; AppKit comes with pynput there."""

from __future__ import annotations

import importlib
from typing import Any

from ..typing.pynput import press
from .base import Target

_TEXT_TYPES = {
    "public.utf8-plain-text",
    "public.utf16-plain-text",
    "NSStringPboardType",
    "public.utf16-external-plain-text",
}


class MacNative:
    def __init__(self) -> None:
        self._appkit: Any = importlib.import_module("AppKit")
        self._carbon = _carbon()

    def front(self) -> Target | None:
        program = self._appkit.NSWorkspace.sharedWorkspace().frontmostApplication()
        if program is None:
            return None
        pid = int(program.processIdentifier())
        # While a password is asked for, the system lets nobody else see the keys.
        secure = bool(self._carbon and self._carbon.IsSecureEventInputEnabled())
        return Target(pid, str(program.bundleIdentifier() or ""), "", pid, is_password=True if secure else None)

    def changes(self) -> int:
        return int(self._appkit.NSPasteboard.generalPasteboard().changeCount())

    def only_text(self) -> bool:
        types = self._appkit.NSPasteboard.generalPasteboard().types() or []
        return {str(type_) for type_ in types} <= _TEXT_TYPES

    def tap(self, chord: str, times: int) -> None:
        press(chord, times)


def _carbon() -> Any:
    import ctypes
    import ctypes.util

    path = ctypes.util.find_library("Carbon")
    return ctypes.CDLL(path) if path else None
