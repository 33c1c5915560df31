"""The voice of a reading: a sentence to its sound, which is kept for a while, so that going back is instant."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace

import numpy as np

from ..audio.types import Audio
from ..concurrency import closing
from ..config.schema import Config
from ..engines.base import TextToSpeech
from ..text.clauses import clause_ends
from ..text.durations import spoken_s
from ..text.language import language_of
from ..text.speakable import speakable
from ..text.voices import language_of_voice, voice_for
from .sentence import Sentence

KEPT = 32
"""Sentences whose sound is kept: about three minutes, 16 MB."""
_LONG_S = 3.0
"""A sentence that somebody waits for, and that takes longer to say, begins with its first clause."""
_QUIET = 0.01
"""Of the loudest sample: what the voice itself puts around a sentence is not part of the written pause."""
_MARGIN_S = 0.03


class Narrator:
    """`voices` are the installed ones with their languages."""

    def __init__(self, engine: TextToSpeech, config: Config, voices: Callable[[], Mapping[str, str]] = dict) -> None:
        self._engine = engine
        self._config = config
        self._voices = voices
        self._kept: OrderedDict[tuple[Sentence, float], list[Audio]] = OrderedDict()
        self._language = ""

    async def sounds(self, sentence: Sentence, speed: float = 1.0, *, soon: bool = False) -> AsyncIterator[Audio]:
        """The sound of `sentence` without silence around it; none where there is nothing to say.

        `speed` comes on top of the configured one. `soon`: somebody waits for the first of it. Raises `EngineError`.
        """
        key = sentence, speed
        if (kept := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            for sound in kept:
                yield sound
            return
        made: list[Audio] = []
        async with closing(_without_silence(self._spoken(sentence, speed, soon=soon))) as sounds:
            async for sound in sounds:
                made.append(sound)
                yield sound
        self._kept[key] = made
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    async def _spoken(self, sentence: Sentence, speed: float, *, soon: bool) -> AsyncIterator[Audio]:
        settings = self._config.text_to_speech
        voice = self._voice(sentence)
        language = language_of_voice(voice) or "en"
        for text, ends in _pieces(sentence.text, language, soon=soon):
            said = speakable(text, language, self._config.pronunciation)
            if not said:
                continue
            if said[-1].isalnum() and not ends:
                said += ","  # what goes on does not sound like an end
            name = None if voice == settings.voice else voice
            async with closing(self._engine.speak(said, voice=name, speed=speed * settings.speed)) as sounds:
                async for sound in sounds:
                    yield sound

    def _voice(self, sentence: Sentence) -> str:
        settings = self._config.text_to_speech
        if not settings.follow_language:
            return settings.voice
        self._language = sentence.language or language_of(sentence.text, self._language)
        return voice_for(self._language[:2], settings.voice, self._voices(), settings.voices)


def _pieces(text: str, language: str, *, soon: bool) -> list[tuple[str, bool]]:
    """Each with whether it ends the sentence."""
    if soon and spoken_s(text) > _LONG_S and (ends := clause_ends(text, language)):
        return [(text[: ends[0]], False), (text[ends[0] :], True)]
    return [(text, True)]


async def _without_silence(sounds: AsyncIterator[Audio]) -> AsyncIterator[Audio]:
    held: Audio | None = None
    first = True
    async with closing(sounds):
        async for sound in sounds:
            if held is not None:
                yield held
            held = trimmed(sound, start=True, end=False) if first else sound
            first = False
    if held is not None:
        yield trimmed(held, start=False, end=True)


def trimmed(sound: Audio, *, start: bool, end: bool) -> Audio:
    """`sound` without the silence before and behind what is in it; as it is when that is nothing."""
    loud = np.abs(sound.samples)
    sounding = np.flatnonzero(loud > _QUIET * loud.max(initial=0.0))
    if not len(sounding):
        return sound
    margin = round(_MARGIN_S * sound.rate_hz)
    begins = max(0, int(sounding[0]) - margin) if start else 0
    ends = min(len(loud), int(sounding[-1]) + margin) if end else len(loud)
    word_ends_s = tuple(at_s - begins / sound.rate_hz for at_s in sound.word_ends_s)
    return replace(sound, samples=sound.samples[begins:ends], word_ends_s=word_ends_s)
