"""One run of a binding, from the press of a key to the last word heard: the straight line through the program.

    microphone -> speech-to-text --.
    selection, clipboard ----------+--> respond --> sentences -> text-to-speech -> speaker
                                                `-> type, clipboard, stdout

Data moves to the right only. The one thing that travels left is cancellation: whoever cancels has silenced the
speaker first, and the turn writes to the conversation what had been heard by then.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

from .audio.types import Audio, Samples
from .concurrency import buffered, closing
from .config.schema import BindingConfig
from .dictation import Place, Tidy, dictated
from .equipment import Answer, Equipment, JournalRecording, Respond
from .errors import VoiceAssistantError
from .events import (
    Problem,
    ReplyDelta,
    SentenceReady,
    SpeakingStarted,
    State,
    StateChanged,
    TextDelivered,
    Transcribed,
    TurnEnded,
    UtteranceEnded,
)
from .heard import SpokenText
from .hearing import Hearing
from .listening import SpeechMeter, listen
from .persona import NONE
from .spoken_code import SpokenCode
from .text.dictation.steps import Insert, Step
from .text.ear.stream import for_the_ear
from .text.sentences import sentences
from .text.speakable import speakable
from .turn_end import TurnEnd


@dataclass(slots=True)
class Turn:
    """Runs once. `released` is set when the person has finished speaking."""

    name: str
    binding: BindingConfig
    equipment: Equipment
    respond: Respond
    tidy: Tidy
    dictation: bool = False  # what is said is what is written: commands in it are carried out
    language: str | None = None  # spoken; None detects it
    text: str | None = None  # asked in writing: nothing is gathered
    released: asyncio.Event = field(default_factory=asyncio.Event)
    unwanted: bool = False  # cancelled by the person, not by a stop of the program or the next turn
    landing: bool = False  # all is said, and the next turn has begun: the state shown is that one's
    _end: TurnEnd | None = None
    _recording: JournalRecording | None = None
    _place: Place | None = None  # where text is typed: what had the keyboard at the beginning

    @property
    def listens(self) -> bool:
        return self.text is None and "microphone" in self.binding.sources

    def end_by_itself(self) -> None:
        """No key is held: it is over when the person has finished."""
        kit = self.equipment
        frame_samples = kit.voice_activity.frame_samples
        self._end = TurnEnd(kit.end_of_turn.probability, self.released, kit.config.turn_taking, frame_samples)

    async def run(self, *, after: asyncio.Task[None] | None = None) -> bool:
        """`after` is the turn before, silenced but perhaps not yet done writing down what was heard of it.

        Returns whether anything was asked. Raises any `VoiceAssistantError`; what had been heard by then is
        remembered first.
        """
        if "type" in self.binding.sinks:
            self._place = Place(self.equipment.desk)
        asked = await self._gather() if self.text is None else self.text
        if after is not None:
            await asyncio.wait([after])
        if asked:
            await self._deliver(asked, await self._dictated(asked) if self.dictation else self.respond(asked))
        return bool(asked)

    async def say(self, text: str) -> None:
        """Just say `text`, in the configured voice."""
        await self._speak(once(text), Answer(once("")), SpokenText())

    # sources

    async def _gather(self) -> str:
        """The text of all sources; speech last, because it is what is asked about the rest."""
        desk = self.equipment.desk
        spoken = await self._spoken() if self.listens else None
        if spoken == "":
            return ""
        parts = []
        if "selection" in self.binding.sources:
            parts.append(await desk.selection())
        if "clipboard" in self.binding.sources:
            parts.append(await desk.clipboard())
        if "held" in self.binding.sources:
            parts.append(await desk.held())
        text = "\n\n".join(filter(str.strip, [*parts, spoken or ""]))
        if not text:
            self.equipment.bus.publish(Problem(_NOTHING[self.binding.sources[0]]))
        return text

    async def _spoken(self) -> str:
        kit = self.equipment
        config = kit.config
        self._show(State.LISTENING)
        self._recording = recording = kit.journal.begin(self.name)
        try:
            async with self._hearing() as hearing:
                utterance = await listen(
                    kit.microphone,
                    self.released,
                    hearing,
                    recording,
                    tail_s=config.microphone.tail_s,
                    max_s=config.microphone.max_s,
                )
                kit.bus.publish(UtteranceEnded(_now(), utterance.audio.duration_s, utterance.speech_s))
                self._show(State.THINKING)
                transcript = await hearing.finish()
        except asyncio.CancelledError:
            if self.unwanted:
                recording.cancel()
            raise
        finally:
            if self._end is not None:
                self._end.stop()
        recording.note(transcript.text)
        kit.bus.publish(Transcribed(_now(), transcript.text, transcript.language))
        self.language = transcript.language or self.language
        return transcript.text

    def _hearing(self) -> Hearing:
        kit, config = self.equipment, self.equipment.config
        return Hearing(
            kit.speech_to_text,
            SpeechMeter(kit.voice_activity, config.voice_activity.threshold),
            kit.bus,
            language=self.language,
            min_speech_s=config.voice_activity.min_speech_s,
            live=config.speech_to_text.while_speaking,
            vocabulary=config.vocabulary.words,
            memory=kit.language_memory,
            watch=self._watch,
        )

    async def _dictated(self, said: str) -> Answer:
        before, app = None, None
        if self._place is not None:
            before, app = await self._place.before_cursor(), await self._place.app()
        todo, strayed = await dictated(said, self.language or "", self.equipment.config, before, app, self.tidy)
        if strayed is not None:
            self.equipment.bus.publish(Problem(f"not cleaned up, these are your own words: {strayed}"))
        if self._recording is not None and todo.text.strip():
            self._recording.note(todo.text.strip())  # the history holds what was written
        return Answer(once(todo.text), steps=todo.steps)

    def _watch(self, frame: Samples, is_speech: bool) -> None:
        if self._end is not None:
            self._end.feed(frame, is_speech)

    # sinks

    async def _deliver(self, asked: str, answer: Answer) -> None:
        self._show(State.THINKING)
        heard, ended = "", False
        spoken = SpokenText()
        try:
            async with closing(self._written(answer)) as written:
                if "speak" in self.binding.sinks:
                    await self._speak(written, answer, spoken)
                else:
                    heard = "".join([piece async for piece in written]).strip()
            ended = True
        finally:
            if "speak" in self.binding.sinks:
                heard = spoken.heard(self.equipment.speaker.played_s)
            if answer.conversation is not None:
                answer.conversation.add(asked, heard)
            self.equipment.bus.publish(TurnEnded(_now(), asked, heard, interrupted=not ended))

    async def _written(self, answer: Answer) -> AsyncIterator[str]:
        """The answer as it is written; when it is complete, the silent sinks get it whole."""
        pieces: list[str] = []
        async with closing(answer.text) as text:
            async for piece in text:
                self.equipment.bus.publish(ReplyDelta(_now(), piece))
                pieces.append(piece)
                yield piece
        whole = "".join(pieces).strip()
        for sink in self.binding.sinks:
            if sink == "type" and (whole or answer.steps):
                await self._type(whole, answer.steps or (Insert(whole),))
            elif whole:
                await self._hand_over(sink, whole)

    async def _type(self, text: str, steps: tuple[Step, ...]) -> None:
        assert self._place is not None
        held = "held" in self.binding.sources
        landed = await (self._place.deliver_held() if held else self._place.carry_out(steps))
        self.equipment.bus.publish(TextDelivered("type", len(text), landed.outcome.value, landed.detail))

    async def _hand_over(self, sink: str, text: str) -> None:
        match sink:
            case "clipboard":
                await self.equipment.desk.copy(text)
            case "stdout":
                await self.equipment.desk.print(text)
            case _:
                return
        self.equipment.bus.publish(TextDelivered(sink, len(text)))

    async def _speak(self, written: AsyncIterator[str], answer: Answer, spoken: SpokenText) -> None:
        speaker = self.equipment.speaker
        code = SpokenCode(self.equipment.desk, self.equipment.bus)
        on_code = code.add if self._copies_code else None
        async with (
            buffered(self._sentences(written, _language_of(self._voice(answer)), on_code), 16) as texts,
            buffered(self._voiced(texts, answer), 4) as sounds,
            speaker.open(),  # last, so that the model is at work while the device opens
        ):
            try:
                async for text, sound in sounds:
                    if sound is None:
                        spoken.end()
                        continue
                    if spoken.complete:
                        spoken.begin(text)
                    await speaker.play(sound)
                    await code.copy()
                    if not spoken.duration_s:
                        self.equipment.bus.publish(SpeakingStarted(_now()))
                        self._show(State.SPEAKING)
                    spoken.queued(sound.duration_s)
            except VoiceAssistantError:
                await speaker.drain()  # what was ready before the failure is said whole
                raise
            await speaker.drain()

    @property
    def _copies_code(self) -> bool:
        """What is read aloud is on the screen already, and a binding may have a use of its own for the clipboard."""
        return self.binding.persona != NONE and "clipboard" not in self.binding.sinks

    async def _sentences(
        self, written: AsyncIterator[str], language: str, on_code: Callable[[str], None] | None
    ) -> AsyncIterator[tuple[str, str]]:
        """Each sentence as it is written, which is what is remembered, and as the voice is to say it."""
        pronunciation = self.equipment.config.pronunciation
        first = True
        async with closing(sentences(for_the_ear(written, language=language, on_code=on_code))) as texts:
            async for text in texts:
                if said := speakable(text, language, pronunciation):
                    self.equipment.bus.publish(SentenceReady(_now(), text, first))
                    first = False
                    yield text, said

    async def _voiced(
        self, texts: AsyncIterator[tuple[str, str]], answer: Answer
    ) -> AsyncIterator[tuple[str, Audio | None]]:
        """Each sentence's sounds, then None at its end."""
        speed = (answer.speed or 1.0) * self.equipment.config.text_to_speech.speed
        async for text, said in texts:
            sounds = self.equipment.text_to_speech.speak(said, voice=answer.voice, speed=speed)
            async with closing(sounds) as stream:
                async for sound in stream:
                    yield text, sound
            yield text, None

    def _voice(self, answer: Answer) -> str:
        return answer.voice or self.equipment.config.text_to_speech.voice

    def _show(self, state: State) -> None:
        if not self.landing:
            self.equipment.bus.publish(StateChanged(state, self.name))


def _language_of(voice: str) -> str:
    """The language a voice speaks, as Piper's voices say it in their names: "en_GB-alba-medium"; English if not."""
    named = re.match(r"([a-z]{2,3}(?:_[A-Z]{2})?)-", Path(voice).name)
    return named[1] if named else "en"


_NOTHING = {
    "microphone": "nothing was said",
    "selection": "nothing is selected: select some text first",
    "clipboard": "the clipboard holds no text: copy some first",
    "held": "no text waits to be delivered",
}


async def once(text: str) -> AsyncIterator[str]:
    """A text that needs no writing."""
    yield text


def _now() -> float:
    return asyncio.get_running_loop().time()
