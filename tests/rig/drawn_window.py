"""A window of known colours on an X display: four quarters, as in `drawn_pictures`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from Xlib import X
from Xlib.display import Display as Connection
from Xlib.ext import xtest

from .drawn_pictures import QUARTERS
from .waiting import wait_until


@dataclass(frozen=True)
class DrawnWindow:
    """At `left`, `top` of the screen."""

    id: int
    left: int
    top: int
    width: int
    height: int

    def place(self, x: float, y: float) -> tuple[int, int]:
        """On the screen, from fractions of its width and height."""
        return self.left + round(self.width * x), self.top + round(self.height * y)


@contextmanager
def drawn_window(display: str, left: int, top: int, width: int, height: int) -> Iterator[DrawnWindow]:
    """A window without a frame, with the keyboard if there is no window manager to give it."""
    connection = Connection(display)
    screen = connection.screen()
    window = screen.root.create_window(left, top, width, height, 0, X.CopyFromParent, event_mask=X.ExposureMask)
    window.set_wm_class("quarters", "Quarters")
    window.set_wm_name("four quarters")
    for number, (red, green, blue) in enumerate(QUARTERS.values()):
        left_part, top_part = number % 2 * (width // 2), number // 2 * (height // 2)
        colour = red << 16 | green << 8 | blue
        rest = width - width // 2, height - height // 2
        part = window.create_window(left_part, top_part, *rest, 0, X.CopyFromParent, background_pixel=colour)
        part.map()
    window.map()
    connection.sync()

    def focused() -> bool:
        window.set_input_focus(X.RevertToParent, X.CurrentTime)
        connection.sync()
        return bool(getattr(connection.get_input_focus().focus, "id", None) == window.id)

    wait_until(focused, "the keyboard")
    yield DrawnWindow(window.id, left, top, width, height)
    connection.close()


class Mouse:
    """A hand on the mouse, through XTest."""

    def __init__(self, display: str) -> None:
        self._connection: Any = Connection(display)

    def move(self, x: int, y: int) -> None:
        xtest.fake_input(self._connection, X.MotionNotify, x=x, y=y)
        self._connection.sync()

    def press(self, button: int = 1) -> None:
        xtest.fake_input(self._connection, X.ButtonPress, button)
        self._connection.sync()

    def release(self, button: int = 1) -> None:
        xtest.fake_input(self._connection, X.ButtonRelease, button)
        self._connection.sync()

    def is_free(self) -> bool:
        """Whether no program has the mouse for itself."""
        status = self._connection.screen().root.grab_pointer(
            False, 0, X.GrabModeAsync, X.GrabModeAsync, X.NONE, X.NONE, X.CurrentTime
        )
        self._connection.ungrab_pointer(X.CurrentTime)
        self._connection.sync()
        return bool(status == X.GrabSuccess)

    def hold(self) -> None:
        """Have the mouse for this program alone, as an open menu has."""
        self._connection.screen().root.grab_pointer(
            False, 0, X.GrabModeAsync, X.GrabModeAsync, X.NONE, X.NONE, X.CurrentTime
        )
        self._connection.sync()

    def close(self) -> None:
        self._connection.close()
