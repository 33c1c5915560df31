"""Text-to-speech that goes on with the next voice, in the middle of a sentence as well."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass

from ...audio.types import Audio
from ...concurrency import closing
from ...errors import EngineError
from ...text.language import language_of
from ...text.voices import language_of_voice, voice_for
from ..base import TextToSpeech
from ..manner import spoken
from .chain import Chain
from .link import Link
from .rest import SaidSoFar


@dataclass(frozen=True)
class Voices:
    """What an engine can speak with: `own` is the configured voice, `known` others with their languages."""

    own: str
    known: Callable[[], Mapping[str, str]]
    chosen: Mapping[str, str]

    def like(self, wanted: str | None, text: str) -> str | None:
        """Its own voice for who asks for `wanted`, a voice of the preferred engine; None is the configured one."""
        known = self.known()
        if wanted in known:
            return wanted
        language = language_of(text, language_of_voice(wanted or "").split("_")[0])
        name = voice_for(language, self.own, known, self.chosen)
        return None if name == self.own else name


class FailoverTextToSpeech:
    """Fits `TextToSpeech`. `voices` are those of each link."""

    def __init__(self, chain: Chain[TextToSpeech], voices: Mapping[Link[TextToSpeech], Voices]) -> None:
        self.chain = chain
        self._voices = voices

    async def start(self) -> None:
        await self.chain.ready()

    takes_manner = True

    async def speak(
        self, text: str, *, voice: str | None = None, speed: float = 1.0, manner: str | None = None
    ) -> AsyncIterator[Audio]:
        self.chain.used()
        said = SaidSoFar(text, speed)
        first: EngineError | None = None
        for link in self.chain.to_try():
            name = voice if link is self.chain.links[0] else self._voices[link].like(voice, text)
            try:
                told = spoken(link.engine, said.rest, voice=name, speed=speed, manner=manner)
                async with closing(told) as sounds:
                    async for sound in sounds:
                        said.add(sound)
                        yield sound
            except EngineError as error:
                self.chain.failed(link, error)
                first = first or error
                said.broke_off()
                if not said.rest:
                    return
            else:
                self.chain.works(link)
                return
        assert first is not None
        raise first

    async def close(self) -> None:
        await self.chain.close()
