"""Inserting on X11: pasting from a borrowed clipboard, or typing, into the window that was meant and no other."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from Xlib.error import XError

from ...concurrency import Worker, closing
from ...errors import DeviceError
from ..keys import parse
from ..typing.base import typeable
from ..typing.x11 import type_steps
from ..x11.borrowing import RECEIPT_WITHIN_S, Borrower
from ..x11.clipboard import X11Clipboard
from ..x11.connection import LOST, Connection, connect, disconnect
from ..x11.fingers import press_chord
from ..x11.keyboard import KeyboardMap
from ..x11.windows import describe, focus_window
from .base import Attempt, Kind, Target, Way
from .ways import SHIFT_INSERT, knows_places

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


class X11Hands:
    def __init__(self, *, display: str | None = None) -> None:
        self._display = display
        self._worker = Worker("insertion")
        self._borrower = Borrower(display)
        self._clipboard = X11Clipboard(display=display)
        self._connection: Connection | None = None

    async def focused(self) -> Target | None:
        try:
            return await self._on_display(self._focused)
        except DeviceError:
            return None

    async def prepare(self, target: Target) -> None:
        try:
            await self._on_display(self._borrower.prepare, ("CLIPBOARD",))
        except DeviceError as error:
            log.info("the clipboard cannot be borrowed: %s", error)

    async def insert(self, text: str, target: Target, way: Way) -> Attempt:
        text = typeable(text)
        try:
            if way.kind is Kind.TYPE:
                return await self._type(text, target)
            return await self._on_display(self._paste, text, target, way.chord)
        except DeviceError as error:
            return Attempt(problem=str(error))

    async def copy(self, text: str) -> None:
        await self._clipboard.write(text)

    async def tap(self, chord: str, target: Target, times: int = 1) -> bool:
        return await self._on_display(press_chord, chord, target.window, times)

    def close(self) -> None:
        self._clipboard.close()
        self._borrower.close()
        self._worker.close()
        if self._connection is not None:
            disconnect(self._connection)

    async def _type(self, text: str, target: Target) -> Attempt:
        typed = 0
        window = int(target.window)
        try:
            async with closing(self._worker.iterate(type_steps, text, self._display, window)) as steps:
                async for number in steps:
                    typed = number
        except DeviceError as error:
            return Attempt(typed, problem=str(error))
        return Attempt(typed, moved=typed < len(text))

    def _paste(self, connection: Connection, text: str, target: Target, chord: str) -> Attempt:
        window = int(target.window)
        if not knows_places(target) and not KeyboardMap(connection).bears(parse(chord)):
            chord = SHIFT_INSERT.chord  # no layout in force has a V
        selections = ("CLIPBOARD", "PRIMARY") if "insert" in chord.lower() else ("CLIPBOARD",)
        press = partial(press_chord, connection, chord, window)
        match self._borrower.paste(connection, text, window, selections, press):
            case True:
                return Attempt(len(text))
            case False:
                return Attempt(moved=True)
            case None:
                return Attempt(
                    problem=f"{target.name} did not take the paste within {RECEIPT_WITHIN_S:g} s", copied=True
                )

    def _focused(self, connection: Connection) -> Target | None:
        window = focus_window(connection)
        if not window:
            return None
        try:
            front = describe(connection, window)
        except XError:  # it has just closed
            return None
        return Target(front.window, front.app, front.title, front.pid)

    async def _on_display(self, function: Callable[..., T], *args: object) -> T:
        """`function(connection, *args)` on our thread, with a connection that is made anew when it was lost."""
        return await self._worker.call(self._with_connection, function, *args)

    def _with_connection(self, function: Callable[..., T], *args: object) -> T:
        if self._connection is None:
            self._connection = connect(self._display)
            self._connection.set_error_handler(_ignore)
        try:
            while self._connection.pending_events():  # news of a new layout: every look at the keyboard is fresh
                self._connection.next_event()
            return function(self._connection, *args)
        except LOST as error:
            disconnect(self._connection)
            self._connection = None
            raise DeviceError("the X display has gone") from error


def _ignore(error: object, request: object) -> None:
    log.debug("X error: %s", type(error).__name__)
