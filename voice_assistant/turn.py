"""One run of a binding, from the press of a key to the last word heard: the straight line through the program.

    microphone -> speech-to-text --.
    selection, clipboard ----------+--> respond --> sentences -> text-to-speech -> speaker
                                                `-> type, clipboard, stdout

Data moves to the right only. The one thing that travels left is cancellation: whoever cancels has silenced the
speaker first, and the turn writes to the conversation what had been heard by then.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import numpy as np

from .audio.types import ENGINE_RATE_HZ, Audio, Microphone, Samples
from .concurrency import now_s
from .config.schema import BindingConfig
from .delivery import Delivery, Guess
from .desk import NOTHING_THERE, texts_of
from .dictation import Place, Tidy, dictated
from .engines.base import Transcript
from .equipment import Answer, Equipment, JournalRecording, Respond
from .errors import EngineError
from .events import Problem, State, StateChanged, Transcribed, UtteranceEnded
from .hearing import Hearing
from .listening import SpeechMeter, listen
from .roads import Said
from .talk import Interrupted, Talk, Verdict
from .tool_events import RemarkSilenced
from .turn_taking.turn_end import TurnEnd

GOES_ON_FRAMES = 3
"""Fewer frames of speech are a click or a breath."""


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
    remark: str = ""  # nothing is asked: this is said
    talk: Talk | None = None  # it is a part of
    place: int | None = None  # of the talk's microphone, where it begins to listen; None: now
    over: Interrupted | None = None  # the answer it was spoken into
    hears: Callable[[], bool] = lambda: False  # whether the model that answers does
    guesses: bool = True  # an answer may be begun before it is sure that it was asked for
    follows_up: bool = False  # an answer: nothing need be said any more
    on_speech: Callable[[], None] = lambda: None  # called with each frame of it, while this turn listens
    released: asyncio.Event = field(default_factory=asyncio.Event)
    unwanted: bool = False  # cancelled by the person, not by a stop of the program or the next turn
    landing: bool = False  # all is said, and the next turn has begun: the state shown is that one's
    _delivery: Delivery | None = None
    _after: asyncio.Task[None] | None = None
    _end: TurnEnd | None = None
    _silence: asyncio.Event = field(default_factory=asyncio.Event)  # the end, as told by it
    _guess: Guess | None = None
    _since_guess: int = 0  # frames of speech
    _true: Guess | None = None
    _hearing: Hearing | None = None
    _spoke: bool = False  # somebody did, understood or not
    _late: int = 0  # samples that were there before we began to listen
    _recording: JournalRecording | None = None
    _sound: list[Samples] = field(default_factory=list)  # of all that was said
    _said: Said | None = None
    _unread: bool = False  # nobody understood it: the model will
    _place: Place | None = None  # where text is typed: what had the keyboard at the beginning

    @property
    def listens(self) -> bool:
        return self.text is None and "microphone" in self.binding.sources

    @property
    def may_end_by_itself(self) -> bool:
        """Where a tap began it, the end of speech may be its end."""
        return self.equipment.config.turn_taking.after_tap and "speak" in self.binding.sinks

    @property
    def delivery(self) -> Delivery | None:
        """The answer on its way, once there is one."""
        return self._true.delivery if self._true is not None else self._delivery

    def end_by_itself(self) -> None:
        """No key is held: it is over when the person has finished."""
        kit = self.equipment
        if self._hearing is not None:
            self._hearing.in_talk = True
        taking = kit.config.turn_taking
        self._end = TurnEnd(
            kit.end_of_turn.probability,
            self._silence,
            taking,
            kit.voice_activity.frame_samples,
            patience=kit.patience,
            nothing_said_s=taking.follow_up_s if self.follows_up else None,
            reading=lambda: self._hearing is not None and self._hearing.pending,
        )

    async def run(self, *, after: asyncio.Task[None] | None = None) -> bool:
        """`after` is the turn before, silenced but perhaps not yet done writing down what was heard of it.

        Returns whether a talk may go on after it. Raises any `VoiceAssistantError`; what had been heard by then is
        remembered first.
        """
        if "type" in self.binding.sinks:
            self._place = Place(self.equipment.desk)
        self._after = after
        try:
            if self.remark:
                return await self._remarked()
            asked = await self._gather() if self.text is None else self.text
            if self.over is not None and not self._takes_over(asked):
                return True
            if self._after is not None:
                await asyncio.wait([self._after])
            if asked or self._unread:
                await self._deliver(asked)
            return bool(asked) or self.over is not None or self._spoke
        finally:
            self._drop_guess()
            if self.over is not None:
                self.over.stop()  # if nobody knows whether it was to go on
            if self.talk is not None:
                self.talk.unwatch(self)

    def take_back(self) -> None:
        """What it asked goes on: what was said will be heard again, as a part of the whole."""
        if self.delivery is not None:
            self.delivery.remembered = False
        if self._recording is not None:
            self._recording.cancel()

    async def _remarked(self) -> bool:
        try:
            await self.say(self.remark)
        except asyncio.CancelledError:
            self.equipment.bus.publish(RemarkSilenced(now_s()))
            raise
        return True

    async def say(self, text: str) -> None:
        """Just say `text`, in the configured voice."""
        delivery = self._new_delivery("", Answer(once(text)))
        delivery.remembered = False
        delivery.commit()
        await delivery.run()

    # sources

    async def _gather(self) -> str:
        """The text of all sources; speech last, because it is what is asked about the rest."""
        spoken = await self._spoken() if self.listens else None
        if spoken == "":
            return ""
        written = await texts_of(self.equipment.desk, self.binding.sources)
        unasked = "Here it is." if self.binding.sights else ""
        text = "\n\n".join(filter(str.strip, [*written, spoken or ""])) or unasked
        if not text:
            self.equipment.bus.publish(Problem(NOTHING_THERE[self.binding.sources[0]]))
        return text

    async def _spoken(self) -> str:
        kit, config = self.equipment, self.equipment.config
        self._show(State.LISTENING)
        self._recording = recording = kit.journal.begin(self.name)
        try:
            async with self._new_hearing() as hearing:
                self._hearing = hearing
                utterance = await listen(
                    self._microphone(),
                    self.released,
                    hearing,
                    recording,
                    tail_s=config.microphone.tail_s,
                    max_s=config.microphone.max_s,
                    silent=self._silence.is_set,
                )
                self._spoke = utterance.speech_s >= config.voice_activity.min_speech_s
                if self.talk is not None:
                    if self._spoke:
                        self.talk.loudness = hearing.meter.peak
                    self.talk.watch(self, lambda: self.delivery, self.talk.microphone.read)
                kit.bus.publish(UtteranceEnded(now_s(), utterance.audio.duration_s, utterance.speech_s))
                self._show(State.THINKING)
                transcript = await self._transcript(hearing, utterance.audio)
        except asyncio.CancelledError:
            if self.unwanted:
                recording.cancel()
            raise
        finally:
            if self._end is not None:
                self._end.stop()
        recording.note(transcript.text)
        kit.bus.publish(Transcribed(now_s(), transcript.text, transcript.language))
        self.language = transcript.language or self.language
        return transcript.text

    async def _transcript(self, hearing: Hearing, sound: Audio) -> Transcript:
        """What was said. Where a model hears it, it need not be understood here."""
        try:
            transcript = await hearing.finish()
        except EngineError:
            if not (self.hears() and self._spoke and self.binding.spoken_only):
                raise
            transcript, self._unread = Transcript("", self.language or ""), True
        self._said = Said(transcript.text, sound)
        return transcript

    def _microphone(self) -> Microphone:
        if self.talk is None:
            return self.equipment.microphone
        if self.place is None:
            self.place = self.talk.microphone.end
        self._late = self.talk.microphone.end - self.place
        return self.talk.microphone.since(self.place)

    def _new_hearing(self) -> Hearing:
        kit, config = self.equipment, self.equipment.config
        return Hearing(
            kit.speech_to_text,
            self._meter(),
            kit.bus,
            language=self.language,
            min_speech_s=config.voice_activity.min_speech_s,
            live=config.speech_to_text.while_speaking,
            vocabulary=config.vocabulary.words,
            memory=kit.language_memory,
            watch=self._watch,
            understood=self._understood,
            in_talk=self._end is not None,
        )

    def _meter(self) -> SpeechMeter:
        activity, threshold = self.equipment.voice_activity, self.equipment.config.voice_activity.threshold
        return SpeechMeter(activity, threshold, peak=0.0 if self.talk is None else self.talk.loudness)

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
        self._sound += [] if self.dictation else [frame]
        if is_speech:
            self.on_speech()
        if self._end is not None:
            self._end.feed(frame, is_speech)
            self._late -= len(frame)
            if self._silence.is_set() and self._late > 0:
                self._silence.clear()  # they have gone on since
            elif self._silence.is_set():
                self.released.set()
        if is_speech and self._guess is not None:
            self._since_guess += 1
            if self._since_guess >= GOES_ON_FRAMES:  # they go on: it never happened
                self._drop_guess()

    def _drop_guess(self) -> None:
        guess, self._guess = self._guess, None
        if guess is not None:
            guess.drop()

    def _understood(self, text: str) -> None:
        """All that was said so far is `text`, and there is silence: perhaps that was it."""
        if self._end is None or self.released.is_set():
            return
        self._end.understood(text, self.language or self._hearing_language())
        if self.over is not None and not self.over.stopped:
            if self.over.judge(text, self.language or "") is Verdict.GO_ON:
                self._silence.set()  # no need to wait for more
                self.released.set()
                return
            self._stop_over(self.over)
        guesses = self.guesses and self.equipment.config.turn_taking.guess and self.binding.spoken_only
        if self._guess is not None and self._guess.asked != text:
            self._drop_guess()
        if text and guesses and self._guess is None and set(self.binding.sinks) == {"speak"}:
            self._guess, self._since_guess = Guess(text, self._guessed, self._after), 0

    def _hearing_language(self) -> str:
        """As far as it is known before the end."""
        known = None if self._hearing is None else self._hearing.language
        return known or self.equipment.language_memory.last

    def _guessed(self, asked: str) -> Delivery:
        sound = Audio(np.concatenate(self._sound), ENGINE_RATE_HZ)
        return self._new_delivery(asked, self.respond(asked, self.language or "", Said(asked, sound)))

    def _takes_over(self, asked: str) -> bool:
        """Whether what was said ends the answer it was said into; if not, that goes on."""
        assert self.over is not None
        if not self.over.stopped:
            if self.over.judge(asked, self.language or "") is Verdict.GO_ON:
                self.over.resume()
                return False
            self._stop_over(self.over)
        return True

    def _stop_over(self, over: Interrupted) -> None:
        self._after = over.task
        over.stop()

    # sinks

    async def _deliver(self, asked: str) -> None:
        """The answer to `asked`: the guess, if that is what it was, or a new one."""
        self._show(State.THINKING)
        if self._guess is not None and self._guess.asked == asked:
            self._true, self._guess = self._guess, None
            await self._true.come_true()
            return
        self._drop_guess()
        answer = await self._dictated(asked) if self.dictation else self.respond(asked, self.language or "", self._said)
        self._delivery = delivery = self._new_delivery(asked, answer)
        delivery.commit()
        await delivery.run()

    def _new_delivery(self, asked: str, answer: Answer) -> Delivery:
        return Delivery(asked, answer, self.binding, self.equipment, self._show, self._place, self.language or "")

    def _show(self, state: State) -> None:
        if not self.landing:
            self.equipment.bus.publish(StateChanged(state, self.name))


async def once(text: str) -> AsyncIterator[str]:
    """A text that needs no writing."""
    yield text
