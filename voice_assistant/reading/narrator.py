"""The voice of a reading: a sentence to its sound, which is kept for a while, so that going back is instant."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from ..audio.types import Audio
from ..concurrency import closing
from ..config.schema import Config
from ..engines.base import TextToSpeech
from .being_made import BeingMade, Told
from .sentence import Sentence
from .wording import Phrase, Wording

KEPT = 32
"""Sentences whose sound is kept: about three minutes, 16 MB."""
_QUIET = 0.01
"""Of the loudest sample: what the voice itself puts around a sentence is not part of the written pause."""
_MARGIN_S = 0.03
OTHER_VOICE_S = 0.15
"""The pause where another voice takes over, in a sentence."""

_Key = tuple[Sentence, float]


class Narrator:
    """`voices` are the installed ones with their languages."""

    def __init__(self, engine: TextToSpeech, config: Config, voices: Callable[[], Mapping[str, str]] = dict) -> None:
        self._engine = engine
        self._speed = config.text_to_speech.speed
        self._wording = Wording(config, voices)
        self._kept: OrderedDict[_Key, list[Told]] = OrderedDict()
        self._making: dict[_Key, BeingMade] = {}

    def pronounce(self, words: Mapping[str, str]) -> None:
        """How the words of the document that is read now are said, on top of those of the person."""
        self._wording.pronounce(words)
        self._kept.clear()
        self._making.clear()

    async def sounds(self, sentence: Sentence, speed: float = 1.0, *, soon: bool = False) -> AsyncIterator[Audio]:
        """The sound of `sentence` without silence around it; none where there is nothing to say.

        `speed` comes on top of the configured one. `soon`: somebody waits for the first of it. Raises `EngineError`.
        """
        async with closing(self.spoken(sentence, speed, soon=soon)) as spoken:
            async for _, sound in spoken:
                yield sound

    async def spoken(self, sentence: Sentence, speed: float = 1.0, *, soon: bool = False) -> AsyncIterator[Told]:
        """As `sounds`, each with its phrase (None: a pause)."""
        key = sentence, speed
        if (kept := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            for told in kept:
                yield told
            return
        async with closing((self._making.get(key) or self._make(key, soon=soon)).sounds()) as sounds:
            async for told in sounds:
                yield told

    def _make(self, key: _Key, *, soon: bool) -> BeingMade:
        sentence, speed = key
        phrases = self._wording.phrases(sentence, soon=soon)

        def over(made: list[Told] | None) -> None:
            if self._making.get(key) is making:  # else it is said in another way by now
                del self._making[key]
                if made is not None:
                    self._kept[key] = made
                    while len(self._kept) > KEPT:
                        self._kept.popitem(last=False)

        making = self._making[key] = BeingMade(phrases, sounds_of(phrases, self._engine, speed * self._speed), over)
        return making


async def sounds_of(
    phrases: Sequence[Phrase], engine: TextToSpeech, speed: float
) -> AsyncIterator[tuple[Phrase | None, Audio]]:
    """The sound of a sentence without silence around it, each with its phrase (None: a pause). Raises `EngineError`."""
    paused = True
    for _, turn in groupby(phrases, key=lambda phrase: (phrase.voice, phrase.quoted)):
        said = list(turn)
        async with closing(_without_silence(_spoken(said, engine, speed), said[-1])) as sounds:
            async for phrase, sound in sounds:
                if not paused:
                    yield None, Audio.silence(OTHER_VOICE_S / speed, sound.rate_hz)
                paused = True
                yield phrase, sound
        paused = False


async def _spoken(phrases: list[Phrase], engine: TextToSpeech, speed: float) -> AsyncIterator[tuple[Phrase, Audio]]:
    for phrase in phrases:
        async with closing(engine.speak(phrase.said, voice=phrase.voice, speed=speed)) as sounds:
            async for sound in sounds:
                yield phrase, sound


async def _without_silence(
    sounds: AsyncIterator[tuple[Phrase, Audio]], last: Phrase
) -> AsyncIterator[tuple[Phrase, Audio]]:
    """Nothing waits for the sound behind it, but where the `last` phrase may be over."""
    held: tuple[Phrase, Audio] | None = None
    first = True
    async with closing(sounds):
        async for phrase, sound in sounds:
            if held is not None:
                yield held
                held = None
            if first:
                sound = trimmed(sound, start=True, end=False)
                first = False
            if phrase is last and not sound.goes_on:
                held = phrase, sound
            else:
                yield phrase, sound
    if held is not None:
        yield held[0], trimmed(held[1], start=False, end=True)


async def unbroken(
    sounds: AsyncIterator[tuple[Phrase | None, Audio]],
) -> AsyncIterator[tuple[Phrase | None, Audio]]:
    """What a voice made in pieces as one: for whom nobody waits, and who would leave seams between them."""
    pieces: list[Audio] = []
    async for phrase, sound in sounds:
        pieces.append(sound)
        if not sound.goes_on:
            yield phrase, sound if len(pieces) == 1 else Audio.join(pieces, sound.rate_hz)
            pieces = []


def trimmed(sound: Audio, *, start: bool, end: bool) -> Audio:
    """`sound` without the silence before and behind what is in it; as it is when that is nothing."""
    loud = np.abs(sound.samples)
    sounding = np.flatnonzero(loud > _QUIET * loud.max(initial=0.0))
    if not len(sounding):
        return sound
    margin = round(_MARGIN_S * sound.rate_hz)
    begins = max(0, int(sounding[0]) - margin) if start else 0
    ends = min(len(loud), int(sounding[-1]) + margin) if end else len(loud)
    before_s = begins / sound.rate_hz
    return replace(
        sound,
        samples=sound.samples[begins:ends],
        word_ends_s=tuple(at_s - before_s for at_s in sound.word_ends_s),
        word_starts_s=tuple(max(0.0, at_s - before_s) for at_s in sound.word_starts_s),
    )
