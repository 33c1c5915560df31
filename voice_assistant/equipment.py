"""What a turn works with, and what comes back to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from .audio.echo import Echo, KeyOnly
from .audio.types import Microphone, Speaker
from .audio.volume import Volume
from .bus import Bus
from .config.schema import Config
from .conversation import Conversation
from .desk import Desk
from .engines.base import EndOfTurn, Heard, SpeechToText, TextToSpeech, VoiceActivity
from .hearing import LanguageMemory
from .listening import Recording
from .roads import Hearer, Roads, Said
from .speaking.synthesis_pace import SynthesisPace
from .text.dictation.steps import Step
from .text.waiting_words import WaitingWords
from .turn_taking.patience import Patience
from .vision.eyes import Eyes


class Journal(Protocol):
    """Keeps what was said on disk, whatever happens."""

    def begin(self, binding: str) -> JournalRecording: ...


class JournalRecording(Recording, Protocol):
    def note(self, text: str) -> None:
        """Keep `text` beside the sound: it was understood."""
        ...

    def cancel(self) -> None:
        """The person did not want it after all."""
        ...


@dataclass(frozen=True, slots=True)
class Equipment:
    """Everything a turn works with; put together once, by the composition root."""

    config: Config
    bus: Bus
    microphone: Microphone
    speaker: Speaker
    voice_activity: VoiceActivity
    end_of_turn: EndOfTurn
    speech_to_text: SpeechToText
    text_to_speech: TextToSpeech
    journal: Journal
    desk: Desk
    language_memory: LanguageMemory = field(default_factory=LanguageMemory)
    patience: Patience = field(default_factory=Patience)
    voices: Callable[[], Mapping[str, str]] = dict  # installed ones, with their languages: see `voice_for`
    volume: Volume = field(default_factory=Volume)  # of the speaker; may be changed while it plays
    live: bool = True  # somebody hears the speech while it is made; False: it goes to a file as fast as it can
    voice_pace: SynthesisPace = field(default_factory=SynthesisPace)
    waiting_words: WaitingWords = field(default_factory=WaitingWords)
    echo_free: Microphone | None = None  # the microphone without our own voice in it
    echo: Echo = field(default_factory=KeyOnly)
    roads: Roads = field(default_factory=Roads)
    eyes: Eyes = field(default_factory=Eyes)

    @property
    def talk_microphone(self) -> Microphone:
        """What a talk listens to, also while we speak; `echo` says how far that can be trusted."""
        return self.echo_free or self.microphone


@dataclass(slots=True)
class Pace:
    """How fast everything is spoken, as the person asked for; it may change in the middle of an answer."""

    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a persona makes of a text, as it is written, and the voice it is said in."""

    text: AsyncIterator[str]
    voice: str | None = None
    speed: float | None = None
    manner: str | None = field(default=None, kw_only=True)  # for voices that can be told how to speak
    pace: Pace = field(default_factory=Pace)
    conversation: Conversation | None = None  # where the turn is remembered
    steps: tuple[Step, ...] = ()  # how it is typed, where that is more than the text
    fetching: Callable[[], bool | str] = lambda: False  # whether something is fetched for it: a silence is explained
    asks: Callable[[], bool] = lambda: False  # whether it is a question to be answered by yes or no
    on_commit: Callable[[], object] = lambda: None  # what else it does, once it is sure that it was asked for
    speaks: bool = False  # the model may speak itself
    transcript: Callable[[], str] = lambda: ""  # what it understood of the question, where it heard that
    on_heard: Callable[[Heard], object] = lambda heard: None  # told what was heard of it in the end


def by_ear(hearer: Hearer | None, answer: Answer) -> Answer:
    """`answer`, if it is by a model that hears."""
    if hearer is None:
        return answer
    return replace(answer, speaks=True, transcript=hearer.transcript, on_heard=hearer.heard)


class Respond(Protocol):
    """From what was asked, and the language it was asked in ("" if unknown), to its answer."""

    def __call__(self, asked: str, language: str, said: Said | None = None) -> Answer:
        """`said` is the part of `asked` that was spoken."""
        ...
