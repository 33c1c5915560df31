"""Speech-to-text behind any server with OpenAI's `/v1/audio/transcriptions`."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from typing import Any

from ..audio.resample import resample
from ..audio.types import ENGINE_RATE_HZ, Audio
from ..config.schema import SpeechToTextConfig
from ..errors import Stage
from .base import Segment, Transcript, Word
from .languages import language_code
from .openai_client import Server
from .silence import is_silent


class OpenAISpeechToText:
    """Sends a WAV file, gets the text; with times and the language where the server knows how."""

    def __init__(self, config: SpeechToTextConfig) -> None:
        self._config = config
        self._server = Server.of(Stage.SPEECH_TO_TEXT, config, config.base_url)
        self._knows_times = True  # until it refuses to tell them

    async def start(self) -> None:
        await self._server.client()

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
        """See `SpeechToText.transcribe`. Without `language`, the config's; "auto" lets the server detect it."""
        language = language or self._config.language
        fixed = "" if language == "auto" else language
        if is_silent(audio):
            return Transcript("", fixed)
        client = await self._server.client()
        wav = await asyncio.to_thread(_wav, audio)
        request: dict[str, Any] = {"model": self._config.model, "file": ("speech.wav", wav, "audio/wav")}
        if fixed:
            request["language"] = fixed
        if prompt:
            request["prompt"] = prompt
        if self._config.options:
            request["extra_body"] = self._config.options
        create: Callable[..., Awaitable[Any]] = client.audio.transcriptions.create
        timeout_s = self._server.timeout_s + audio.duration_s  # a long recording may take longer
        private = [prompt] if prompt else []
        try:
            async with asyncio.timeout(timeout_s):
                answer = await self._server.ask(lambda: self._ask(create, request, words), private=private)
        except TimeoutError as error:
            raise self._server.timed_out(timeout_s) from error
        return _transcript(answer, fixed, self._server)

    async def check(self) -> None:
        """See `Elsewhere.check`."""
        await self._server.check()

    async def close(self) -> None:
        await self._server.close()

    async def _ask(self, create: Callable[..., Awaitable[Any]], request: dict[str, Any], words: bool) -> Any:
        import openai

        if self._knows_times:
            granularities = ["segment", "word"] if words else ["segment"]
            try:
                return await create(**request, response_format="verbose_json", timestamp_granularities=granularities)
            except (openai.BadRequestError, openai.UnprocessableEntityError):
                answer = await create(**request, response_format="json")
                self._knows_times = False  # now known: it was the format that was refused
                return answer
        return await create(**request, response_format="json")


def _wav(audio: Audio) -> bytes:
    import soundfile

    file = io.BytesIO()
    soundfile.write(file, resample(audio, ENGINE_RATE_HZ).samples, ENGINE_RATE_HZ, format="WAV", subtype="PCM_16")
    return file.getvalue()


def _transcript(answer: Any, language: str, server: Server) -> Transcript:
    """From any kind of answer: times and language may be missing, text may not."""
    text = getattr(answer, "text", None)
    if not isinstance(text, str):
        raise server.error(ValueError("no text"))
    try:
        words = [Word(w.word.strip(), float(w.start), float(w.end)) for w in getattr(answer, "words", None) or ()]
        segments = [
            Segment(s.text.strip(), float(s.start), float(s.end)) for s in getattr(answer, "segments", None) or ()
        ]
    except (AttributeError, TypeError, ValueError) as error:
        raise server.error(error) from error
    if words and not segments:
        segments = [Segment(text.strip(), words[0].start_s, words[-1].end_s)]
    detected = language_code(getattr(answer, "language", None) or "")
    return Transcript(text.strip(), detected or language, tuple(_with_words(segments, words)))


def _with_words(segments: list[Segment], words: list[Word]) -> list[Segment]:
    """Each word goes to the last segment that has begun at its middle."""
    sorted_in: list[list[Word]] = [[] for _ in segments]
    for word in words:
        middle_s = (word.start_s + word.end_s) / 2
        begun = sum(segment.start_s <= middle_s for segment in segments)
        sorted_in[max(begun - 1, 0)].append(word)
    return [Segment(s.text, s.start_s, s.end_s, tuple(w)) for s, w in zip(segments, sorted_in, strict=True)]
