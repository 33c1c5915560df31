"""No hotkeys: where the desktop has no way to give any, or none are wanted."""

from __future__ import annotations

from .base import Hotkeys, OnEvent, OnProblem


class NullHotkeyListener:
    """Hears nothing, and says in `reason` why, and what does the same."""

    backend = "none"
    alive = False

    def __init__(self, hotkeys: Hotkeys, *, reason: str) -> None:
        self.reason = reason
        self._names = frozenset(hotkeys)

    def start(self, on_event: OnEvent, on_problem: OnProblem) -> None:
        pass

    def set_active(self, name: str, active: bool) -> None:
        if name not in self._names:
            raise KeyError(name)

    def close(self) -> None:
        pass
