"""One session of the Realtime API: what is sent in order, and what comes back sorted by who waits for it."""

from __future__ import annotations

import asyncio
import json
import logging
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..errors import Code, EngineError
from .openai_client import Server

if TYPE_CHECKING:
    from openai.resources.realtime.realtime import AsyncRealtimeConnection

log = logging.getLogger(__name__)

Event = dict[str, Any]

for _name in ("websockets", "websockets.client"):  # at lower levels they log what is sent
    logging.getLogger(_name).setLevel(logging.WARNING)


class Line:
    """Open until `close`, or until the server hangs up: then `error` says why."""

    def __init__(self, connection: AsyncRealtimeConnection, server: Server) -> None:
        self._connection = connection
        self._server = server
        self._outbox: asyncio.Queue[Event] = asyncio.Queue()
        self._numbers = count(1)
        self.inbox: asyncio.Queue[Event | None] = asyncio.Queue()
        """What belongs to a response, and errors; None at the end of the line."""
        self.transcripts: dict[str, str] = {}
        """What the server understood, by item."""
        self.committed: asyncio.Queue[str] = asyncio.Queue()
        """Items that were made of sound, in order."""
        self.idle = asyncio.Event()
        """No response is being made."""
        self.idle.set()
        self.error: EngineError | None = None
        self._tasks = [
            asyncio.create_task(self._read(), name="realtime: read"),
            asyncio.create_task(self._write(), name="realtime: write"),
        ]

    def send(self, kind: str, **content: Any) -> str:
        """Returns at once; the id of the event, which an error about it will name. Sent in order."""
        number = f"event_{next(self._numbers)}"
        self._outbox.put_nowait({"type": kind, "event_id": number, **content})
        return number

    async def close(self) -> None:
        """What was sent before goes out, if that is a matter of a moment."""
        self._fail(EngineError(self._server.stage, Code.UNREACHABLE, "the session is closed"))
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)
        try:
            async with asyncio.timeout(1.0):
                await self._connection.close()
        except Exception as error:
            log.debug("closing a session: %s", type(error).__name__)

    async def _write(self) -> None:
        try:
            while True:
                await self._connection.send(await self._outbox.get())  # type: ignore[arg-type]
        except Exception as error:
            self._fail(self._broke(error))

    async def _read(self) -> None:
        try:
            while True:
                event = json.loads(await self._connection.recv_bytes())
                if isinstance(event, dict):
                    self._sort(event)
        except Exception as error:
            self._fail(self._broke(error))

    def _sort(self, event: Event) -> None:
        kind = str(event.get("type"))
        if kind == "input_audio_buffer.committed":
            self.committed.put_nowait(str(event.get("item_id")))
        elif kind == "conversation.item.input_audio_transcription.completed":
            self.transcripts[str(event.get("item_id"))] = str(event.get("transcript") or "").strip()
        elif kind.startswith("response.") or kind == "error":
            if kind == "response.created":
                self.idle.clear()
            elif kind == "response.done":
                self.idle.set()
            self.inbox.put_nowait(event)

    def _broke(self, error: Exception) -> EngineError:
        log.debug("realtime: %s", type(error).__name__)
        if isinstance(error, ValueError):
            return self._server.error(error)
        return self._server.broke_off()

    def _fail(self, error: EngineError) -> None:
        if self.error is None:
            self.error = error
            self.inbox.put_nowait(None)
            self.committed.put_nowait("")
            self.idle.set()


async def call(server: Server, model: str) -> Line:
    """A new session. Raises `EngineError`."""
    client = await server.client()
    host = urlsplit(server.base_url).hostname or ""
    local = host in ("localhost", "::1") or host.startswith("127.")
    options: Any = {"proxy": None} if local else {}
    try:
        async with asyncio.timeout(server.timeout_s):
            manager = client.realtime.connect(model=model, websocket_connection_options=options)
            return Line(await manager.enter(), server)
    except TimeoutError as error:
        raise server.timed_out() from error
    except Exception as error:
        raise _refused(server, error) from error


def _refused(server: Server, error: Exception) -> EngineError:
    status = getattr(getattr(error, "response", None), "status_code", None)
    stage, who = server.stage, server.name
    if isinstance(error, OSError):
        line = f"cannot reach {who}: is it running, and is the address right?"
        return EngineError(stage, Code.UNREACHABLE, line)
    if status in (401, 403):
        line = f"{who} refuses the key ({status}): set VOICE_ASSISTANT_{server.section.upper()}_API_KEY"
        return EngineError(stage, Code.UNAUTHORIZED, line)
    if status == 429:
        return EngineError(stage, Code.RATE_LIMITED, f"{who} allows no more sessions now (429): wait a little")
    if status is not None and status < 500:
        line = f"{who} has no realtime sessions there ({status}): check {server.section}.model and .base_url"
        return EngineError(stage, Code.REJECTED, line)
    if status is not None:
        return EngineError(stage, Code.BROKEN, f"{who} has a problem of its own ({status}): try again")
    return server.error(error)
