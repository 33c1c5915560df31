"""What every hotkey listener does. A listener is any class that fits; none inherits from these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class HotkeyEvent:
    """A hotkey went down or came up. Auto-repeat is filtered: presses and releases alternate.

    `name` is the name it was given to the listener under; `at_s` is on `time.monotonic()`'s clock.
    """

    name: str
    pressed: bool
    at_s: float


OnEvent = Callable[[HotkeyEvent], None]
"""Called on the listener's thread, quickly to return: `lambda e: loop.call_soon_threadsafe(handle, e)`."""

OnProblem = Callable[[str], None]
"""Called on the listener's thread with one line for the person: a key taken by another program, a lost display."""


class HotkeyListener(Protocol):
    """Made with a mapping of names to `Hotkey`s, all active, except those that `set_active` turned off before."""

    backend: str

    @property
    def alive(self) -> bool:
        """Whether key presses can still arrive. False before `start`, after `close`, and when the display died."""
        ...

    def start(self, on_event: OnEvent, on_problem: OnProblem) -> None:
        """Listen from now on, on a thread of its own. Blocks until the keys are ours (milliseconds).

        Raises `DeviceError` when the display cannot be reached or a key belongs to another program.
        """
        ...

    def set_active(self, name: str, active: bool) -> None:
        """Take or give back one hotkey at run time; any thread, does not wait. Repeating is harmless.

        A key that is given back while it is held is still reported when it comes up.
        """
        ...

    def close(self) -> None:
        """Give all keys back. Waits for the thread (milliseconds); safe to repeat."""
        ...
