"""Text-to-speech on a Wyoming server: wyoming-piper, Home Assistant's add-ons, another of us."""

from __future__ import annotations

from collections.abc import AsyncIterator

from ..audio.types import Audio
from ..config.schema import TextToSpeechConfig
from ..errors import Stage
from . import wyoming_protocol as wyoming
from .limits import Limits
from .wyoming_client import WyomingServer


class WyomingTextToSpeech:
    """Fits `TextToSpeech`; played while it arrives. The protocol knows no speed: it is the server's."""

    def __init__(self, config: TextToSpeechConfig) -> None:
        self._server = WyomingServer(Stage.TEXT_TO_SPEECH, Limits.of(config), config.base_url)
        self._voice = config.voice if "voice" in config.model_fields_set else None

    async def start(self) -> None:
        """Nothing is loaded here."""

    async def check(self) -> None:
        """See `Elsewhere.check`."""
        await self._server.check()

    async def speak(self, text: str, *, voice: str | None = None, speed: float = 1.0) -> AsyncIterator[Audio]:
        if not text.strip():
            return
        name = voice or self._voice
        limits, came = self._server.limits, False
        async with self._server.connected() as exchange:
            await exchange.send(wyoming.Synthesize(text=text, voice=wyoming.Voice(name=name) if name else None))
            while True:
                event = await exchange.next(limits.stall_s if came else limits.first_s)
                if wyoming.AudioStop.is_type(event.type):
                    break
                if wyoming.AudioChunk.is_type(event.type):
                    sound = self._sound(event)
                    came = came or bool(len(sound.samples))
                    yield sound
        if not came:
            raise self._server.senseless()

    async def close(self) -> None:
        """No connection is kept."""

    def _sound(self, event: wyoming.Event) -> Audio:
        try:
            return wyoming.sound_of(self._server.read(wyoming.AudioChunk, event))
        except (ValueError, TypeError) as error:
            raise self._server.senseless() from error
