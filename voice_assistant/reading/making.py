"""The sound of a piece, with the time of each sentence and word in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..audio.book_file import RATE_HZ
from ..audio.loudness import blocks_of
from ..audio.resample import resample
from ..audio.types import Audio
from ..concurrency import closing
from ..engines.base import TextToSpeech
from ..text.words_over import words_over
from .narrator import sounds_of, unbroken
from .piece_store import MadePiece, Stretch, TimedSentence, TimedWord
from .pieces import Line, Piece
from .wording import Phrase


@dataclass
class _Spoken:
    """One phrase: where its words are said, in seconds from the beginning of the piece."""

    phrase: Phrase
    spans_s: list[tuple[float, float]] = field(default_factory=list)
    untold: bool = False


class Maker:
    """Puts the sound of one piece together. At `RATE_HZ`, whatever rate the voices have."""

    def __init__(self) -> None:
        self._sounds: list[Audio] = []
        self._samples = 0
        self._sentences: list[TimedSentence] = []
        self._by_voice: dict[str, list[Audio]] = {}
        self._stretches: list[Stretch] = []

    @property
    def _now_s(self) -> float:
        return self._samples / RATE_HZ

    async def make(self, piece: Piece, engine: TextToSpeech, speed: float) -> tuple[Audio, MadePiece]:
        """Raises `EngineError`."""
        for line in piece.lines:
            await self._say(line, engine, speed)
        sound = Audio.join(self._sounds, RATE_HZ)
        return sound, MadePiece(
            self._samples, RATE_HZ, tuple(self._sentences), tuple(_merged(self._stretches)), self._loudness()
        )

    async def _say(self, line: Line, engine: TextToSpeech, speed: float) -> None:
        self._add(Audio.silence(line.pause_s, RATE_HZ), None)
        begins_s = self._now_s
        spoken: list[_Spoken] = []
        async with closing(sounds_of(line.phrases, engine, speed)) as sounds:
            async for phrase, sound in unbroken(sounds):
                if phrase is not None:
                    if not spoken or spoken[-1].phrase is not phrase:
                        spoken.append(_Spoken(phrase))
                    starts_s, ends_s = sound.word_starts_s, sound.word_ends_s
                    spoken[-1].untold |= not starts_s
                    spoken[-1].spans_s += [
                        (self._now_s + s, self._now_s + e) for s, e in zip(starts_s, ends_s, strict=True)
                    ]
                self._add(resample(sound, RATE_HZ), phrase)
        if self._now_s > begins_s:
            words = tuple(_timed_words(line.sentence.text, spoken))
            sentence = TimedSentence(line.sentence.place, line.sentence.text, begins_s, self._now_s, words)
            self._sentences.append(sentence)

    def _add(self, sound: Audio, phrase: Phrase | None) -> None:
        self._sounds.append(sound)
        self._samples += len(sound.samples)
        if phrase is not None:
            voice = phrase.voice or ""
            self._by_voice.setdefault(voice, []).append(sound)
            self._stretches.append(Stretch(voice, self._samples))

    def _loudness(self) -> dict[str, dict[float, int]]:
        return {voice: dict(blocks_of(Audio.join(sounds, RATE_HZ))) for voice, sounds in self._by_voice.items()}


def _merged(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    for stretch, following in zip(stretches, [*stretches[1:], None], strict=True):
        if following is None or following.voice != stretch.voice:
            yield stretch


def _timed_words(text: str, spoken: Sequence[_Spoken]) -> Iterator[TimedWord]:
    """The words of `text`, where the voice tells when it says them."""
    at = 0
    for one in spoken:
        written = [match.span() for match in re.finditer(r"\S+", one.phrase.text)]
        offset = text.find(one.phrase.text, at)
        if offset < 0:
            continue
        at = offset + len(one.phrase.text)
        said = one.phrase.said.split()
        if one.untold or len(one.spans_s) != len(said):
            continue
        over = words_over(one.phrase.text.split(), said)
        first = 0  # of the words said
        for number, (start, end) in enumerate(written):
            last = next((count for count, words in enumerate(over) if words > number), None)
            if last is not None and last > first:
                yield TimedWord(offset + start, offset + end, one.spans_s[first][0], one.spans_s[last - 1][1])
                first = last
