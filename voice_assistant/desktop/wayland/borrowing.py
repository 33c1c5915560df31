"""Pasting with the clipboard borrowed: ours while the text is fetched, then given back as it was.

That a program fetches the text is the receipt that it pasted. Wayland does not say who fetches, but the pipe that
the text goes through does: the one who reads it has its other end. An X11 program reads through the compositor.
Nobody but the program that was meant gets the text: not the one to which the focus has moved in the last moment, and
no clipboard manager.
"""

from __future__ import annotations

import os
import stat
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from ...errors import DeviceError
from .board import Board, Snapshot, text_offers
from .clipboard import end

QUIET_S = 0.4
RECEIPT_WITHIN_S = 8.0
_FETCHING_MAX_S = 30.0

# What clipboard managers look for before they keep a text for later.
_SENSITIVE = {"x-kde-passwordManagerHint": b"secret"}


def reads(pid: int, inode: int) -> bool | None:
    """Whether a process has the reading end of the pipe with that number; None when it cannot be looked at."""
    pipe = f"pipe:[{inode}]"
    try:
        for file in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(FileNotFoundError):
                if str(file.readlink()) == pipe and file.lstat().st_mode & stat.S_IRUSR:
                    return True
    except OSError:
        return None
    return False


def looks_first(pid: int | None, chord: str) -> bool:
    """Whether a program fetches the text when the key goes down, and again when it pastes, if it does.

    Chromium and what is built on it does so for Ctrl+V, but not for Shift+Insert. One of its children is a "zygote".
    """
    if pid is None or "insert" in chord.lower():
        return False
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            if b"--type=zygote" in Path(f"/proc/{child}/cmdline").read_bytes():
                return True
    return False


class Borrower:
    """Pastes; blocking. All methods belong to one thread."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._environ = environ
        self._board: Board | None = None
        self._before: dict[str, Snapshot] = {}
        self._text = ""
        self._serials: dict[str, int] = {}  # of the selections that are lent to us
        self._pid: int | None = None
        self._news = threading.Condition()
        self._fetched_s: list[float] = []
        self._giving_back: threading.Thread | None = None

    def prepare(self, selections: tuple[str, ...] = ("CLIPBOARD",)) -> None:
        """Put aside what they hold. Raises `DeviceError` when that cannot be done."""
        self.settle()
        board = self._alive()
        for name in selections:
            if name not in self._before or self._before[name].serial != board.serial(name):
                self._before.pop(name, None)
                self._before[name] = board.snapshot(name)

    def paste(self, text: str, pid: int | None, chord: str, press: Callable[[], bool]) -> bool | None:
        """Let `press`, which presses `chord`, make the program `pid` paste `text`; any program when it is None.

        True when it has fetched it, False when nothing was pressed, None when it did not fetch it in time: then
        the text stays on the clipboard. Raises `DeviceError`; what was copied is back by then.
        """
        selections = ("CLIPBOARD", "PRIMARY") if "insert" in chord.lower() else ("CLIPBOARD",)
        self.prepare(selections)
        board = self._alive()
        needed = 2 if looks_first(pid, chord) else 1
        self._text, self._pid = text, pid
        self._serials.clear()
        pressed = False
        try:
            for name in selections:
                self._serials[name] = 0  # those who read whatever is copied ask at once
                self._serials[name] = board.own(name, text_offers(text) | _SENSITIVE)
            with self._news:
                self._fetched_s.clear()
            pressed = press()
        finally:
            if not pressed:
                self._give_back()
        if not pressed:
            return False
        with self._news:
            pasted = self._news.wait_for(lambda: len(self._fetched_s) >= needed, RECEIPT_WITHIN_S)
        if not pasted:
            self._keep()
            return None
        self._giving_back = threading.Thread(target=self._give_back_later, name="give-back", daemon=True)
        self._giving_back.start()
        return True

    def settle(self) -> None:
        """Wait until what was borrowed is back."""
        if self._giving_back is not None:
            self._giving_back.join()
            self._giving_back = None

    def copy(self, text: str) -> None:
        """Leave `text` on the clipboard. Raises `DeviceError`."""
        self.settle()
        self._alive().own("CLIPBOARD", text_offers(text))

    def close(self) -> None:
        self.settle()
        if self._board is not None:
            end(self._board, self._environ)  # what the person had copied does not end with us

    def _alive(self) -> Board:
        if self._board is None or not self._board.is_alive():
            self._before.clear()
            self._board = Board(self._environ, on_request=self._asked)
            self._board.start()
        return self._board

    def _asked(self, selection: str, form: str, fd: int) -> bool:
        if selection not in self._serials or form in _SENSITIVE:
            return True
        now_s = time.monotonic()
        if meant := self._is_meant(fd):
            with self._news:
                self._fetched_s.append(now_s)
                self._news.notify_all()
        return meant

    def _is_meant(self, fd: int) -> bool:
        if self._pid is None or self._board is None:
            return True
        inode = os.fstat(fd).st_ino
        return reads(self._pid, inode) is not False or reads(self._board.compositor, inode) is True

    def _give_back_later(self) -> None:
        began_s = time.monotonic()
        while time.monotonic() < began_s + _FETCHING_MAX_S:
            with self._news:
                left_s = self._fetched_s[-1] + QUIET_S - time.monotonic()
            if left_s <= 0:
                break
            time.sleep(left_s)
        with suppress(DeviceError):  # the compositor has gone
            self._give_back()

    def _keep(self) -> None:
        """Leave the text on the clipboard, for any program."""
        del self._serials["CLIPBOARD"]
        self._give_back()

    def _give_back(self) -> None:
        """Let the selections hold what they held, unless something has been copied since."""
        board = self._alive()
        for name, serial in self._serials.items():
            before = self._before.pop(name)
            if board.is_ours(name, serial) or (before.contents and self._manager_has_it(board, name)):
                board.own(name, before.contents)
        self._serials = {}

    def _manager_has_it(self, board: Board, selection: str) -> bool:
        """Whether a clipboard manager has taken the text over: then nobody has copied anything."""
        with suppress(DeviceError):
            return self._text.encode() in board.snapshot(selection).contents.values()
        return False
