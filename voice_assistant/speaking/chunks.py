"""A reply, cut into the pieces in which it is said: the first clause as soon as it stands, then whole sentences.

Whoever makes the voice asks for the next piece. A sentence is what a voice says best, so it is waited for, while there
is time: `room_s()`, the seconds of sound that are made and not yet played (for a file: infinite). When they would run
out before the sentence is written or its sound is made, a clause must do. So the pieces grow by themselves: with each,
there is more time for the next.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from ..concurrency import closing
from ..text.clauses import clause_ends
from ..text.durations import spoken_s
from ..text.sentences import SentenceSplitter, split_sentences
from .synthesis_pace import SynthesisPace

SOON_S = 0.3
"""A first sentence that is there, and made within this, is not divided."""
_LONGER, _MARGIN_S = 1.25, 0.25
"""Something else may want the processor as well: what is planned may take so many times as long, and so much more."""
_SURE_S = 0.3
"""What looks like the end of a sentence is one when nothing follows for so long."""
_MAY_END = set(".!?…。！？\"'”’»)]*_` \n")
_MOMENT_S = 0.001
_TOGETHER_S = 6.0
"""Sentences that cost more than they last go together, up to this."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of the reply; all of them joined are the reply. `text` begins with the white space before it."""

    text: str
    ends_sentence: bool = True
    said: str = ""  # how the voice puts it, once that is known

    @property
    def spoken_s(self) -> float:
        """How long it takes to say, estimated."""
        return spoken_s(self.text)


@asynccontextmanager
async def chunked(
    deltas: AsyncIterator[str], room_s: Callable[[], float], pace: SynthesisPace, *, language: str = "en"
) -> AsyncIterator[AsyncIterator[Chunk]]:
    """The pieces of a text that is still being written.

    Reads `deltas` as fast as they come, and closes them at the end. An error in them is raised after the sentences
    before it. A context manager for the same reason as `buffered`.
    """
    text = _Text(language)

    async def read() -> None:
        try:
            async with closing(deltas):
                async for delta in deltas:
                    text.add(delta)
            text.finish()
        except Exception as error:
            text.fail(error)

    async def pieces() -> AsyncIterator[Chunk]:
        first = room_s() < math.inf  # then the first is urgent
        while (chunk := await _next(text, room_s, pace, first=first)) is not None:
            first = False
            yield chunk

    reader = asyncio.create_task(read(), name="chunks")
    try:
        yield pieces()
    finally:
        reader.cancel()
        await asyncio.wait([reader])


async def _next(text: _Text, room_s: Callable[[], float], pace: SynthesisPace, *, first: bool) -> Chunk | None:
    while True:
        if text.sentences:
            return _sentence(text, room_s(), pace, first=first)
        if text.ended:
            text.check()
            return None
        wait_s: float | None = None
        if ends := text.clauses():
            wait_s = 0.0 if first else _spare_s(text.rest[: ends[-1]], room_s(), pace)
            if wait_s < _MOMENT_S:
                return text.take(ends[0] if first else ends[-1])
        # What would prove that a sentence is over is the next word: when that does not come, it is over all the same.
        sure_s = max(_SURE_S, _spare_s(text.rest, room_s(), pace)) if text.seems_whole() else None
        whole_first = sure_s is not None and (wait_s is None or sure_s <= wait_s)
        if not await text.more(sure_s if whole_first else wait_s) and whole_first:
            return text.take(len(text.rest), ends_sentence=True)


def _spare_s(text: str, room_s: float, pace: SynthesisPace) -> float:
    """How long the making of `text` may wait before the sound runs out."""
    return room_s - _LONGER * pace.lead_s(spoken_s(text)) - _MARGIN_S


def _sentence(text: _Text, room_s: float, pace: SynthesisPace, *, first: bool) -> Chunk:
    """The next sentence, as much of it as there is time for, or several."""
    sentence = text.sentences[0]
    if first:
        in_time = pace.lead_s(sentence.spoken_s) <= SOON_S
    else:
        in_time = _spare_s(sentence.text, room_s, pace) >= 0 or not pace.keeps_up
    if not in_time and (ends := clause_ends(sentence.text, text.language)):
        fitting = [end for end in ends if _spare_s(sentence.text[:end], room_s, pace) >= 0]
        return text.divide(ends[0] if first or not fitting else fitting[-1])
    text.sentences.popleft()
    together = sentence.text
    while text.sentences and spoken_s(together) < min(pace.overhead_s, _TOGETHER_S):
        together += text.sentences.popleft().text
    return Chunk(together)


class _Text:
    """What is written and not yet said."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.sentences: deque[Chunk] = deque()
        self.ended = False
        self._error: Exception | None = None
        self._splitter = SentenceSplitter()
        self._grown = asyncio.Event()

    @property
    def rest(self) -> str:
        return self._splitter.rest

    def add(self, piece: str) -> None:
        self.sentences.extend(Chunk(sentence) for sentence in self._splitter.cut(piece))
        self._grown.set()

    def finish(self) -> None:
        if self.rest.strip():
            self.sentences.append(Chunk(self.rest))
        self._splitter.finish()
        self.ended = True
        self._grown.set()

    def fail(self, error: Exception) -> None:
        self._error = error
        self._splitter.finish()
        self.ended = True
        self._grown.set()

    def check(self) -> None:
        """Raises what broke the text off, if anything did."""
        if self._error is not None:
            raise self._error

    def clauses(self) -> list[int]:
        return clause_ends(self.rest, self.language, complete=False)

    def seems_whole(self) -> bool:
        return self.rest[-1:] in _MAY_END and len(split_sentences(f"{self.rest} X")) > 1

    def take(self, end: int, *, ends_sentence: bool = False) -> Chunk:
        return Chunk(self._splitter.take(end), ends_sentence)

    def divide(self, end: int) -> Chunk:
        """The first `end` characters of the next sentence, which goes on with the rest."""
        whole = self.sentences.popleft().text
        self.sentences.appendleft(Chunk(whole[end:]))
        return Chunk(whole[:end], ends_sentence=False)

    async def more(self, within_s: float | None) -> bool:
        """Return when more is written, or after `within_s`: then False."""
        self._grown.clear()
        try:
            async with asyncio.timeout(None if within_s == math.inf else within_s):
                await self._grown.wait()
        except TimeoutError:
            return False
        return True
