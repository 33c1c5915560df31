"""Saying one answer: it can be paused in the middle of a word, taken up again at the clause, and tells what was heard.

The sound of the answer has a clock of its own, from its first sample to its last; the speaker's clock (`played_s`)
goes on where the answer jumps back. `_ahead_s` is what lies between the two.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

from ..audio.pauses import after_last_pause
from ..audio.types import Audio, Samples, Speaker
from .heard import SpokenText
from .own_speech import OwnSpeech

_KEPT_S = 12.0
"""Sound kept behind what was heard: a clause is found in it to begin again with."""
_AGAIN_S = 0.3
"""A clause that had just begun when the voice was stopped is too short to tell: begin with the one before."""


@dataclass(frozen=True, slots=True)
class _Piece:
    start_s: float
    sound: Audio
    sentence_begins: bool

    @property
    def end_s(self) -> float:
        return self.start_s + self.sound.duration_s

    def since(self, at_s: float) -> Audio:
        skipped = max(0, round((at_s - self.start_s) * self.sound.rate_hz))
        return Audio(self.sound.samples[skipped:], self.sound.rate_hz)


class Saying:
    """Says what it is given on `speaker`, which must be open."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._text = SpokenText()
        self._pieces: deque[_Piece] = deque()
        self._end_s = 0.0
        self._queued_s = 0.0  # so far it was handed to the speaker
        self._ahead_s = 0.0
        self._heard_s = 0.0
        self._stops = 0
        self._may_sound = asyncio.Event()
        self._may_sound.set()

    @property
    def begun(self) -> bool:
        """Whether anything was handed to the speaker."""
        return self._queued_s > 0

    @property
    def heard_s(self) -> float:
        """How much of the sound was heard by now."""
        self._note_position()
        return self._heard_s

    @property
    def paused(self) -> bool:
        return not self._may_sound.is_set()

    def begin(self) -> None:
        """The speaker is open: its clock counts from here."""
        self._ahead_s = -self._speaker.played_s

    def sentence_ends(self) -> None:
        self._text.end()

    @property
    def between_sentences(self) -> bool:
        return self._text.complete

    def sentence_begins(self, text: str, said: str) -> None:
        """`text` follows, in the words `said`."""
        self._text.begin(text, said)

    def own_begins(self, speech: OwnSpeech) -> None:
        """The sound of `speech` follows."""
        self._text.begin_own(speech)

    @property
    def own_s(self) -> float:
        """How much was heard of what the model said itself."""
        return self._text.own_s(self.heard_s)

    async def say(self, sound: Audio, *, sentence_begins: bool) -> None:
        """Queue the next `sound` of the sentence; returns when the speaker has taken it. Waits while paused."""
        self._pieces.append(_Piece(self._end_s, sound, sentence_begins))
        self._end_s += sound.duration_s
        self._text.queued(sound.duration_s, sound.word_ends_s)
        await self.catch_up()

    async def drain(self) -> None:
        """Return when all of it has been heard. Waits while paused."""
        while True:
            await self.catch_up()
            stops = self._stops
            await self._speaker.drain()
            if stops == self._stops:
                return

    def pause(self) -> None:
        """Silence, now."""
        if self._may_sound.is_set():
            self._note_position()
            self._may_sound.clear()
            self._stops += 1
            self._speaker.flush()

    def resume(self) -> None:
        """Go on with the clause that was cut off."""
        if not self._may_sound.is_set():
            self._queued_s = self._clause_s(self._heard_s)
            self._ahead_s = self._queued_s - self._speaker.played_s
            self._may_sound.set()

    def heard(self) -> str:
        """The words that were over by now."""
        return self._text.heard(self.heard_s)

    def sounding(self, seconds: float) -> Samples | None:
        """The sound that was heard in the last `seconds`, or what of it is at hand; None in silence."""
        heard_s = self.heard_s
        piece = None if self.paused else next((piece for piece in self._pieces if piece.end_s >= heard_s), None)
        if piece is None:
            return None
        rate_hz = piece.sound.rate_hz
        end = round((heard_s - piece.start_s) * rate_hz)
        return piece.sound.samples[max(0, end - round(seconds * rate_hz)) : max(0, end)]

    def _note_position(self) -> None:
        if self._may_sound.is_set() and self.begun:
            self._heard_s = max(self._heard_s, self._speaker.played_s + self._ahead_s)

    async def catch_up(self) -> None:
        """Hand over what a pause took back, as `say` and `drain` do. Waits while paused."""
        while self._queued_s < self._end_s or self.paused:
            await self._may_sound.wait()
            piece = next((piece for piece in self._pieces if piece.end_s > self._queued_s + 1e-6), None)
            if piece is None:
                return
            stops = self._stops
            await self._speaker.play(piece.since(self._queued_s))
            if stops == self._stops:
                self._queued_s = piece.end_s
        self._forget()

    def _clause_s(self, at_s: float) -> float:
        """Where the clause begins in whose middle `at_s` is."""
        sentence: list[_Piece] = []
        for piece in self._pieces:
            if piece.start_s > at_s - _AGAIN_S:
                break
            sentence = [piece] if piece.sentence_begins else [*sentence, piece]
        if not sentence:
            return 0.0
        begins_s, sound = sentence[0].start_s, sentence[0].sound
        if len({piece.sound.rate_hz for piece in sentence}) == 1:
            sound = Audio.join([piece.sound for piece in sentence], sound.rate_hz)
        past = round((at_s - _AGAIN_S - begins_s) * sound.rate_hz)
        return begins_s + (after_last_pause(Audio(sound.samples[:past], sound.rate_hz)) or 0.0)

    def _forget(self) -> None:
        self._note_position()
        while self._pieces and self._pieces[0].end_s < self._heard_s - _KEPT_S:
            self._pieces.popleft()
