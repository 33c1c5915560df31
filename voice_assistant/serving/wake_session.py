"""A stream that another program has us listen to for a wake word."""

from __future__ import annotations

from collections.abc import Sequence

from ..audio.resample import StreamResampler
from ..audio.types import ENGINE_RATE_HZ, Audio
from ..config.schema import Config
from ..engines.registry import create_voice_activity, create_wake_words
from ..turn_taking.wake_word import Spotter


class WakeSession:
    """Makes its detectors when it is made, which takes a moment: on a thread. Raises `EngineError`."""

    def __init__(self, config: Config, names: Sequence[str] | None) -> None:
        wanted = [word for word in config.wake_word.words if not names or word in names]
        words = create_wake_words(config.wake_word.model_copy(update={"words": wanted or config.wake_word.words}))
        self._spotter = Spotter(words, create_voice_activity(config.voice_activity))
        self._resampler: StreamResampler | None = None

    def feed(self, sound: Audio) -> str | None:
        """The word that has just been said, if one was."""
        if self._resampler is None or self._resampler.from_hz != sound.rate_hz:
            self._resampler = StreamResampler(sound.rate_hz, ENGINE_RATE_HZ)
        heard = None
        for frame, is_speech in self._spotter.meter.feed(Audio(self._resampler.push(sound.samples), ENGINE_RATE_HZ)):
            heard = self._spotter.feed(frame, is_speech) or heard
        return heard
