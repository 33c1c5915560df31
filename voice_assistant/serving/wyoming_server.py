"""Our recogniser, voices and wake words for programs that speak Wyoming, such as Home Assistant.

The protocol knows no password and no encryption: whoever reaches the port may use it, and nothing that is said
through it is kept or logged.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

from ..app import Engines
from ..concurrency import closing
from ..config.schema import Config
from ..engines import wyoming_protocol as wyoming
from ..errors import EngineError, UsageError
from ..text.sentences import SentenceSplitter
from .hearing_session import HearingSession
from .offer import offer
from .voice import spoken
from .wake_session import WakeSession

log = logging.getLogger(__name__)

CHUNK_SAMPLES = 2_048


def place(uri: str) -> tuple[str, int]:
    """Host and port of "tcp://127.0.0.1:10300". Raises `UsageError`."""
    try:
        parts = urlsplit(uri)
        if parts.scheme == "tcp" and parts.hostname and parts.port is not None:
            return parts.hostname, parts.port
    except ValueError:
        pass
    raise UsageError(f"{uri}: write it as tcp://127.0.0.1:10300")


def on_this_machine(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")


@asynccontextmanager
async def serving(config: Config, made: Engines, host: str, port: int) -> AsyncIterator[int]:
    """Serve while the context is open; gives the port. Raises `UsageError` when it cannot be used."""
    connections: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        connections.add(task)
        task.add_done_callback(connections.discard)
        with suppress(asyncio.CancelledError):
            await Connection(config, made, reader, writer).run()

    try:
        server = await asyncio.start_server(connected, host, port)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise UsageError(f"{host}:{port} cannot be used ({why}): choose another with --uri") from error
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in list(connections):
            task.cancel()
        if connections:
            await asyncio.wait(connections)


class Connection:
    """One client, until it leaves."""

    def __init__(
        self, config: Config, made: Engines, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._config = config
        self._made = made
        self._reader, self._writer = reader, writer
        self._language: str | None = None
        self._hearing: HearingSession | None = None
        self._wake: WakeSession | None = None
        self._detected = False
        self._sentences: SentenceSplitter | None = None  # of a text that comes in pieces
        self._voice: wyoming.Voice | None = None
        self._sounding = False

    async def run(self) -> None:
        """Nothing is raised."""
        try:
            while (event := await wyoming.async_read_event(self._reader)) is not None:
                try:
                    await self._handle(event)
                except EngineError as error:
                    self._sounding = False
                    await self._send(wyoming.Error(text=str(error), code=error.code.value))
        except (OSError, asyncio.IncompleteReadError):
            pass  # it left
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            log.info("a client that does not speak Wyoming: %s", type(error).__name__)
        finally:
            if self._hearing is not None:
                await self._hearing.stop()
            self._writer.close()
            with suppress(OSError):
                await self._writer.wait_closed()

    async def _handle(self, event: wyoming.Event) -> None:
        match event.type:
            case "describe":
                await self._send(await asyncio.to_thread(offer, self._config))
            case "ping":
                await self._send(wyoming.Pong(text=wyoming.Ping.from_event(event).text))
            case "transcribe":
                self._wake = None
                self._language = wyoming.Transcribe.from_event(event).language
            case "detect":
                names = wyoming.Detect.from_event(event).names
                self._wake, self._detected = await asyncio.to_thread(WakeSession, self._config, names), False
            case "audio-chunk":
                await self._listen(wyoming.AudioChunk.from_event(event))
            case "audio-stop":
                await self._listened()
            case "synthesize" if self._sentences is None:  # else it is sent for servers that take no pieces
                wish = wyoming.Synthesize.from_event(event)
                self._voice = wish.voice
                await self._say(wish.text)
                await self._fall_silent()
            case "synthesize-start":
                self._voice = wyoming.SynthesizeStart.from_event(event).voice
                self._sentences = SentenceSplitter()
            case "synthesize-chunk" if self._sentences is not None:
                for sentence in self._sentences.add(wyoming.SynthesizeChunk.from_event(event).text):
                    await self._say(sentence)
            case "synthesize-stop" if self._sentences is not None:
                rest, self._sentences = self._sentences.finish(), None
                for sentence in rest:
                    await self._say(sentence)
                await self._fall_silent()
                await self._send(wyoming.SynthesizeStopped())

    async def _listen(self, chunk: wyoming.AudioChunk) -> None:
        sound = wyoming.sound_of(chunk)
        if self._wake is not None:
            word = self._wake.feed(sound)
            if word is not None:
                self._detected = True
                await self._send(wyoming.Detection(name=word, timestamp=chunk.timestamp))
            return
        if self._hearing is None:
            self._hearing = HearingSession(self._config, self._made.speech_to_text, self._language)
        await self._hearing.feed(sound)

    async def _listened(self) -> None:
        if self._wake is not None:
            if not self._detected:
                await self._send(wyoming.NotDetected())
            return
        hearing, self._hearing = self._hearing, None
        text, language = "", self._language
        if hearing is not None:
            transcript = await hearing.finish()
            text, language = transcript.text, transcript.language or language
        await self._send(wyoming.Transcript(text=text, language=language))

    async def _say(self, text: str) -> None:
        wanted = self._voice
        sounds = spoken(
            self._config,
            self._made.text_to_speech,
            text,
            voice=wanted.name if wanted else None,
            language=wanted.language if wanted else None,
        )
        async with closing(sounds):
            async for sound in sounds:
                if not self._sounding:
                    self._sounding = True
                    await self._send(wyoming.AudioStart(rate=sound.rate_hz, width=2, channels=1))
                for start in range(0, len(sound.samples), CHUNK_SAMPLES):
                    piece = sound.samples[start : start + CHUNK_SAMPLES]
                    await self._send(wyoming.chunk_of(piece, sound.rate_hz))

    async def _fall_silent(self) -> None:
        if not self._sounding:  # a text without a sound
            await self._send(wyoming.AudioStart(rate=22_050, width=2, channels=1))
        self._sounding = False
        await self._send(wyoming.AudioStop())

    async def _send(self, what: wyoming.Eventable) -> None:
        await wyoming.async_write_event(what.event(), self._writer)
