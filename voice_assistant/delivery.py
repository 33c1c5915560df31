"""One answer on its way to the sinks of a binding, from the first piece written to the last word heard.

It may begin as a guess, while nobody knows yet whether the person has finished: then the model writes and the voice
is made, but nothing is said, shown, remembered or handed over before `commit`. A guess that was wrong is cancelled,
and it never happened.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field

from .audio.types import Audio
from .concurrency import closing, now_s
from .config.schema import BindingConfig
from .dictation import Place
from .engines.base import Heard
from .equipment import Answer, Equipment
from .errors import VoiceAssistantError
from .events import Event, ReplyDelta, SentenceReady, SpeakingStarted, State, TextDelivered, TurnEnded
from .persona import NONE
from .speaking.chunks import Chunk
from .speaking.own_speech import OwnSpeech
from .speaking.own_voice import with_own_voice
from .speaking.saying import Saying
from .speaking.spoken_code import SpokenCode
from .speaking.telling import telling
from .speaking.voicing import Voice, voiced
from .text.dictation.steps import Insert, Step
from .text.language import language_of
from .text.voices import language_of_voice, voice_for

_NOT_UNDERSTOOD = "..."
"""In the history: something was said that only the model heard."""


@dataclass(slots=True)
class Delivery:
    """Delivers once: `run`, and at some time `commit`."""

    asked: str
    answer: Answer
    binding: BindingConfig
    equipment: Equipment
    show: Callable[[State], None]
    place: Place | None = None  # where text is typed
    language: str = ""  # of the question, "" if unknown: the answer's is probably the same
    saying: Saying = field(init=False)
    remembered: bool = True  # False: nobody asked for it, or the person went on speaking and this was not the question
    _committed: asyncio.Event = field(default_factory=asyncio.Event)
    _any_ready: bool = False
    _held: list[Event] = field(default_factory=list)  # facts that nobody may know before

    def __post_init__(self) -> None:
        self.saying = Saying(self.equipment.speaker)

    def commit(self) -> None:
        """It is the answer to what was really asked."""
        self._committed.set()
        self.answer.on_commit()
        for event in self._held:
            self.equipment.bus.publish(event)
        self._held.clear()

    async def run(self) -> None:
        """Raises any `VoiceAssistantError`; what had been heard by then is remembered first."""
        heard, ended = "", False
        speaks = "speak" in self.binding.sinks
        try:
            async with closing(self._written()) as written:
                if speaks:
                    await self._speak(written)
                else:
                    heard = "".join([piece async for piece in written]).strip()
            ended = True
        finally:
            if self._committed.is_set() and self.remembered:
                heard = self.saying.heard() if speaks else heard
                asked = self.answer.transcript() or self.asked or _NOT_UNDERSTOOD
                if self.answer.conversation is not None:
                    self.answer.conversation.add(asked, heard)
                self.answer.on_heard(Heard(asked, heard, self.saying.own_s if speaks else math.inf))
                self._publish(TurnEnded(now_s(), asked, heard, interrupted=not ended))

    def _publish(self, event: Event) -> None:
        if self._committed.is_set():
            self.equipment.bus.publish(event)
        else:
            self._held.append(event)

    async def _written(self) -> AsyncIterator[str]:
        """The answer as it is written; when it is complete, the silent sinks get it whole."""
        pieces: list[str] = []
        async with closing(self.answer.text) as text:
            async for piece in text:
                self._publish(ReplyDelta(now_s(), piece))
                pieces.append(piece)
                yield piece
        if set(self.binding.sinks) - {"speak"}:
            await self._committed.wait()
        whole = "".join(pieces).strip()
        for sink in self.binding.sinks:
            if sink == "type" and (whole or self.answer.steps):
                await self._type(whole, self.answer.steps or (Insert(whole),))
            elif whole:
                await self._hand_over(sink, whole)

    async def _type(self, text: str, steps: tuple[Step, ...]) -> None:
        assert self.place is not None
        held = "held" in self.binding.sources
        landed = await (self.place.deliver_held() if held else self.place.carry_out(steps))
        self._publish(TextDelivered("type", len(text), landed.outcome.value, landed.detail))

    async def _hand_over(self, sink: str, text: str) -> None:
        match sink:
            case "clipboard":
                await self.equipment.desk.copy(text)
            case "stdout":
                await self.equipment.desk.print(text)
            case _:
                return
        self._publish(TextDelivered(sink, len(text)))

    # aloud

    async def _speak(self, written: AsyncIterator[str]) -> None:
        saying = self.saying
        code = SpokenCode(self.equipment.desk, self.equipment.bus)
        on_code = code.add if self._copies_code else None

        def our_voice(
            text: AsyncIterator[str],
        ) -> AbstractAsyncContextManager[AsyncIterator[tuple[Chunk, Audio | None]]]:
            return voiced(
                text,
                self.equipment.text_to_speech,
                self._voice_for,
                self.equipment.voice_pace,
                heard_s=(lambda: saying.heard_s) if self.equipment.live else None,
                on_chunk=self._ready,
                on_code=on_code,
                fetching=lambda: self._committed.is_set() and self.answer.fetching(),
                words=self.equipment.waiting_words,
                language=self.language or language_of_voice(self._wanted_voice) or "en",
            )

        sounds_of = with_own_voice(written, our_voice) if self.answer.speaks else our_voice(written)
        async with sounds_of as sounds:
            await self._committed.wait()
            # The speaker after all, so that the model is at work meanwhile.
            async with self.equipment.speaker.open(), telling(saying, self._publish):
                saying.begin()
                try:
                    own: OwnSpeech | None = None
                    async for chunk, sound in sounds:
                        if sound is None:
                            saying.sentence_ends()
                            continue
                        if isinstance(chunk, OwnSpeech):
                            begins, own = chunk is not own, chunk
                            if begins:
                                self._own_speech(chunk)
                        elif begins := saying.between_sentences:
                            saying.sentence_begins(chunk.text, chunk.said)
                        first = not saying.begun
                        await saying.say(sound, sentence_begins=begins)
                        await code.copy()
                        if first:
                            self._publish(SpeakingStarted(now_s()))
                            self.show(State.SPEAKING)
                except VoiceAssistantError:
                    await saying.drain()  # what was ready before the failure is said whole
                    raise
                await saying.drain()

    @property
    def _copies_code(self) -> bool:
        """What is read aloud is on the screen already, and a binding may have a use of its own for the clipboard."""
        return self.binding.persona != NONE and "clipboard" not in (*self.binding.sources, *self.binding.sinks)

    @property
    def _wanted_voice(self) -> str:
        return self.answer.voice or self.equipment.config.text_to_speech.voice

    def _voice_for(self, text: str) -> Voice:
        """The wanted voice, or one that speaks the language of `text`, when there is one."""
        kit, answer, config = self.equipment, self.answer, self.equipment.config.text_to_speech
        name = self._wanted_voice
        if config.follow_language:
            name = voice_for(language_of(text, self.language), name, kit.voices(), config.voices)
        usual = (answer.speed or 1.0) * config.speed
        return Voice(
            None if name == config.voice else name,
            language_of_voice(name) or "en",
            lambda: usual * answer.pace.factor,
            kit.config.pronunciation,
            answer.manner,
        )

    def _own_speech(self, speech: OwnSpeech) -> None:
        self.saying.own_begins(speech)
        self._publish(SentenceReady(now_s(), speech.text.strip(), not self._any_ready))
        self._any_ready = True

    def _ready(self, chunk: Chunk) -> None:
        self._publish(SentenceReady(now_s(), chunk.text.strip(), not self._any_ready))
        self._any_ready = True


class Guess:
    """The answer to what was perhaps `asked`, in the making before anybody knows. `make` begins it, after `after`."""

    def __init__(self, asked: str, make: Callable[[str], Delivery], after: asyncio.Task[None] | None) -> None:
        self.asked = asked
        self.delivery: Delivery | None = None  # once it is begun
        self._is_true = False
        self._task = asyncio.create_task(self._run(make, after), name="guess")

    async def come_true(self) -> None:
        """It was right: deliver it. Raises what `Delivery.run` raises."""
        self._is_true = True
        if self.delivery is not None:
            self.delivery.commit()
        await self._task

    def drop(self) -> None:
        """It was wrong: forget it."""
        self._task.cancel()
        self._task.add_done_callback(_forgotten)

    async def _run(self, make: Callable[[str], Delivery], after: asyncio.Task[None] | None) -> None:
        if after is not None:
            await asyncio.wait([after])
        self.delivery = make(self.asked)
        if self._is_true:
            self.delivery.commit()
        await self.delivery.run()


def _forgotten(task: asyncio.Task[None]) -> None:
    """What went wrong with an answer that nobody wanted is of no interest."""
    if not task.cancelled():
        with suppress(VoiceAssistantError):
            task.exception()
