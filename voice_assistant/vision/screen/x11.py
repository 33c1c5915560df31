"""The screen on X11."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from Xlib import X
from Xlib.error import XError

from ...desktop.x11.connection import LOST, Connection, connect, disconnect
from ...desktop.x11.windows import describe, focus_window
from ...errors import DeviceError, PictureError
from ..opening import QUALITY
from ..picture import Picture
from .base import LONGEST_SIDE, Shown, origin_of
from .rubber_band import drawn
from .shots import Area, Shots, refused, seen

Draw = Callable[[Connection, Area], Area]


class X11Screen:
    """Connects anew for each picture; nothing stays open between them."""

    def __init__(
        self,
        *,
        display: str | None = None,
        longest_side: int = LONGEST_SIDE,
        quality: int = QUALITY,
        on_drawing: Callable[[], object] = lambda: None,
    ) -> None:
        self._display = display
        self._longest_side = longest_side
        self._quality = quality
        self._on_drawing = on_drawing

    async def grab(self, what: Shown = "screen") -> list[Picture]:
        given_up = threading.Event()
        loop = asyncio.get_running_loop()

        def draw(connection: Connection, whole: Area) -> Area:
            return drawn(connection, whole, given_up, lambda: loop.call_soon_threadsafe(self._on_drawing))

        try:
            return await asyncio.to_thread(self._grab, what, draw, loop.time)
        except DeviceError as error:
            raise PictureError(f"The screen gives no picture: {error}", spoken="I can't see the screen.") from error
        finally:
            given_up.set()  # the mouse is given back when nobody waits any more

    def close(self) -> None:
        pass

    def _grab(self, what: Shown, draw: Draw, now_s: Callable[[], float]) -> list[Picture]:
        connection = connect(self._display)
        try:
            with Shots(self._display) as shots:
                areas = self._areas(what, connection, shots, draw)
                return [
                    seen(shots.take(area), origin_of(what), name, now_s(), self._longest_side, self._quality)
                    for area, name in areas
                ]
        except (XError, *LOST) as error:
            raise refused(error) from error
        finally:
            disconnect(connection)

    def _areas(self, what: Shown, connection: Connection, shots: Shots, draw: Draw) -> list[tuple[Area, str]]:
        match what:
            case "all":
                count = len(shots.screens)
                names = [f"screen {n + 1} of {count}" if count > 1 else "" for n in range(count)]
                return list(zip(shots.screens, names, strict=True))
            case "region":
                return [(draw(connection, shots.whole), "")]
            case "window":
                window = focus_window(connection)
                area = area_of(connection, window).within(shots.whole) if window else None
                if not area:  # a window manager may give the keyboard to a hidden window of its own
                    raise PictureError(
                        "No window is in front: click on the one that you mean.",
                        spoken="No window is in front. Please click on the one you mean.",
                    )
                return [(area, describe(connection, window).title)]
            case "screen":
                return [(shots.screen_at(*_place_of_work(connection)), "")]


def area_of(connection: Connection, window: int) -> Area:
    """Raises `XError` when it has gone."""
    shape = connection.create_resource_object("window", window).get_geometry()
    root = connection.screen().root
    place = root.translate_coords(connection.create_resource_object("window", window), 0, 0)
    return Area(place.x, place.y, shape.width, shape.height)


def _place_of_work(connection: Connection) -> tuple[int, int]:
    """The middle of the window with the keyboard, or where the mouse is."""
    window = focus_window(connection)
    if window and connection.create_resource_object("window", window).get_attributes().map_state == X.IsViewable:
        return area_of(connection, window).middle
    pointer = connection.screen().root.query_pointer()
    return pointer.root_x, pointer.root_y
