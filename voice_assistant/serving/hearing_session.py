"""One utterance that another program sends: decoded while it comes in, as our own microphone's is."""

from __future__ import annotations

from ..audio.resample import StreamResampler
from ..audio.types import ENGINE_RATE_HZ, Audio, Samples
from ..bus import Bus
from ..config.schema import Config
from ..engines.base import SpeechToText, Transcript
from ..engines.languages import language_code
from ..engines.registry import create_voice_activity
from ..hearing import Hearing
from ..listening import SpeechMeter


class HearingSession:
    """`feed` it, then `finish`; or `stop`, when nobody wants to know."""

    def __init__(self, config: Config, recogniser: SpeechToText, language: str | None) -> None:
        wanted = language_code((language or "").replace("_", "-").split("-")[0])
        fixed = wanted or (config.speech_to_text.language if config.speech_to_text.language != "auto" else None)
        activity = config.voice_activity
        self._hearing = Hearing(
            recogniser,
            SpeechMeter(create_voice_activity(activity), activity.threshold),
            Bus(),
            language=fixed,
            min_speech_s=activity.min_speech_s,
            live=config.speech_to_text.while_speaking,
            vocabulary=config.vocabulary.words,
        )
        self._left_s = config.microphone.max_s
        self._resampler: StreamResampler | None = None
        self._begun = False

    async def feed(self, sound: Audio) -> None:
        """The next sound, at any rate; what is longer than our own recordings may be is not heard."""
        if not self._begun:
            self._begun = True
            await self._hearing.__aenter__()
        if self._resampler is None or self._resampler.from_hz != sound.rate_hz:
            self._resampler = StreamResampler(sound.rate_hz, ENGINE_RATE_HZ)
        self._left_s -= sound.duration_s
        if self._left_s > 0:
            self._hear(self._resampler.push(sound.samples))

    async def finish(self) -> Transcript:
        """What was said. Raises `EngineError`."""
        try:
            if self._resampler is not None:
                self._hear(self._resampler.finish())
            return await self._hearing.finish()
        finally:
            await self.stop()

    async def stop(self) -> None:
        if self._begun:
            self._begun = False
            await self._hearing.__aexit__(None, None, None)

    def _hear(self, samples: Samples) -> None:
        if len(samples):
            self._hearing.feed(Audio(samples, ENGINE_RATE_HZ))
