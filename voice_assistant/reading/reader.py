"""Reading aloud: plays sentence after sentence, knows which one is heard, and goes where it is told to.

One task makes sounds and hands them to the speaker (`_feed`), a little ahead of what is heard; another follows what
is heard (`run`). Whoever steers says so at any time: silence is immediate, the rest is done by the second task.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from enum import Enum, auto

from ..audio.types import Audio, Speaker
from ..bus import Bus
from ..concurrency import buffered, closing, now_s
from ..errors import VoiceAssistantError
from ..events import SentenceBegan, WordBegan
from ..speaking.saying import Saying
from .narrator import Narrator
from .script import Script
from .sentence import Sentence, pause_s
from .word_marks import WordMark, WordMarks
from .wording import Phrase

AHEAD = 4
"""Sounds, mostly whole sentences, that are made ahead of the one that is being played."""
_LEAD_S = 0.5
"""A sentence is handed to the speaker so long before the one before it has ended."""
PARK_AFTER_S = 60.0
"""Paused for so long, it gives the speaker back: it goes on with the whole sentence then."""
SLOWEST, FASTEST, STEP = 0.5, 3.0, 0.1
_SOON_S, _OFTEN_S = 0.01, 0.05


class Move(Enum):
    NEXT_SENTENCE = auto()
    PREVIOUS_SENTENCE = auto()
    NEXT_PARAGRAPH = auto()
    PREVIOUS_PARAGRAPH = auto()
    NEXT_HEADING = auto()
    PREVIOUS_HEADING = auto()
    REPEAT = auto()


class Reader:
    """Reads a script once: `run`. Everything else is synchronous, and does no harm at any time."""

    def __init__(self, script: Script, narrator: Narrator, speaker: Speaker, bus: Bus, *, speed: float = 1.0) -> None:
        self._script = script
        self._narrator = narrator
        self._speaker = speaker
        self._bus = bus
        self._speed = speed
        self._at: Sentence | None = None
        self._saying: Saying | None = None
        self._marks: deque[tuple[float, Sentence | WordMark]] = deque()  # on the clock of `_saying`
        self._queued_s = 0.0  # likewise
        self._moves: deque[Move] = deque()
        self._paused = self._held = self._stopped = self._finished = self._parked = False
        self._until: int | None = None
        self._beyond: Sentence | None = None
        self._opened: asyncio.Future[None]
        self._changed = asyncio.Event()
        self._resumed = asyncio.Event()

    @property
    def at(self) -> Sentence | None:
        """The sentence that is heard, or about to be."""
        return self._at

    @property
    def paused(self) -> bool:
        """Whether somebody wants silence; one that is only held goes on by itself."""
        return self._paused

    @property
    def finished(self) -> bool:
        """Whether it was read to its end."""
        return self._finished

    @property
    def beyond(self) -> Sentence | None:
        """Where somebody wanted to go, if that is behind the end of what is read."""
        return self._beyond

    @property
    def speed(self) -> float:
        return self._speed

    async def run(self, place: int = 0, number: int = 0, *, until: int | None = None) -> None:
        """Read from there to the end, to place `until`, or until it is stopped. Raises any `VoiceAssistantError`."""
        self._until = until
        self._at = self._within(await self._script.at(place, number))
        while self._at is not None and not self._stopped and not self._finished:
            async with self._opening():
                await self._read_on()
            while self._parked and self._silent and not self._moves and not self._stopped:
                self._changed.clear()
                await self._changed.wait()
            self._parked = False

    def _within(self, sentence: Sentence | None) -> Sentence | None:
        """None behind the end of what is read."""
        if sentence is not None and self._until is not None and sentence.place >= self._until:
            return None
        return sentence

    @asynccontextmanager
    async def _opening(self) -> AsyncIterator[None]:
        """The speaker opens while the first sound is made: each takes its time."""
        async with AsyncExitStack() as stack:
            self._opened = asyncio.ensure_future(stack.enter_async_context(self._speaker.open()))
            try:
                yield
            finally:
                self._opened.cancel()
                await asyncio.wait([self._opened])

    async def _read_on(self) -> None:
        while self._at is not None and not self._stopped and not self._parked:
            target = await self._read_from(self._at)
            if target is None and not self._stopped:
                self._finished = True
                return
            self._at = target or self._at

    # steering

    def pause(self) -> None:
        """Silence, now."""
        if self._saying is not None:
            self._paused = True
            self._hush()

    def resume(self) -> None:
        """Go on with the clause that was cut off."""
        self._paused = False
        self._sound()

    def hold(self) -> None:
        """Silence, now, until `let_go`: somebody else has the word. May be said before it is run, too."""
        self._held = True
        self._hush()

    def let_go(self) -> None:
        """Go on, if nobody has paused it."""
        self._held = False
        self._sound()

    def stop(self) -> None:
        self._stopped = True
        self._hush()

    def move(self, move: Move) -> None:
        """Go there, and read on, also when it was paused. Several add up. Behind the last sentence is the end."""
        if self._saying is not None:
            self._moves.append(move)
            self._paused = False
            self._hush()

    @property
    def _silent(self) -> bool:
        return self._paused or self._held

    def _hush(self) -> None:
        if self._saying is not None:
            self._saying.pause()
        self._changed.set()

    def _sound(self) -> None:
        if self._saying is not None and not (self._silent or self._moves or self._stopped):
            self._saying.resume()
            self._resumed.set()
            self._changed.set()

    def next_sentence(self) -> None:
        self.move(Move.NEXT_SENTENCE)

    def previous_sentence(self) -> None:
        self.move(Move.PREVIOUS_SENTENCE)

    def next_paragraph(self) -> None:
        self.move(Move.NEXT_PARAGRAPH)

    def previous_paragraph(self) -> None:
        """To the beginning of this one; from there to the one before."""
        self.move(Move.PREVIOUS_PARAGRAPH)

    def next_heading(self) -> None:
        """Where there is none, it stays where it is."""
        self.move(Move.NEXT_HEADING)

    def previous_heading(self) -> None:
        self.move(Move.PREVIOUS_HEADING)

    def repeat(self) -> None:
        self.move(Move.REPEAT)

    def faster(self) -> None:
        """From the next sentence on, as `slower`."""
        self._speed = min(FASTEST, round(self._speed + STEP, 2))

    def slower(self) -> None:
        self._speed = max(SLOWEST, round(self._speed - STEP, 2))

    # what is heard

    async def _read_from(self, first: Sentence) -> Sentence | None:
        """Read until it is told otherwise; returns where to go on, None at the end."""
        self._saying = saying = Saying(self._speaker)
        if self._silent:
            saying.pause()
        self._marks.clear()
        self._queued_s = 0.0
        feed = asyncio.create_task(self._feed(saying, first), name="reading")
        feed.add_done_callback(lambda _: self._changed.set())
        try:
            while True:
                self._changed.clear()
                self._tell(saying)
                if self._stopped:
                    return None
                if self._moves:
                    return await self._target()
                if feed.done():
                    feed.result()
                    return None
                waits_s = PARK_AFTER_S if saying.paused else self._next_mark_s(saying)
                try:
                    async with asyncio.timeout(waits_s):
                        await self._changed.wait()
                except TimeoutError:
                    if saying.paused:
                        self._parked = True
                        return self._at
        finally:
            if not saying.paused:  # else there is nothing of ours, and perhaps somebody else is speaking
                self._speaker.flush()
            feed.cancel()
            await asyncio.wait([feed])

    def _tell(self, saying: Saying) -> None:
        while self._marks and not saying.paused and saying.heard_s >= self._marks[0][0] - _SOON_S:
            _, mark = self._marks.popleft()
            if isinstance(mark, WordMark):
                self._bus.publish(WordBegan(now_s(), mark.begins, mark.ends))
            else:
                self._at = mark
                self._bus.publish(SentenceBegan(now_s(), mark.place, mark.text, mark.number))

    def _next_mark_s(self, saying: Saying) -> float | None:
        if not self._marks:
            return None
        return max(_SOON_S, self._marks[0][0] - saying.heard_s)

    async def _target(self) -> Sentence | None:
        assert self._at is not None
        target: Sentence | None = self._at
        while self._moves:
            match self._moves.popleft():
                case Move.NEXT_SENTENCE:
                    target = await self._script.after(self._at)
                case Move.PREVIOUS_SENTENCE:
                    target = await self._script.before(self._at) or self._at
                case Move.NEXT_PARAGRAPH:
                    target = await self._script.paragraph_after(self._at)
                case Move.PREVIOUS_PARAGRAPH:
                    target = await self._script.paragraph_before(self._at) or self._at
                case Move.NEXT_HEADING:
                    target = await self._script.heading_after(self._at) or self._at
                case Move.PREVIOUS_HEADING:
                    target = await self._script.heading_before(self._at) or self._at
            if self._within(target) is None:
                self._moves.clear()
                self._beyond = target
                return None
            assert target is not None
            self._at = target
        return target

    # what is made

    async def _feed(self, saying: Saying, first: Sentence) -> None:
        following: Sentence | None = first
        before: Sentence | None = None
        try:
            while following is not None:
                before, following = await self._feed_at_one_speed(saying, before, following)
        except VoiceAssistantError:
            await saying.drain()
            raise
        await saying.drain()

    async def _feed_at_one_speed(
        self, saying: Saying, before: Sentence | None, first: Sentence
    ) -> tuple[Sentence | None, Sentence | None]:
        """Up to the end, or to where the speed is another; returns the last sentence, and the one to go on with."""
        speed = self._speed
        words = WordMarks(first.text)
        async with buffered(self._made(first, speed, soon=before is None), AHEAD) as made:
            if before is None:
                await asyncio.shield(self._opened)
                saying.begin()
            async for sentence, phrase, sound in made:
                begins = sentence is not before
                if begins:
                    await self._nearly_heard(saying)
                    if self._speed != speed:
                        return before, sentence
                    saying.sentence_begins(sentence.text, sentence.text)
                    if before is not None:
                        pause = Audio.silence(pause_s(before, sentence) / speed, sound.rate_hz)
                        self._queued_s += pause.duration_s
                        await saying.say(pause, sentence_begins=False)
                    self._marks.append((self._queued_s, sentence))
                    words = WordMarks(sentence.text)
                    self._changed.set()
                    before = sentence
                self._marks.extend((self._queued_s + word.at_s, word) for word in words.of(phrase, sound))
                self._queued_s += sound.duration_s
                await saying.say(sound, sentence_begins=begins)
        return before, None

    async def _made(
        self, first: Sentence, speed: float, *, soon: bool
    ) -> AsyncIterator[tuple[Sentence, Phrase | None, Audio]]:
        sentence: Sentence | None = first
        while sentence is not None:
            async with closing(self._narrator.spoken(sentence, speed, soon=soon)) as spoken:
                async for phrase, sound in spoken:
                    yield sentence, phrase, sound
                    soon = False
            sentence = self._within(await self._script.after(sentence))

    async def _nearly_heard(self, saying: Saying) -> None:
        """Until the sound handed over is about to run out: what comes then can still be said faster."""
        while (excess_s := self._queued_s - saying.heard_s - _LEAD_S) > 0:
            self._resumed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(max(_OFTEN_S, excess_s)):
                    await self._resumed.wait()
            await saying.catch_up()
