"""A real local server that speaks the Realtime API, keeps each conversation as strictly as it must, and can misbehave.

async with RealtimeServer() as server:
    server.then(Say("Hello."), Die(after=3))        # for the next two responses
    ... base_url=server.base_url ...
    server.sessions[-1].items
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response

from tests.rig.own_speech import RATE_HZ, pieces
from voice_assistant.engines.pcm import pcm16


@dataclass(frozen=True)
class Say:
    text: str
    hold: bool = False  # send all of it, but never say that it is over


@dataclass(frozen=True)
class Write:
    """An answer in text."""

    text: str


@dataclass(frozen=True)
class Call:
    name: str
    arguments: str
    before: str = ""  # said first


@dataclass(frozen=True)
class Die:
    """Break the connection after so many events of an answer."""

    after: int
    text: str = "This will not be said to its end, whatever happens."


@dataclass(frozen=True)
class Fail:
    code: str = "server_error"


@dataclass(frozen=True)
class Silent:
    """Never answer."""


Behaviour = Say | Write | Call | Die | Fail | Silent


@dataclass
class Item:
    id: str
    role: str
    text: str = ""
    sound_s: float = 0.0
    parts: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Session:
    """One connection. `items` is what the model would know."""

    settings: dict[str, Any] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    buffer: bytes = b""
    events: list[dict[str, Any]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    response: asyncio.Task[None] | None = None
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    def kinds(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["type"] == kind]

    def told(self) -> list[tuple[str, str]]:
        return [(item.role, item.text) for item in self.items]


class RealtimeServer:
    def __init__(self) -> None:
        self.sessions: list[Session] = []
        self.hears = "What is the capital of France?"
        self.refuse: HTTPStatus | None = None
        self.takes_pictures = True
        self.queries: list[str] = []
        self._script: deque[Behaviour] = deque()
        self._server: Server | None = None
        self._number = 0

    @property
    def base_url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{next(iter(self._server.sockets)).getsockname()[1]}/v1"

    def then(self, *behaviours: Behaviour) -> None:
        self._script.extend(behaviours)

    async def __aenter__(self) -> RealtimeServer:
        self._server = await serve(self._serve, "127.0.0.1", 0, process_request=self._admit, max_size=None)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    def hang_up(self) -> None:
        """End all connections, as a server does after an hour."""
        assert self._server is not None
        for connection in list(self._server.connections):
            connection.transport.abort()

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        self.queries.append(request.path)
        return None if self.refuse is None else connection.respond(self.refuse, "no\n")

    def _new(self, kind: str) -> str:
        self._number += 1
        return f"{kind}_{self._number}"

    async def _serve(self, connection: ServerConnection) -> None:
        session = Session()
        self.sessions.append(session)
        try:
            with suppress(Exception):
                await self._send(connection, "session.created", session={})
                async for message in connection:
                    event = json.loads(message)
                    session.events.append(event)
                    await self._handle(connection, session, event)
        finally:
            if session.response is not None:
                session.response.cancel()
            session.closed.set()

    async def _send(self, connection: ServerConnection, kind: str, **content: Any) -> None:
        await connection.send(json.dumps({"type": kind, "event_id": self._new("event"), **content}))

    async def _error(self, connection: ServerConnection, session: Session, code: str, event: dict[str, Any]) -> None:
        session.errors.append(code)
        error = {"type": "invalid_request_error", "code": code, "message": "no", "event_id": event["event_id"]}
        await self._send(connection, "error", error=error)

    async def _handle(self, connection: ServerConnection, session: Session, event: dict[str, Any]) -> None:
        match event["type"]:
            case "session.update":
                if event["session"]["audio"]["output"]["voice"] == "nobody":
                    await self._error(connection, session, "invalid_value", event)
                    return
                session.settings = event["session"]
                await self._send(connection, "session.updated", session=session.settings)
            case "input_audio_buffer.append":
                session.buffer += base64.b64decode(event["audio"])
            case "input_audio_buffer.commit":
                item = Item(self._new("item"), "user", self.hears, len(session.buffer) / 2 / RATE_HZ)
                session.items.append(item)
                session.buffer = b""
                await self._send(connection, "input_audio_buffer.committed", item_id=item.id)
                kind = "conversation.item.input_audio_transcription.completed"
                await self._send(connection, kind, item_id=item.id, transcript=self.hears)
            case "conversation.item.create" if "input_image" in json.dumps(event) and not self.takes_pictures:
                await self._error(connection, session, "invalid_value", event)
            case "conversation.item.create":
                session.items.append(_item(event["item"]))
                await self._send(connection, "conversation.item.created", item=event["item"])
            case "conversation.item.delete":
                await self._delete(connection, session, event)
            case "conversation.item.truncate":
                await self._truncate(connection, session, event)
            case "response.create":
                if session.response is not None and not session.response.done():
                    await self._error(connection, session, "conversation_already_has_active_response", event)
                else:
                    behaviour = self._script.popleft() if self._script else Say("Hello there.")
                    answer = self._respond(connection, session, behaviour)
                    session.response = asyncio.create_task(answer)
            case "response.cancel":
                if session.response is None or session.response.done():
                    await self._error(connection, session, "response_cancel_not_active", event)
                else:
                    session.response.cancel()
                    await asyncio.wait([session.response])
                    await self._send(connection, "response.done", response={"status": "cancelled"})

    async def _delete(self, connection: ServerConnection, session: Session, event: dict[str, Any]) -> None:
        kept = [item for item in session.items if item.id != event["item_id"]]
        if len(kept) == len(session.items):
            await self._error(connection, session, "item_delete_invalid_item_id", event)
        session.items = kept

    async def _truncate(self, connection: ServerConnection, session: Session, event: dict[str, Any]) -> None:
        item = next((item for item in session.items if item.id == event["item_id"]), None)
        if item is None or event["audio_end_ms"] / 1000 > item.sound_s + 0.001:
            await self._error(connection, session, "invalid_truncate", event)
        else:
            item.sound_s = event["audio_end_ms"] / 1000

    async def _respond(self, connection: ServerConnection, session: Session, behaviour: Behaviour) -> None:
        response = self._new("resp")
        await self._send(connection, "response.created", response={"id": response, "status": "in_progress"})
        status: dict[str, Any] = {"id": response, "status": "completed"}
        match behaviour:
            case Silent():
                await asyncio.Event().wait()
            case Fail(code):
                status = {"id": response, "status": "failed", "status_details": {"error": {"code": code}}}
            case Say(text, hold):
                await self._speak(connection, session, response, text)
                if hold:
                    await asyncio.Event().wait()
            case Die(after, text):
                await self._speak(connection, session, response, text, after)
                connection.transport.abort()
                return
            case Write(text):
                item = Item(self._new("item"), "assistant", text)
                session.items.append(item)
                for word in text.split(" "):
                    await self._send(connection, "response.output_text.delta", item_id=item.id, delta=f"{word} ")
            case Call(name, arguments, before):
                if before:
                    await self._speak(connection, session, response, before)
                item = Item(self._new("item"), "call", name)
                session.items.append(item)
                called = {"id": item.id, "type": "function_call", "name": name, "call_id": self._new("call")}
                called["arguments"] = arguments
                await self._send(connection, "response.output_item.done", response_id=response, item=called)
        await self._send(connection, "response.done", response=status)

    async def _speak(
        self, connection: ServerConnection, session: Session, response: str, text: str, after: int | None = None
    ) -> None:
        item = Item(self._new("item"), "assistant")
        session.items.append(item)
        ids = {"response_id": response, "item_id": item.id, "content_index": 0}
        for number, piece in enumerate(pieces(text)):
            if number == after:
                return
            if piece.sound is None:
                item.text += str(piece)
                await self._send(connection, "response.output_audio_transcript.delta", delta=str(piece), **ids)
            else:
                item.sound_s += piece.sound.duration_s
                sound = base64.b64encode(pcm16(piece.sound.samples)).decode()
                await self._send(connection, "response.output_audio.delta", delta=sound, **ids)


def _item(content: dict[str, Any]) -> Item:
    parts = content.get("content") or []
    text = "".join(part.get("text") or "" for part in parts) or content.get("output") or content.get("name") or ""
    role = {"function_call": "call", "function_call_output": "output"}.get(content["type"]) or content["role"]
    return Item(content["id"], role, text, parts=parts)
