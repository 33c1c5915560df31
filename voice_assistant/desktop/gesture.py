"""What a person means by a key: hold to talk, or tap to toggle. Both live on one key.

The press always starts: nobody knows yet which it will be, and the first word must not be lost. A release after
`hold_after_s` stops (it was push-to-talk); an earlier one leaves it on (it was a tap) until the next press.
"""

from __future__ import annotations

from enum import Enum, auto


class Action(Enum):
    START = auto()
    STOP = auto()
    CANCEL = auto()  # the press was not meant: forget what it started


class Gesture:
    """State of one key. Pure: times, in seconds on any one clock, come in as arguments."""

    def __init__(self, hold_after_s: float) -> None:
        self._hold_after_s = hold_after_s
        self._pressed_at_s: float | None = None  # of the press that started, while it lasts
        self._down = False
        self._on = False

    @property
    def on(self) -> bool:
        """Whether what the key started is still going on."""
        return self._on

    def press(self, at_s: float) -> Action | None:
        """The key went down. A second press without a release between is the keyboard's auto-repeat: nothing."""
        if self._down:
            return None
        self._down = True
        if self._on:
            self._on, self._pressed_at_s = False, None
            return Action.STOP
        self._on, self._pressed_at_s = True, at_s
        return Action.START

    def release(self, at_s: float, *, chord: bool = False) -> Action | None:
        """The key came up. `chord`: it was held for another program's shortcut (see `HotkeyEvent`)."""
        self._down = False
        pressed_at_s, self._pressed_at_s = self._pressed_at_s, None
        if not self._on or pressed_at_s is None:
            return None
        if chord:
            self._on = False
            return Action.CANCEL
        if at_s - pressed_at_s < self._hold_after_s:
            return None
        self._on = False
        return Action.STOP

    def reset(self) -> None:
        """What the key started ended for another reason (cancelled, finished): the next press starts anew.

        A key that is still held stays held; its release means nothing any more.
        """
        self._on, self._pressed_at_s = False, None
