"""A region of an X11 screen, drawn with the mouse: press, drag, release. A click takes the window below it.

Escape, or another button, gives up. The mouse and the keyboard are ours until then.
"""

from __future__ import annotations

import select
import threading
import time
from collections.abc import Callable
from typing import Any

from Xlib import XK, X

from ...desktop.x11.connection import Connection
from ...errors import PictureError
from .shots import Area

DRAWN_WITHIN_S = 60.0
_TAKEN_WITHIN_S = 2.0  # a menu that closes, or a hotkey that is still held, has them until then
_LOOK_S = 0.1
_SMALLEST = 4  # pixels; less is a click
_LINE = 3  # pixels: white between black ones shows on every colour
_WHITE, _BLACK = 0xFFFFFF, 0
_CROSSHAIR = 34  # in the font of cursors
_REPAINT_S = 0.1  # what the lines covered is painted again by its programs
_LEFT_BUTTON = 1


def drawn(
    connection: Connection, whole: Area, given_up: threading.Event, on_ready: Callable[[], object] = lambda: None
) -> Area:
    """Blocks until the person has drawn, which they can when `on_ready` is called.

    Raises `PictureError` when they do not, or the mouse is not to be had.
    """
    _take_mouse(connection, given_up)
    on_ready()
    frame = _Frame(connection)
    try:
        return _followed(connection, whole, frame, given_up)
    finally:
        frame.remove()
        connection.ungrab_keyboard(X.CurrentTime)
        connection.ungrab_pointer(X.CurrentTime)
        connection.sync()
        time.sleep(_REPAINT_S)


def _followed(connection: Connection, whole: Area, frame: _Frame, given_up: threading.Event) -> Area:
    deadline = time.monotonic() + DRAWN_WITHIN_S
    escape = connection.keysym_to_keycode(XK.string_to_keysym("Escape"))
    begin: tuple[int, int] | None = None
    while True:
        event = _next_event(connection, deadline, given_up)
        match event.type:
            case X.ButtonPress if event.detail == _LEFT_BUTTON:
                begin = event.root_x, event.root_y
            case X.ButtonPress:
                raise _declined()
            case X.KeyPress if event.detail == escape:
                raise _declined()
            case X.MotionNotify if begin is not None:
                frame.show(_between(begin, (event.root_x, event.root_y)))
            case X.ButtonRelease if begin is not None and event.detail == _LEFT_BUTTON:
                area = _between(begin, (event.root_x, event.root_y))
                if area.width < _SMALLEST or area.height < _SMALLEST:
                    area = _window_at_pointer(connection) or whole
                return area.within(whole)


def _next_event(connection: Connection, deadline: float, given_up: threading.Event) -> Any:
    while not connection.pending_events():
        if given_up.is_set():
            raise _declined()
        if time.monotonic() > deadline:
            raise PictureError(
                "No region was drawn: drag the mouse over what you mean.",
                spoken="You did not draw a region, so I saw nothing.",
            )
        select.select([connection.fileno()], [], [], _LOOK_S)
    return connection.next_event()


def _take_mouse(connection: Connection, given_up: threading.Event) -> None:
    root = connection.screen().root
    font = connection.open_font("cursor")
    cursor = font.create_glyph_cursor(font, _CROSSHAIR, _CROSSHAIR + 1, (0, 0, 0), (0xFFFF, 0xFFFF, 0xFFFF))
    wanted = X.ButtonPressMask | X.ButtonReleaseMask | X.PointerMotionMask
    deadline = time.monotonic() + _TAKEN_WITHIN_S
    keyboard = pointer = X.AlreadyGrabbed
    while True:
        if pointer != X.GrabSuccess:
            pointer = root.grab_pointer(False, wanted, X.GrabModeAsync, X.GrabModeAsync, X.NONE, cursor, X.CurrentTime)
        if keyboard != X.GrabSuccess:
            keyboard = root.grab_keyboard(False, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)
        if pointer == keyboard == X.GrabSuccess or given_up.is_set() or time.monotonic() > deadline:
            break
        time.sleep(_LOOK_S)
    if pointer != X.GrabSuccess:  # without the keyboard there is another button to give up with
        raise PictureError(
            "Another program has the mouse for itself: close its menu or its lock, then draw the region.",
            spoken="Another program holds the mouse, so you can't draw a region now.",
        )


class _Frame:
    """Four thin windows around the region: outside of it, so they are not in the picture. Any compositor shows them."""

    def __init__(self, connection: Connection) -> None:
        root = connection.screen().root
        self._connection = connection
        self._lines = [
            root.create_window(
                0, 0, 1, 1, 1, X.CopyFromParent,
                override_redirect=True, save_under=True, background_pixel=_WHITE, border_pixel=_BLACK,
            )
            for _ in range(4)
        ]  # fmt: skip
        self._shown = False

    def show(self, area: Area) -> None:
        left, top, width, height = area.left - _LINE, area.top - _LINE, area.width + 2 * _LINE, area.height + 2 * _LINE
        places = (
            (left, top, width, _LINE),
            (left, top + height - _LINE, width, _LINE),
            (left, top, _LINE, height),
            (left + width - _LINE, top, _LINE, height),
        )
        for line, (x, y, wide, high) in zip(self._lines, places, strict=True):
            line.configure(x=x, y=y, width=wide - 2, height=high - 2, stack_mode=X.Above)  # and a border of one
            if not self._shown:
                line.map()
        self._shown = True
        self._connection.flush()

    def remove(self) -> None:
        for line in self._lines:
            line.destroy()
        self._connection.sync()


def _between(one: tuple[int, int], other: tuple[int, int]) -> Area:
    (x0, x1), (y0, y1) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return Area(x0, y0, x1 - x0, y1 - y0)


def _window_at_pointer(connection: Connection) -> Area | None:
    child = connection.screen().root.query_pointer().child
    if isinstance(child, int):
        return None
    shape = child.get_geometry()
    return Area(shape.x, shape.y, shape.width, shape.height)


def _declined() -> PictureError:
    return PictureError("No region was drawn.", spoken="All right, I don't look.")
