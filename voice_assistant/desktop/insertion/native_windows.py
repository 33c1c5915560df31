"""What Windows itself must be asked for when a text is inserted."""

from __future__ import annotations

import ctypes
from pathlib import PureWindowsPath
from typing import Any

from ..typing.pynput import press
from .base import Target

# Standard formats that Windows makes of a text by itself: CF_TEXT, CF_OEMTEXT, CF_UNICODETEXT, CF_LOCALE.
_TEXT_FORMATS = {1, 7, 13, 16}
_QUERY_LIMITED_INFORMATION = 0x1000


class WindowsNative:
    def __init__(self) -> None:
        dll: Any = getattr(ctypes, "windll")  # noqa: B009 - it only exists there
        self._user, self._kernel = dll.user32, dll.kernel32

    def front(self) -> Target | None:
        window = self._user.GetForegroundWindow()
        if not window:
            return None
        title = ctypes.create_unicode_buffer(512)
        self._user.GetWindowTextW(window, title, len(title))
        pid = ctypes.c_ulong()
        self._user.GetWindowThreadProcessId(window, ctypes.byref(pid))
        return Target(int(window), self._program(pid.value), title.value, pid.value)

    def changes(self) -> int:
        return int(self._user.GetClipboardSequenceNumber())

    def only_text(self) -> bool:
        if not self._user.OpenClipboard(None):
            return False
        try:
            format_ = 0
            while format_ := self._user.EnumClipboardFormats(format_):
                if format_ not in _TEXT_FORMATS:
                    return False
            return True
        finally:
            self._user.CloseClipboard()

    def tap(self, chord: str, times: int) -> None:
        press(chord, times)

    def _program(self, pid: int) -> str:
        process = self._kernel.OpenProcess(_QUERY_LIMITED_INFORMATION, False, pid)
        if not process:
            return ""
        path, size = ctypes.create_unicode_buffer(1024), ctypes.c_ulong(1024)
        found = self._kernel.QueryFullProcessImageNameW(process, 0, path, ctypes.byref(size))
        self._kernel.CloseHandle(process)
        return PureWindowsPath(path.value).stem if found else ""
