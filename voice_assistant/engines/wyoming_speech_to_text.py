"""Speech-to-text on a Wyoming server: wyoming-faster-whisper, Home Assistant's add-ons, another of us."""

from __future__ import annotations

import asyncio

import numpy as np

from ..audio.resample import resample
from ..audio.types import ENGINE_RATE_HZ, Audio
from ..config.schema import SpeechToTextConfig
from ..errors import Stage
from . import wyoming_protocol as wyoming
from .base import Transcript
from .languages import language_code
from .limits import Limits
from .silence import is_silent
from .wyoming_client import WyomingServer

CHUNK_S = 0.1


class WyomingSpeechToText:
    """Fits `SpeechToText`. The protocol knows no word times and no prompt."""

    def __init__(self, config: SpeechToTextConfig) -> None:
        self._config = config
        self._server = WyomingServer(Stage.SPEECH_TO_TEXT, Limits.of(config), config.base_url)
        self._model = config.model if "model" in config.model_fields_set else None

    async def start(self) -> None:
        """Nothing is loaded here."""

    async def check(self) -> None:
        """See `Elsewhere.check`."""
        await self._server.check()

    async def transcribe(
        self,
        audio: Audio,
        *,
        language: str | None = None,
        prompt: str | None = None,
        words: bool = False,
        quick: bool = False,
        awaited: bool = False,
    ) -> Transcript:
        """See `SpeechToText.transcribe`."""
        language = language or self._config.language
        fixed = "" if language == "auto" else language
        if is_silent(audio):
            return Transcript("", fixed)
        samples = (await asyncio.to_thread(resample, audio, ENGINE_RATE_HZ)).samples
        async with self._server.connected() as exchange:
            await exchange.send(wyoming.Transcribe(name=self._model, language=fixed or None))
            await exchange.send(wyoming.AudioStart(rate=ENGINE_RATE_HZ, width=2, channels=1))
            for chunk in np.array_split(samples, max(1, round(audio.duration_s / CHUNK_S))):
                await exchange.send(wyoming.chunk_of(chunk, ENGINE_RATE_HZ))
            await exchange.send(wyoming.AudioStop())
            while True:
                event = await exchange.next(self._server.limits.first_s + audio.duration_s)
                if wyoming.Transcript.is_type(event.type):
                    heard = self._server.read(wyoming.Transcript, event)
                    if not isinstance(heard.text, str):
                        raise self._server.senseless()
                    return Transcript(heard.text.strip(), language_code(str(heard.language or "")) or fixed)

    async def close(self) -> None:
        """No connection is kept."""
