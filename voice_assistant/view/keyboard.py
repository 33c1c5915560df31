"""Single keys from the terminal, as they are pressed."""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_ARROWS = {"A": "up", "B": "down", "C": "right", "D": "left"}  # behind "ESC [", or "ESC O" in application mode
_WINDOWS_ARROWS = {"H": "up", "P": "down", "M": "right", "K": "left"}
_NAMES = {" ": "space", "\r": "space", "\n": "space", "\x1b": "escape", "\x03": "q", "\x04": "q"}


@contextmanager
def pressed_keys(on_key: Callable[[str], None]) -> Iterator[None]:
    """Calls `on_key` from a thread with "space", "escape", an arrow or the letter, while the context is open.

    Does nothing where standard input is no terminal.
    """
    if not sys.stdin.isatty():
        yield
        return
    with _reading(on_key):
        yield


def names(typed: str) -> list[str]:
    """The keys of `typed`, what a terminal sends at once: arrows are "up", "down", "left", "right", their like none."""
    if len(typed) > 1 and typed.startswith("\x1b"):
        arrows = re.findall(r"\x1b[\[O]([A-D])", typed)  # several, where one is held down
        return [_ARROWS[arrow] for arrow in arrows]
    return [_NAMES.get(character, character.lower()) for character in typed]


if sys.platform != "win32":
    import select
    import termios
    import tty

    @contextmanager
    def _reading(on_key: Callable[[str], None]) -> Iterator[None]:
        terminal = sys.stdin.fileno()
        before = termios.tcgetattr(terminal)
        stop, stopping = os.pipe()
        tty.setcbreak(terminal)  # Ctrl+C stays a signal

        def read() -> None:
            while True:
                ready, _, _ = select.select([terminal, stop], [], [])
                if stop in ready:
                    return
                typed = os.read(terminal, 64).decode(errors="ignore")
                if not typed:  # the terminal has gone
                    on_key("q")
                    return
                for name in names(typed):
                    on_key(name)

        thread = threading.Thread(target=read, name="keyboard", daemon=True)
        thread.start()
        try:
            yield
        finally:
            os.write(stopping, b"!")
            thread.join()
            os.close(stop)
            os.close(stopping)
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)

else:
    import msvcrt

    @contextmanager
    def _reading(on_key: Callable[[str], None]) -> Iterator[None]:
        over = threading.Event()

        def read() -> None:
            while not over.wait(0.05):
                while msvcrt.kbhit():
                    typed = msvcrt.getwch()
                    if typed in "\x00\xe0":  # an arrow or its like, in two parts
                        if (arrow := _WINDOWS_ARROWS.get(msvcrt.getwch())) is not None:
                            on_key(arrow)
                    else:
                        on_key(names(typed)[0])

        thread = threading.Thread(target=read, name="keyboard", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
