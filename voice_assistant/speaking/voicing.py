"""From the text of an answer to its sound: cut into pieces, put into words that can be said, spoken."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from ..audio.types import Audio
from ..concurrency import buffered, closing, now_s
from ..engines.base import TextToSpeech
from ..engines.manner import spoken
from ..text.durations import spoken_s
from ..text.ear.stream import for_the_ear
from ..text.speakable import speakable
from ..text.waiting_words import WaitingWords
from .chunks import Chunk, chunked
from .synthesis_pace import Lead, SynthesisPace
from .waiting import with_waiting_words

_SOUNDS_AHEAD = 4
_NOTHING_LEFT_S = 0.05


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks, and how. `speed` is asked before each piece, so that it may be changed in the middle."""

    name: str | None = None  # None: the engine's own
    language: str = "en"
    speed: Callable[[], float] = field(default=lambda: 1.0)
    pronunciation: Mapping[str, str] = field(default_factory=dict)
    manner: str | None = None  # how to speak, for engines that take it


@asynccontextmanager
async def voiced(
    written: AsyncIterator[str],
    engine: TextToSpeech,
    voice_for: Callable[[str], Voice],
    pace: SynthesisPace,
    *,
    heard_s: Callable[[], float] | None,
    on_chunk: Callable[[Chunk], None] = lambda chunk: None,
    on_code: Callable[[str], None] | None = None,
    language: str = "en",
    fetching: Callable[[], bool | str] = lambda: False,
    words: WaitingWords | None = None,
) -> AsyncIterator[AsyncIterator[tuple[Chunk, Audio | None]]]:
    """Each piece of `written` with its sounds, then with None when it is complete.

    `voice_for` is asked once, with the first piece: what is written tells the language better than who wrote it.
    `heard_s` is how much of the sound was heard so far; it decides how much is said in one breath. None: nobody listens
    yet, and whole sentences are best. `on_chunk` is told
    of a piece before its sound is made. Sounds run ahead of their reader. Raises `EngineError` and what `written`
    raises, after the sounds before it. `language` is the one expected. A silence while `fetching` is
    bridged by `words`.
    """
    made_s = 0.0
    voice: Voice | None = None

    def room_s() -> float:
        return math.inf if heard_s is None else made_s - heard_s()

    def silent() -> bool:
        return room_s() < _NOTHING_LEFT_S

    async def sounds(chunks: AsyncIterator[Chunk]) -> AsyncIterator[tuple[Chunk, Audio | None]]:
        nonlocal made_s, voice
        words_too = with_waiting_words(chunks, words or WaitingWords(), fetching, silent, language)
        async with closing(words_too) as all_chunks:
            async for chunk in all_chunks:
                now = voice or voice_for(chunk.text)
                if chunk.text:
                    voice = now
                    if not (said := _said(chunk, voice)):
                        continue
                    chunk = replace(chunk, said=said)
                    on_chunk(chunk)
                lead, asked_s = Lead(), now_s()
                async with closing(_speak(engine, chunk.said, now)) as stream:
                    async for sound in stream:
                        lead.part(now_s() - asked_s, sound.duration_s)
                        made_s += sound.duration_s
                        yield chunk, sound
                        asked_s = now_s()
                pace.learn(spoken_s(chunk.said), lead.lead_s)
                yield chunk, None

    ear = for_the_ear(written, language=language[:2], on_code=on_code)
    async with (
        chunked(ear, room_s, pace, language=language) as chunks,
        buffered(sounds(chunks), _SOUNDS_AHEAD) as pieces,
    ):
        yield pieces


def _speak(engine: TextToSpeech, text: str, voice: Voice) -> AsyncIterator[Audio]:
    return spoken(engine, text, voice=voice.name, speed=voice.speed(), manner=voice.manner)


def _said(chunk: Chunk, voice: Voice) -> str:
    """As the voice is to say it: what goes on does not sound like an end."""
    said = speakable(chunk.text, voice.language, voice.pronunciation)
    return f"{said}," if said and said[-1].isalnum() and not chunk.ends_sentence else said
