"""One run of a binding, from the press of a key to the last word heard: the straight line through the program.

    microphone -> speech-to-text --.
    selection, clipboard ----------+--> respond --> sentences -> text-to-speech -> speaker
                                                `-> type, clipboard, stdout

Data moves to the right only. The one thing that travels left is cancellation: whoever cancels has silenced the
speaker first, and the turn writes to the conversation what had been heard by then.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from .audio.types import Samples
from .config.schema import BindingConfig
from .delivery import Delivery, Guess
from .dictation import Place, Tidy, dictated
from .equipment import Answer, Equipment, JournalRecording, Respond
from .events import Problem, State, StateChanged, Transcribed, UtteranceEnded
from .hearing import Hearing
from .listening import SpeechMeter, listen
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
    delivery: Delivery | None = None  # once there is an answer
    _end: TurnEnd | None = None
    _guess: Guess | None = None
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
            await self._deliver(asked)
        return bool(asked)

    async def say(self, text: str) -> None:
        """Just say `text`, in the configured voice."""
        delivery = self._delivery("", Answer(once(text)))
        delivery.remembered = False
        delivery.commit()
        await delivery.run()

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

    async def _deliver(self, asked: str) -> None:
        """The answer to `asked`: the guess, if that is what it was, or a new one."""
        self._show(State.THINKING)
        guess, self._guess = self._guess, None
        if guess is not None and guess.asked == asked:
            self.delivery = guess.delivery
            await guess.come_true()
            return
        if guess is not None:
            guess.drop()
        self.delivery = self._delivery(asked, await self._dictated(asked) if self.dictation else self.respond(asked))
        self.delivery.commit()
        await self.delivery.run()

    def _delivery(self, asked: str, answer: Answer) -> Delivery:
        return Delivery(asked, answer, self.binding, self.equipment, self._show, self._place)

    def _show(self, state: State) -> None:
        if not self.landing:
            self.equipment.bus.publish(StateChanged(state, self.name))


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
