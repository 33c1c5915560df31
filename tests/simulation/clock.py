"""The sample clock: an event loop whose time passes only when there is nothing left to do, as fast as it can."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import looptime

T = TypeVar("T")


def on_sample_clock(main: Coroutine[Any, Any, T]) -> T:
    """Run `main` to its end in virtual time, which begins at 0.

    Whatever really computes blocks the loop, so that no time passes for it: see `engines.py`.
    """
    with asyncio.Runner(loop_factory=lambda: looptime.new_event_loop(start=0.0, noop_cycles=0)) as runner:
        return runner.run(main)
