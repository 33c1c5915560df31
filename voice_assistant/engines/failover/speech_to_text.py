"""Speech-to-text that goes on with the next engine: the same sound is given to it."""

from __future__ import annotations

from ...audio.types import Audio
from ...errors import EngineError
from ..base import SpeechToText, Transcript
from .chain import Chain


class FailoverSpeechToText:
    """Fits `SpeechToText`."""

    def __init__(self, chain: Chain[SpeechToText]) -> None:
        self.chain = chain

    async def start(self) -> None:
        await self.chain.ready()

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
        self.chain.used()
        first: EngineError | None = None
        for link in self.chain.to_try():
            try:
                transcript = await link.engine.transcribe(
                    audio, language=language, prompt=prompt, words=words, quick=quick, awaited=awaited
                )
            except EngineError as error:
                self.chain.failed(link, error)
                first = first or error
            else:
                self.chain.works(link)
                return transcript
        assert first is not None
        raise first

    async def close(self) -> None:
        await self.chain.close()
