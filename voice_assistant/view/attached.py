"""The running assistant as a view has it: its events in a queue, its commands a call away."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, get_args

from .. import events
from ..control_client import request, watch
from ..errors import VoiceAssistantError
from ..events import Event, State, StateChanged
from ..vision_events import PicturesSeen, SeenPicture

News = Event | str | None
"""An event, the name of a key that was pressed, or None: it is over."""

_KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in get_args(events.Event)}


class Attached:
    """Events come into `news` after `follow` has returned, until None says that the assistant has ended."""

    def __init__(self, runtime_dir: Path, news: SimpleQueue[News]) -> None:
        self._runtime_dir = runtime_dir
        self._news = news

    def follow(self) -> None:
        connected = threading.Event()
        threading.Thread(target=self._read, args=(connected,), name="watch", daemon=True).start()
        connected.wait()

    def ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        """Raises `ControlError` when it runs no more, `UsageError` when it refuses."""
        return request(self._runtime_dir, command, **arguments)

    def _read(self, connected: threading.Event) -> None:
        try:
            with suppress(VoiceAssistantError):
                for told in watch(self._runtime_dir, connected.set):
                    if (event := event_from_json(told)) is not None:
                        self._news.put(event)
        finally:
            connected.set()
            self._news.put(None)


def event_from_json(told: Mapping[str, Any]) -> Event | None:
    """What `control.event_as_json` made of an event; None for one of another version of this program."""
    fields = {name: value for name, value in told.items() if name != "event"}
    kind = _KINDS.get(str(told.get("event")))
    if kind is None:
        return None
    try:
        if kind is StateChanged:
            fields["state"] = State(fields["state"])
        elif kind is PicturesSeen:
            fields["pictures"] = tuple(SeenPicture(**picture) for picture in fields["pictures"])
        event: Event = kind(**fields)
    except (TypeError, ValueError, KeyError):
        return None
    return event
