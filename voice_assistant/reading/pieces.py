"""A reading in pieces of half a minute or so, each known by all that makes its sound: made once, in any order."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass

from ..config.schema import TextToSpeechConfig
from ..documents.base import Kind
from ..text.durations import spoken_s
from .script import Script
from .sentence import Sentence, pause_s
from .wording import Phrase, Wording

_FORMAT = 1
"""Of what is kept; another one is made anew."""
_LONG_ENOUGH_S, _TOO_LONG_S = 30.0, 90.0


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, the silence before it, and who says what of it."""

    sentence: Sentence
    pause_s: float
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    lines: tuple[Line, ...]
    name: str

    @property
    def place(self) -> int:
        """Of its last sentence."""
        return self.lines[-1].sentence.place


async def pieces_of(script: Script, wording: Wording, voice: TextToSpeechConfig, place: int) -> AsyncIterator[Piece]:
    """All from `place` on, in order. They end with a paragraph, where they can, and before a heading."""
    speed = voice.speed
    lines: list[Line] = []
    length_s = 0.0
    before: Sentence | None = None
    sentence = await script.at(place)
    while sentence is not None:
        begins_paragraph = before is not None and before.place != sentence.place
        ends = begins_paragraph and (length_s > _LONG_ENOUGH_S or sentence.kind is Kind.HEADING)
        if lines and (ends or length_s > _TOO_LONG_S):
            yield Piece(tuple(lines), _name(lines, voice))
            lines, length_s = [], 0.0
        if phrases := wording.phrases(sentence):
            pause = 0.0 if before is None else pause_s(before, sentence) / speed
            lines.append(Line(sentence, pause, tuple(phrases)))
            length_s += sum(spoken_s(phrase.said) for phrase in phrases) / speed
            before = sentence
        sentence = await script.after(sentence)
    if lines:
        yield Piece(tuple(lines), _name(lines, voice))


def _name(lines: list[Line], voice: TextToSpeechConfig) -> str:
    """The same for the same sound, times and texts."""
    made_by = voice.model_dump(include={"engine", "voice", "model", "speed", "base_url", "options"})
    told = [
        (line.pause_s, line.sentence.place, line.sentence.text, [asdict(phrase) for phrase in line.phrases])
        for line in lines
    ]
    return hashlib.sha256(json.dumps([_FORMAT, made_by, told], default=str).encode()).hexdigest()[:32]
