"""What the control socket and the hotkeys ask of a reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from ..errors import UsageError
from ..inbox import Command, Read, Steer
from ..spelling import did_you_mean
from ..text.reading_commands import ReadingCommand
from .reading_aloud import ReadingAloud

_KEYS = {"pause": ReadingCommand.TOGGLE}  # one key for both


class ReadsToSomebody(Protocol):
    """The session."""

    @property
    def reading(self) -> ReadingAloud: ...

    def send(self, command: Command) -> None: ...


def command_of_key(name: str) -> ReadingCommand:
    """Of a key, as it is called in `[reading_keys]`."""
    return _KEYS.get(name) or ReadingCommand(name.replace("_", "-"))


def reading_requests(session: ReadsToSomebody) -> dict[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]]:
    """`reading` steers (`action`) and tells where it is; `read` begins: `text` or `document`, `from`, `companion`."""

    def steer(request: Mapping[str, Any]) -> Mapping[str, Any]:
        action = str(request.get("action", "where"))
        if action not in list(ReadingCommand):
            raise UsageError(f'a reading cannot be told "{action}"{did_you_mean(action, list(ReadingCommand))}')
        if action == ReadingCommand.WHERE:
            return session.reading.where()
        if not session.reading.active:
            raise UsageError("nothing is being read")
        session.send(Steer(ReadingCommand(action)))
        return {}

    def read(request: Mapping[str, Any]) -> Mapping[str, Any]:
        text, document, begin = (str(request.get(key) or "") for key in ("text", "document", "from"))
        if text and document:
            raise UsageError("read either a text or a document")
        companion = request.get("companion")
        session.send(Read(text, document, begin, None if companion is None else bool(companion)))
        return {}

    return {"reading": steer, "read": read}
