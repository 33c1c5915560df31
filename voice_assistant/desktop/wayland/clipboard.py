"""Clipboard and selected text on Wayland: by the data-control protocol, else through wl-clipboard.

Without that protocol (GNOME) only a program with a window gets at the clipboard; wl-clipboard makes one for a moment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress

from ...concurrency import Worker
from ...errors import DeviceError
from ..copied_pictures import FORMS, picture_in
from .board import Board, Offers, text_offers
from .keeping import leave_a_keeper
from .wl_clipboard import WlClipboard, WlSelection

_TEXTS = ("text/plain;charset=utf-8", "UTF8_STRING", "text/plain", "TEXT", "STRING")


def text_of(contents: Offers) -> str:
    """The text among the forms of a content, "" when there is none."""
    found = next((contents[form] for form in _TEXTS if form in contents), b"")
    return found.decode(errors="replace")


class _NoBoard(Exception):
    """The compositor has no data control."""


def end(board: Board, environ: Mapping[str, str]) -> None:
    """End it, but what is on the clipboard stays there, served by a process of its own. Blocks."""
    if kept := board.contents("CLIPBOARD"):
        with suppress(DeviceError, OSError):
            leave_a_keeper(kept, environ)
    board.end()


class WaylandClipboard:
    def __init__(self, environ: Mapping[str, str] = os.environ, *, selection: str = "CLIPBOARD") -> None:
        self._environ = environ
        self._selection = selection
        self._worker = Worker("clipboard")
        self._board: Board | None = None

    async def read(self) -> str:
        """What the selection holds as a text."""
        try:
            return await self._worker.call(self._read)
        except _NoBoard:
            return await (WlClipboard() if self._selection == "CLIPBOARD" else WlSelection()).read()

    async def picture(self) -> bytes | None:
        try:
            return await self._worker.call(self._picture)
        except _NoBoard:
            return await WlClipboard().picture()

    async def write(self, text: str) -> None:
        try:
            await self._worker.call(self._write, text)
        except _NoBoard:
            await WlClipboard().write(text)

    def close(self) -> None:
        self._worker.close()
        if self._board is not None:
            end(self._board, self._environ)

    def _read(self) -> str:
        return text_of(self._alive().snapshot(self._selection, _TEXTS).contents)

    def _picture(self) -> bytes | None:
        contents = self._alive().snapshot(self._selection, FORMS).contents
        return next((picture_in(form, contents[form]) for form in FORMS if form in contents), None)

    def _write(self, text: str) -> None:
        self._alive().own(self._selection, text_offers(text))

    def _alive(self) -> Board:
        if self._board is None or not self._board.is_alive():
            try:
                self._board = Board(self._environ)
            except DeviceError as error:
                raise _NoBoard from error
            self._board.start()
        return self._board
