"""A talk in plain lines, for an output that is no screen: begun, followed, and left when it is over."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue

from ..errors import ControlError
from ..events import Event, State, StateChanged
from .attached import Attached, News
from .run import OVER

_OVER_S = 1.5
"""Idle for so long, the talk is over; between two turns it may be for a moment."""
_POLL_S = 0.25


def follow_talk(runtime_dir: Path, binding: str, show: Callable[[Event], None]) -> None:
    """Begin a talk through `binding` when the models are loaded; `show` every event until it is over.

    Raises `ControlError` when the assistant ends. Ctrl+C ends the talk.
    """
    news: SimpleQueue[News] = SimpleQueue()
    assistant = Attached(runtime_dir, news)
    while not assistant.ask("status")["warm"]:
        time.sleep(_POLL_S)
    assistant.follow()
    assistant.ask("converse", binding=binding)
    begun, idle_since_s = False, time.monotonic()
    try:
        while not (begun and idle_since_s and time.monotonic() > idle_since_s + _OVER_S):
            try:
                event = news.get(timeout=_POLL_S)
            except Empty:
                continue
            if event is None:
                raise ControlError(OVER)
            if isinstance(event, str):
                continue
            show(event)
            if isinstance(event, StateChanged):
                begun = begun or event.state is not State.IDLE
                idle_since_s = time.monotonic() if event.state is State.IDLE else 0.0
    except KeyboardInterrupt:
        assistant.ask("cancel")
