"""A document on paper, and a reader with fakes around it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from tests.fakes import ClockSpeaker, ScriptedVoice
from voice_assistant.audio.types import Audio
from voice_assistant.bus import Bus
from voice_assistant.config.schema import Config
from voice_assistant.documents.base import Block, Kind
from voice_assistant.events import Event, SentenceBegan
from voice_assistant.reading.narrator import Narrator
from voice_assistant.reading.reader import Reader
from voice_assistant.reading.script import Script


def paper(*texts: str, apart: int = 1) -> list[Block]:
    """Paragraphs, `apart` places from each other; "# " begins a heading."""
    return [
        Block(Kind.HEADING, text[2:], place=number * apart, level=1)
        if text.startswith("# ")
        else Block(Kind.PARAGRAPH, text, place=number * apart)
        for number, text in enumerate(texts)
    ]


class PaperPages:
    """Implements `Pages`."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.furthest = -1  # the last block that was ever asked for
        self.asked = 0

    async def some(self, start: int, most: int) -> list[Block]:
        self.asked += 1
        found = [block for block in self.blocks if block.place >= start][:most]
        self.furthest = max([self.furthest, *(block.place for block in found)])
        return found


class LoudVoice(ScriptedVoice):
    """Its sound is no silence, so that nothing is taken away from it. All words take the same time."""

    tells_words = False

    async def speak(self, text: str, *, voice: str | None = None, speed: float = 1.0) -> AsyncIterator[Audio]:
        async for sound in super().speak(text, voice=voice, speed=speed):
            sound.samples[:] = 0.5
            words = len(text.split())
            starts_s = tuple(number * sound.duration_s / words for number in range(words))
            ends_s = (*starts_s[1:], sound.duration_s)
            yield replace(sound, word_starts_s=starts_s, word_ends_s=ends_s) if self.tells_words else sound


class ReadingRoom:
    """Records which sentences began, and when, in seconds of the loop's clock."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.pages = PaperPages(blocks)
        self.script = Script(self.pages)
        self.voice = LoudVoice()
        self.speaker = ClockSpeaker()
        self.bus = Bus()
        self.narrator = Narrator(self.voice, Config())
        self.reader = Reader(self.script, self.narrator, self.speaker, self.bus)
        self.began: list[SentenceBegan] = []
        self.bus.subscribe(self._note)

    @property
    def texts(self) -> list[str]:
        return [event.text for event in self.began]

    def _note(self, event: Event) -> None:
        if isinstance(event, SentenceBegan):
            self.began.append(event)
