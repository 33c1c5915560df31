"""What every hotkey listener does. A listener is any class that fits; none inherits from these."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..keys import Hotkey


@dataclass(frozen=True, slots=True)
class HotkeyEvent:
    """A hotkey went down or came up. Auto-repeat is filtered: presses and releases alternate.

    `name` is the name it was given to the listener under; `at_s` is on `time.monotonic()`'s clock. A release with
    `chord` says that a modifier that is a hotkey by itself turned out to be held for another program's shortcut:
    what its press started was not meant. A press with `bare` is of such a modifier.
    """

    name: str
    pressed: bool
    at_s: float
    chord: bool = False
    bare: bool = False


OnEvent = Callable[[HotkeyEvent], None]
"""Called on the listener's thread, quickly to return: `lambda e: loop.call_soon_threadsafe(handle, e)`."""

OnProblem = Callable[[str], None]
"""Called on the listener's thread with one line for the person: a key taken by another program, a lost display."""


CANCEL = "hotkeys.cancel"
"""The name of the key that silences everything; it is no binding's."""

CUT_OFF = "hotkeys.cut_off"
"""The name of the key that says "you cut me off"."""

OWN = {CANCEL: "cancel", CUT_OFF: "cut-off"}
"""Keys that are no binding's, and are taken only while something is going on; as `trigger` calls them."""

READING = "reading_keys."
"""Begins the names of the keys that steer what is read aloud, and that are taken only meanwhile."""

Hotkeys = Mapping[str, Sequence[Hotkey]]
"""Name of a binding, or one of `OWN`, to the keys that trigger it."""


def called(name: str) -> str:
    """What `trigger` calls the key called `name`."""
    return "pause-reading" if name == f"{READING}pause" else OWN.get(name, name)


def place(name: str) -> str:
    """Where in the config the keys called `name` are written."""
    if name.startswith(READING):
        return f"[reading_keys], {name.removeprefix(READING)}"
    return f"[hotkeys], {name.removeprefix('hotkeys.')}" if name in OWN else f"[bindings.{name}]"


def can_stay(name: str, hotkey: Hotkey) -> bool:
    """Whether it may be taken for good, where keys cannot be lent for a moment."""
    if name.startswith(READING):
        return name == f"{READING}pause" and bool(hotkey.modifiers)
    return name not in OWN or bool(hotkey.modifiers)


def taken(hotkey: Hotkey, name: str) -> str:
    """The line for a key that another program holds."""
    return f"{hotkey} is taken by another program: choose another key in {place(name)}, or end that program"


def missing(hotkey: Hotkey, name: str) -> str:
    """The line for a key that this keyboard does not have."""
    return f"this keyboard has no key {hotkey}: choose another in {place(name)}"


class HotkeyListener(Protocol):
    """Made with `Hotkeys`, which are all active unless `set_active` turned them off before the start."""

    @property
    def backend(self) -> str:
        """Its name in the config: "x11", "pynput", "none"."""
        ...

    @property
    def reason(self) -> str:
        """Why this one was chosen; for "none", what does the same. One line for the person."""
        ...

    @property
    def alive(self) -> bool:
        """Whether key presses can still arrive. False before `start`, after `close`, and when the display died."""
        ...

    def start(self, on_event: OnEvent, on_problem: OnProblem) -> None:
        """Listen from now on, on a thread of its own. Blocks until the keys are ours (milliseconds).

        A key that another program holds, or that the keyboard lacks, is a problem; when there is no key left
        after that, or the display cannot be reached, it raises `DeviceError`.
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
