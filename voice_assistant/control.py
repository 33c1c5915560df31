"""The control socket: how `trigger`, `status`, `stop` and compositor key bindings reach the running assistant.

A TCP port on loopback; its number and a random token stand in a file that only the user can read. One JSON object
per line: a request with the token, one answer; `watch` goes on with one event per line until the client leaves.
"""

from __future__ import annotations

import asyncio
import dataclasses
import hmac
import json
import os
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from .audio.level import Levels
from .bus import Bus
from .control_client import endpoint_file
from .errors import ControlError, VoiceAssistantError
from .events import Event, LevelMeasured, State, StateChanged

_HOST = "127.0.0.1"
_TIMEOUT_S = 5.0
_END_S = 1.0
_LONGEST = 1 << 24
"""Bytes of a request: a text to be read aloud may be long."""

Handler = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Takes a request, returns what the answer holds beside `ok`; may raise `VoiceAssistantError`."""


class ControlServer:
    """Answers requests while `serve` is open."""

    def __init__(self, runtime_dir: Path, port: int, handlers: Mapping[str, Handler], bus: Bus) -> None:
        self._file = endpoint_file(runtime_dir)
        self._port = port
        self._handlers = handlers
        self._bus = bus
        self._token = secrets.token_urlsafe(32)
        self._ending = asyncio.Event()
        self._connections: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[None]:
        """Raises `ControlError` when the port is taken."""
        try:
            server = await asyncio.start_server(self._connected, _HOST, self._port, limit=_LONGEST)
        except OSError as error:
            why = os.strerror(error.errno) if error.errno else str(error)  # asyncio's own text is long
            raise ControlError(
                f"port {self._port} on {_HOST} cannot be used ({why}): set `control.port` to another, or 0"
            ) from error
        port = server.sockets[0].getsockname()[1]
        _write_private(self._file, {"port": port, "token": self._token, "pid": os.getpid()})
        try:
            yield
        finally:
            self._file.unlink(missing_ok=True)
            server.close()
            self._ending.set()  # watchers hear the end of the line, not a crash
            if self._connections:
                await asyncio.wait(self._connections, timeout=_END_S)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                await self._serve_one(reader, writer)
        finally:
            writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_TIMEOUT_S):  # a silent or endless line is not one of ours
                request = self._parsed(await reader.readline())
        except (ControlError, TimeoutError, ValueError) as error:
            await _send(writer, {"ok": False, "error": str(error) or "no request came"})
        else:
            if request.get("command") == "watch":
                await self._watch(reader, writer)
            else:
                await _send(writer, self._answer(request))

    def _parsed(self, line: bytes) -> dict[str, Any]:
        try:
            request = json.loads(line)
        except ValueError as error:
            raise ControlError("not a JSON line") from error
        if not isinstance(request, dict) or not isinstance(request.get("token"), str):
            raise ControlError("no token")
        if not hmac.compare_digest(request["token"].encode(), self._token.encode()):
            raise ControlError("wrong token")
        return request

    def _answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        handler = self._handlers.get(str(request.get("command")))
        if handler is None:
            return {"ok": False, "error": f"no command {request.get('command')!r}"}
        try:
            return {"ok": True, **handler(request)}
        except VoiceAssistantError as error:
            return {"ok": False, "error": str(error), "exit_code": error.exit_code}

    async def _watch(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        events: asyncio.Queue[Event] = asyncio.Queue(1000)

        idle = True
        levels = Levels(asyncio.get_running_loop().time)

        def follow(event: Event) -> None:
            nonlocal idle
            if isinstance(event, StateChanged):
                idle = event.state is State.IDLE
            if isinstance(event, LevelMeasured) and (idle or not levels.worth_telling(event)):
                return  # thirty times a second, and all day long where the microphone is open for a wake word
            if not events.full():  # a watcher that does not read misses events; it never slows us down
                events.put_nowait(event)

        unsubscribe = self._bus.subscribe(follow)
        over = {asyncio.ensure_future(reader.read()), asyncio.ensure_future(self._ending.wait())}
        try:
            await _send(writer, {"ok": True})
            while not any(future.done() for future in over):
                event = asyncio.ensure_future(events.get())
                await asyncio.wait({event, *over}, return_when=asyncio.FIRST_COMPLETED)
                if not event.cancel():
                    await _send(writer, event_as_json(event.result()))
        finally:
            for future in over:
                future.cancel()
            unsubscribe()


def event_as_json(event: Event) -> dict[str, Any]:
    """`{"event": "Transcribed", "text": ..., ...}`."""
    return {"event": type(event).__name__, **dataclasses.asdict(event)}


async def _send(writer: asyncio.StreamWriter, message: Mapping[str, Any]) -> None:
    writer.write(json.dumps(message).encode() + b"\n")
    await writer.drain()


def _write_private(path: Path, content: Mapping[str, Any]) -> None:
    """Atomically, and never readable by others, not even for a moment."""
    staged = path.with_suffix(f".{os.getpid()}")
    staged.unlink(missing_ok=True)
    with os.fdopen(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(content, file)
    staged.replace(path)
