"""Whether the speaker ever runs dry in the middle of an answer.

The real model and voice work at their own pace, and nobody waits for the sound to be played: for each piece it is
noted when it was ready, and reckoned whether the pieces before it would have been over by then.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.fakes import MemoryJournal, PaperDesk
from voice_assistant.app import assemble, engines
from voice_assistant.audio.types import Audio
from voice_assistant.bus import Bus
from voice_assistant.config.schema import Config
from voice_assistant.events import Event, TurnEnded
from voice_assistant.inbox import Ask, Forget
from voice_assistant.nothing import NoMicrophone

from ..report import Row, at_most

REPLIES = 500
FORGET_EVERY = 8
QUESTIONS = (
    "Why is the sky blue?",
    "What can I cook with rice, eggs and an onion?",
    "Tell me about the sea.",
    "How do I sleep better?",
    "What is a good name for a cat, and why?",
    "Explain how a bicycle stays upright.",
    "What should I see in Paris in one day?",
    "How does a vaccine work?",
    "Tell me a short story about a lighthouse.",
    "What is the difference between weather and climate?",
)


@dataclass
class Stopwatch:
    """A speaker that swallows all at once and notes when it came: (time, seconds of sound). Implements `Speaker`."""

    pieces: list[tuple[float, float]] = field(default_factory=list)
    played_s: float = 0.0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        yield

    async def play(self, audio: Audio) -> None:
        self.pieces.append((asyncio.get_running_loop().time(), audio.duration_s))
        self.played_s += audio.duration_s

    async def drain(self) -> None: ...

    def flush(self) -> None: ...

    def duck(self, gain: float) -> None: ...

    def gaps(self) -> list[float]:
        """Seconds of silence in the answer, each longer than 20 ms."""
        found, ends_s = [], self.pieces[0][0]
        for ready_s, duration_s in self.pieces:
            if ready_s > ends_s + 0.02:
                found.append(ready_s - ends_s)
            ends_s = max(ends_s, ready_s) + duration_s
        return found


async def under_runs(replies: int = REPLIES) -> list[Row]:
    config, bus, speaker = Config(), Bus(), Stopwatch()
    over = asyncio.Event()

    def follow(event: Event) -> None:
        if isinstance(event, TurnEnded):
            over.set()

    bus.subscribe(follow)
    gaps: list[float] = []
    spoken_s = 0.0
    async with engines(config) as made:
        await made.warm_up(bus)
        assistant = assemble(
            config, bus, made, microphone=NoMicrophone(), speaker=speaker, journal=MemoryJournal(), desk=PaperDesk()
        )
        running = asyncio.create_task(assistant.run(), name="assistant")
        for number in range(replies):
            if number % FORGET_EVERY == 0:
                assistant.send(Forget())
            over.clear()
            assistant.send(Ask(QUESTIONS[number % len(QUESTIONS)], "ask"))
            await asyncio.wait_for(over.wait(), timeout=120)
            if speaker.pieces:
                gaps += speaker.gaps()
                spoken_s += sum(duration_s for _, duration_s in speaker.pieces)
            speaker.pieces.clear()
        running.cancel()
        await asyncio.wait([running])
    longest = f"; the longest {max(gaps):.2f} s" if gaps else ""
    how = f"{replies} replies, {spoken_s / 60:.0f} minutes of speech, as fast as they can be made{longest}"
    return [at_most(f"under-runs in {replies} replies", len(gaps), "", 0, how)]
