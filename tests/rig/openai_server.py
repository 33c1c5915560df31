"""A real local server with OpenAI's API, that can be told to misbehave.

    with OpenAIServer() as server:
        server.then(Status(429), Reply("Hello."))      # for the next two requests
        ... base_url=server.base_url ...
        server.requests[0].json["messages"]

Requests that nothing was scripted for get a good answer: `server.reply(request)` to a chat, `server.hear(wav)` to a
transcription, `server.say(text, voice, speed)` to speech; each can be replaced.
"""

from __future__ import annotations

import base64
import email.parser
import email.policy
import io
import json
import select
import socket
import threading
import wave
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.rig.own_speech import pieces
from voice_assistant.engines.pcm import pcm16


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]  # names in lower case
    body: bytes

    @cached_property
    def json(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(self.body)
        return loaded

    @cached_property
    def form(self) -> dict[str, list[bytes]]:
        """The fields of a multipart upload."""
        head = f"content-type: {self.headers['content-type']}\r\n\r\n".encode()
        message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + self.body)
        fields: dict[str, list[bytes]] = {}
        for part in message.iter_parts():
            name = str(part.get_param("name", header="content-disposition"))
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            fields.setdefault(name, []).append(content)
        return fields


@dataclass(frozen=True)
class Reply:
    """A good answer: `text` is the chat's reply or the transcript."""

    text: str


@dataclass(frozen=True)
class Audible:
    """A chat answered in sound; it breaks off after so many pieces, if that is given."""

    text: str
    until: int | None = None


@dataclass(frozen=True)
class Status:
    """An HTTP error."""

    code: int
    message: str = "no"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Silence:
    """Accept the request and never answer; see `client_left`."""


@dataclass(frozen=True)
class HangUp:
    """Break the connection instead of answering."""


@dataclass(frozen=True)
class Stall:
    """Begin to answer, then fall silent; see `client_left`."""

    after: int = 2  # pieces


@dataclass(frozen=True)
class Disconnect:
    """Begin to answer, then break the connection."""

    after: int = 2


@dataclass(frozen=True)
class EndEarly:
    """Begin to answer, then end as if that were all."""

    after: int = 2


@dataclass(frozen=True)
class Garbage:
    """A web page instead of an answer, as from a wrong address."""


@dataclass(frozen=True)
class GarbageEvents:
    """Events that are no JSON."""


@dataclass(frozen=True)
class ErrorEvent:
    """An error in the middle of a stream that began well."""

    after: int = 2


@dataclass(frozen=True)
class Die:
    """Begin to answer, and be gone after `share` of it: from then on, nobody gets any answer."""

    share: float  # 0.0 ... 1.0; the last piece never comes


Behaviour = (
    Reply
    | Audible
    | Status
    | Silence
    | HangUp
    | Stall
    | Disconnect
    | EndEarly
    | Garbage
    | GarbageEvents
    | ErrorEvent
    | Die
)

STREAMED = (Stall, Disconnect, EndEarly, ErrorEvent)


class OpenAIServer:
    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.client_left = threading.Event()
        """Set when a client went away from an answer that was still going on."""
        self.reply: Callable[[Request], str] = lambda request: "Hello there. How can I help you today?"
        self.hear: Callable[[bytes], dict[str, Any]] = lambda wav: {"text": "What time is it?", "language": "english"}
        self.say: Callable[[str, str, float], bytes] = lambda text, voice, speed: tone_wav()
        self.dead = False
        self._script: deque[Behaviour | None] = deque()
        self.closing = threading.Event()
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.rig = self
        self._thread = threading.Thread(target=lambda: self._http.serve_forever(0.02), name="openai-server")

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def then(self, *behaviours: Behaviour | None) -> None:
        """What to do with the next requests, one each; None answers well."""
        self._script.extend(behaviours)

    def next_behaviour(self) -> Behaviour | None:
        if self.dead:
            return HangUp()
        return self._script.popleft() if self._script else None

    def revive(self) -> None:
        """As if nothing had happened."""
        self.dead = False
        self._script.clear()
        self.requests.clear()

    def __enter__(self) -> OpenAIServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


def tone_wav(seconds: float = 0.5, rate_hz: int = 24_000) -> bytes:
    """A square wave of 400 Hz, 16 bit mono."""
    half = rate_hz // 800
    cycle = (b"\x00\x20" * half) + (b"\x00\xe0" * half)
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(rate_hz)
        wav.writeframes(cycle * round(seconds * 400))
    return file.getvalue()


class _Server(ThreadingHTTPServer):
    rig: OpenAIServer
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away are what we are for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: object) -> None: ...

    def do_GET(self) -> None:
        if self.server.rig.dead:
            self._hang_up()
            return
        self._json({"object": "list", "data": [{"id": "some-model", "object": "model"}]})

    def do_POST(self) -> None:
        rig = self.server.rig
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        request = Request(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        rig.requests.append(request)
        behaviour = rig.next_behaviour()
        if isinstance(behaviour, Status):
            error = {"error": {"message": behaviour.message, "type": "error", "code": behaviour.code}}
            self._json(error, behaviour.code, behaviour.headers)
        elif isinstance(behaviour, Silence):
            self._wait_for_the_client_to_leave()
        elif isinstance(behaviour, HangUp):
            self._hang_up()
        elif isinstance(behaviour, Garbage):
            self._send("text/html", b"<html><body>It works!</body></html>")
        elif isinstance(behaviour, GarbageEvents):
            self._send("text/event-stream", b"data: {this is no json\n\n" * 3)
        elif isinstance(behaviour, Audible):
            events = _audible_events(behaviour.text, str(request.json.get("model")))
            until = behaviour.until
            self._stream("text/event-stream", events, None if until is None else Disconnect(until))
        else:
            answer = self._answers(request, behaviour.text if isinstance(behaviour, Reply) else None)
            if answer is None:
                self._json({"error": {"message": "unknown path"}}, 404)
            else:
                self._stream(*answer, behaviour)

    def _answers(self, request: Request, text: str | None) -> tuple[str, Iterator[bytes]] | None:
        """Content type and pieces of the right answer."""
        rig = self.server.rig
        if request.path.endswith("/chat/completions"):
            reply = rig.reply(request) if text is None else text
            return "text/event-stream", _chat_events(reply, str(request.json.get("model")))
        if request.path.endswith("/audio/transcriptions"):
            heard = rig.hear(request.form["file"][0]) if text is None else {"text": text, "language": "english"}
            if request.form["response_format"] == [b"json"]:
                heard = {"text": heard["text"]}
            return "application/json", _halves(json.dumps(heard).encode())
        if request.path.endswith("/audio/speech"):
            asked = request.json
            sound = rig.say(asked["input"], asked["voice"], asked.get("speed", 1.0))
            return "audio/wav", (sound[at : at + 4000] for at in range(0, len(sound), 4000))
        if request.path.endswith("/embeddings"):
            rows = [[float(line.count(letter)) for letter in "aeiourst"] for line in request.json["input"]]
            data = [{"object": "embedding", "index": at, "embedding": row} for at, row in enumerate(rows)]
            return "application/json", _halves(json.dumps({"object": "list", "data": data[::-1]}).encode())
        return None

    def _stream(self, content_type: str, pieces: Iterator[bytes], behaviour: Behaviour | None) -> None:
        self.send_response(200)
        self.send_header("content-type", content_type)
        chunked = not isinstance(behaviour, EndEarly)
        self.send_header(*(("transfer-encoding", "chunked") if chunked else ("connection", "close")))
        self.end_headers()
        whole = list(pieces) if isinstance(behaviour, Die) else []
        for number, piece in enumerate(whole or pieces):
            if isinstance(behaviour, Die) and number == int(behaviour.share * (len(whole) - 1)):
                self.server.rig.dead = True
                self._hang_up()
                return
            if isinstance(behaviour, STREAMED) and number == behaviour.after:
                if isinstance(behaviour, Stall):
                    self._wait_for_the_client_to_leave()
                if isinstance(behaviour, ErrorEvent):
                    self._chunk(b'data: {"error": {"message": "out of memory", "code": 500}}\n\n')
                    self._chunk(b"")
                self._hang_up()
                return
            if chunked:
                self._chunk(piece)
            else:
                self.wfile.write(piece)
        if chunked:
            self._chunk(b"")

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):  # the client was faster
            self.connection.shutdown(socket.SHUT_RDWR)

    def _chunk(self, piece: bytes) -> None:
        try:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.flush()
        except OSError:
            self.server.rig.client_left.set()
            raise

    def _wait_for_the_client_to_leave(self) -> None:
        self.close_connection = True
        while not self.server.rig.closing.is_set():
            readable, _, _ = select.select([self.connection], [], [], 0.02)
            if readable:
                try:
                    left = not self.connection.recv(1, socket.MSG_PEEK)
                except OSError:
                    left = True
                if left:
                    self.server.rig.client_left.set()
                    return

    def _json(self, value: object, code: int = 200, headers: dict[str, str] | None = None) -> None:
        self._send("application/json", json.dumps(value).encode(), code, headers)

    def _send(self, kind: str, body: bytes, code: int = 200, headers: dict[str, str] | None = None) -> None:
        self.send_response(code)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _chat_events(reply: str, model: str) -> Iterator[bytes]:
    def event(delta: dict[str, str], finish_reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
        chunk = {"id": "chat-1", "object": "chat.completion.chunk", "created": 1, "model": model, "choices": [choice]}
        return f"data: {json.dumps(chunk)}\n\n".encode()

    yield event({"role": "assistant", "content": ""})
    words = reply.split(" ")
    for number, word in enumerate(words):
        yield event({"content": word if number == 0 else f" {word}"})
    yield event({}, "stop")
    yield b"data: [DONE]\n\n"


def _audible_events(reply: str, model: str) -> Iterator[bytes]:
    def event(delta: dict[str, Any], finish_reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
        chunk = {"id": "chat-1", "object": "chat.completion.chunk", "created": 1, "model": model, "choices": [choice]}
        return f"data: {json.dumps(chunk)}\n\n".encode()

    yield event({"role": "assistant", "audio": {"id": "audio-1"}})
    for piece in pieces(reply):
        if piece.sound is None:
            yield event({"audio": {"id": "audio-1", "transcript": str(piece)}})
        else:
            yield event({"audio": {"id": "audio-1", "data": base64.b64encode(pcm16(piece.sound.samples)).decode()}})
    yield event({"audio": {"id": "audio-1", "expires_at": 1}})
    yield event({}, "stop")
    yield b"data: [DONE]\n\n"


def _halves(body: bytes) -> Iterator[bytes]:
    yield body[: len(body) // 2]
    yield body[len(body) // 2 :]
