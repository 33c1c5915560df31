"""Progress of a long step: a bar on a terminal, a few plain lines anywhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def shown(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """Gives a function to call with what is being done, the bytes done, and the bytes in all (0: not known)."""
    if not sys.stderr.isatty():
        yield _Lines(title)
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        bar, doing = None, ""

        def show(what: str, done: int, total: int) -> None:
            nonlocal bar, doing
            if what != doing:  # a new step has its own speed and time left
                if bar is not None:
                    bars.remove_task(bar)
                doing, bar = what, bars.add_task(f"{title}: {what}")
            assert bar is not None
            bars.update(bar, completed=done, total=total or None)

        yield show


class _Lines:
    """One line when a step begins, and one every few seconds while it lasts."""

    EVERY_S = 5.0

    def __init__(self, title: str) -> None:
        self._title = title
        self._doing = ""
        self._said_at = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if what == self._doing and now - self._said_at < self.EVERY_S:
            return
        self._doing, self._said_at = what, now
        size = f" {done / 1e6:.0f} of {total / 1e6:.0f} MB" if total else ""
        print(f"{self._title}: {what}{size}", file=sys.stderr, flush=True)
