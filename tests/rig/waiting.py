"""Waiting for something to become true, with a deadline: the only way a test waits for the outside world."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

POLL_S = 0.02


def wait_until(condition: Callable[[], T], what: str, *, within_s: float = 20.0) -> T:
    """The first truthy result of `condition`; fails the test when there was none within `within_s` seconds."""
    deadline = time.monotonic() + within_s
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {within_s:g} s in vain: {what}")
        time.sleep(POLL_S)
    return result


async def until(condition: Callable[[], T], what: str, *, within_s: float = 20.0) -> T:
    """`wait_until` for tests that share the event loop with what they wait for."""
    deadline = time.monotonic() + within_s
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {within_s:g} s in vain: {what}")
        await asyncio.sleep(POLL_S)
    return result
