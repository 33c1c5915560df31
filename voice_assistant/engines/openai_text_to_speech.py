"""Text-to-speech behind any server with OpenAI's `/v1/audio/speech`, played while it arrives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import numpy as np

from ..audio.types import Audio, Samples
from ..config.schema import TextToSpeechConfig
from ..errors import Code, EngineError, Stage
from .openai_client import Server
from .wav_stream import WavStream

PCM_RATE_HZ = 24_000  # by OpenAI's definition
PIECE_BYTES = 9_600  # 0.2 s of it


class OpenAITextToSpeech:
    """Asks for WAV, which tells its rate; for servers without it, `options.response_format = "pcm"`."""

    def __init__(self, config: TextToSpeechConfig) -> None:
        self._config = config
        self._server = Server.of(Stage.TEXT_TO_SPEECH, config, config.base_url)

    async def start(self) -> None:
        await self._server.client()

    takes_manner = True
    """See `TakesManner`: OpenAI's `instructions`, which its newer voices follow."""

    async def speak(
        self, text: str, *, voice: str | None = None, speed: float = 1.0, manner: str | None = None
    ) -> AsyncIterator[Audio]:
        if not text.strip():
            return
        server = self._server
        client = await server.client()
        options = {"response_format": "wav", **self._config.options}
        decoder = _PcmStream() if options["response_format"] == "pcm" else WavStream()
        request: dict[str, Any] = {
            "model": self._config.model,
            "voice": voice or self._config.voice,
            "input": text,
            "response_format": options.pop("response_format"),
        }
        if speed != 1.0:  # some servers do not know it
            request["speed"] = speed
        if manner and "instructions" not in options:
            request["instructions"] = manner
        if options:
            request["extra_body"] = options
        opening = client.audio.speech.with_streaming_response.create
        try:
            async with asyncio.timeout(server.timeout_s):
                answer = await server.ask(lambda: opening(**request).__aenter__(), private=[text])
        except TimeoutError as error:
            raise server.timed_out() from error
        came = False
        try:
            _refuse_text(answer.headers.get("content-type", ""))
            pieces = answer.iter_bytes(PIECE_BYTES)
            while (piece := await self._next(pieces, server.stall_s if came else server.timeout_s)) is not None:
                samples = decoder.push(piece)
                if len(samples):
                    came = True
                    yield Audio(samples, decoder.rate_hz)
        except EngineError:
            raise
        except Exception as error:
            failure = server.error(error, private=[text])
            raise server.broke_off() if failure.code is Code.UNREACHABLE else failure from error
        finally:
            await answer.close()
        if came and decoder.cut_off:
            raise server.broke_off()
        if not came:
            raise server.error(ValueError("no sound"))

    async def check(self) -> None:
        """See `Elsewhere.check`."""
        await self._server.check()

    async def close(self) -> None:
        await self._server.close()

    async def _next(self, pieces: AsyncIterator[bytes], wait_s: float) -> bytes | None:
        try:
            async with asyncio.timeout(wait_s):
                piece: bytes | None = await anext(pieces, None)
                return piece
        except TimeoutError as error:
            raise self._server.timed_out(wait_s) from error


class _PcmStream:
    """Like `WavStream`, for bare samples."""

    rate_hz = PCM_RATE_HZ
    cut_off = False

    def __init__(self) -> None:
        self._odd = b""

    def push(self, data: bytes) -> Samples:
        data = self._odd + data
        whole = len(data) - len(data) % 2
        self._odd = data[whole:]
        samples: Samples = np.frombuffer(data[:whole], dtype="<i2").astype(np.float32) / np.float32(32768)
        return samples


def _refuse_text(content_type: str) -> None:
    """An error page sent as if all were well would be noise at full volume."""
    if content_type.startswith(("text/", "application/json")):
        raise ValueError(f"{content_type} instead of sound")
