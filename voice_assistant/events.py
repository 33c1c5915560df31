"""The facts that travel on the bus. Past tense, immutable, complete: an observer needs nothing else.

Times named `at_s` are seconds on the event loop's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .engine_events import EngineChanged
from .tool_events import ToolEvent
from .vision_events import VisionEvent


class State(StrEnum):
    """What the assistant is doing, as shown to the person."""

    IDLE = "idle"
    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"


@dataclass(frozen=True, slots=True)
class StateChanged:
    state: State
    binding: str  # name of the binding that is running, "" when idle


@dataclass(frozen=True, slots=True)
class LevelMeasured:
    """Loudness of one block from the microphone, in dBFS (0 is full scale, -120 the floor)."""

    rms_db: float
    peak_db: float


@dataclass(frozen=True, slots=True)
class OwnLevelMeasured:
    """Loudness of our own voice as it was made, in dBFS; a few times a second while it sounds."""

    rms_db: float


@dataclass(frozen=True, slots=True)
class UtteranceEnded:
    """The person has finished. `speech_s` is the part of `duration_s` in which speech was detected."""

    at_s: float
    duration_s: float
    speech_s: float


@dataclass(frozen=True, slots=True)
class PartlyTranscribed:
    """What was understood so far, while the person still speaks; it may change until `Transcribed`."""

    at_s: float
    text: str


@dataclass(frozen=True, slots=True)
class Transcribed:
    """What was understood; an empty text means that no speech was found."""

    at_s: float
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class ReplyDelta:
    """A piece of the answer was written."""

    at_s: float
    text: str


@dataclass(frozen=True, slots=True)
class SentenceReady:
    """A sentence is written and goes to be spoken; `first` is the one the person waits for."""

    at_s: float
    text: str
    first: bool


@dataclass(frozen=True, slots=True)
class SpeakingStarted:
    """The first sound of an answer went to the speaker."""

    at_s: float


@dataclass(frozen=True, slots=True)
class SpeakingDucked:
    """Somebody may be about to interrupt: our voice is low."""

    at_s: float


@dataclass(frozen=True, slots=True)
class SpeakingPaused:
    """Somebody interrupts: our voice is silent until it is clear what they want."""

    at_s: float


@dataclass(frozen=True, slots=True)
class SpeakingResumed:
    """Nobody meant to interrupt: our voice is back. `paused`: it had been silent, and was not only low."""

    at_s: float
    paused: bool


@dataclass(frozen=True, slots=True)
class TurnReopened:
    """The person had not finished after all: what was taken for a question goes on."""

    at_s: float


@dataclass(frozen=True, slots=True)
class CutOffTold:
    """The person says that we spoke before they had finished: we wait longer from now on."""

    at_s: float


@dataclass(frozen=True, slots=True)
class WordsHeard:
    """So much of the answer has been played by now, in whole words; told a few times a second."""

    at_s: float
    text: str


@dataclass(frozen=True, slots=True)
class SentenceBegan:
    """Reading aloud has come to this sentence of the document: number `number` of the block at `place`."""

    at_s: float
    place: int
    text: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class WordBegan:
    """Reading aloud has come to a word: characters `begins` to `ends` of the sentence that began last.

    Only where the voice tells when it says its words.
    """

    at_s: float
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class ReadingChanged:
    """`state` is "reading", "paused" or, when nothing is read any more, "". `waiting` is how many texts come after."""

    state: str
    title: str = ""
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class BookmarkSet:
    """The place in the document is remembered as its bookmark `number`, counted from 1."""

    number: int


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """A turn is over. `heard` is what of the answer was really played."""

    at_s: float
    asked: str
    heard: str
    interrupted: bool


@dataclass(frozen=True, slots=True)
class TextDelivered:
    """Text reached a sink that is not the speaker, or, where `outcome` says so, did not.

    `outcome` of the sink "type" is "inserted", "copied" (to the clipboard instead) or "held" (kept until it is asked
    for), or, when the person took the last text back, "undone" or "kept"; `detail` is one line on how or why.
    """

    sink: str
    characters: int
    outcome: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CueStarted:
    """A cue sound goes to the speaker now: what a microphone hears of it until `at_s + duration_s` is not speech."""

    at_s: float
    cue: str
    duration_s: float


@dataclass(frozen=True, slots=True)
class WakeWordWaited:
    """From now on somebody may begin a talk with a word, so that the microphone is open; or no longer."""

    on: bool


@dataclass(frozen=True, slots=True)
class WakeWordHeard:
    """`word`, as the config calls it, began a talk."""

    at_s: float
    word: str


@dataclass(frozen=True, slots=True)
class HotkeysMuted:
    """The hotkeys were given back, or taken again, because the person wanted it."""

    muted: bool


@dataclass(frozen=True, slots=True)
class MicrophoneMuted:
    """The microphone was switched off, or on again, because the person wanted it."""

    muted: bool


@dataclass(frozen=True, slots=True)
class Resumed:
    """The computer slept and is awake again. `slept_s` is how long, to a few seconds."""

    slept_s: float


@dataclass(frozen=True, slots=True)
class PersonaChanged:
    name: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something went wrong and was survived. `message` is one line for the screen."""

    message: str


@dataclass(frozen=True, slots=True)
class DeviceLost:
    """A microphone or speaker went away; recovery is under way."""

    device: str
    message: str


@dataclass(frozen=True, slots=True)
class DeviceRecovered:
    device: str
    message: str


@dataclass(frozen=True, slots=True)
class RecordingRecovered:
    """What was said before something broke has its text now. `message` says where it is, not what it is."""

    message: str


@dataclass(frozen=True, slots=True)
class EchoChanged:
    """How well we hear while we speak. `mode` is "webrtc", "server", "headphones" or "off".

    `can_interrupt` is "voice" (whatever is said), "word" (only "stop" and the like) or "key"; `message` says why.
    `reduction_db` is how much softer our own voice is made (echo return loss enhancement), None if not known.
    """

    mode: str
    can_interrupt: str
    message: str
    reduction_db: float | None = None


@dataclass(frozen=True, slots=True)
class Overrun:
    """The sound card delivered or wanted samples that we were too slow for. `total` counts since `open`."""

    device: str
    total: int


Event = (
    StateChanged
    | LevelMeasured
    | OwnLevelMeasured
    | UtteranceEnded
    | PartlyTranscribed
    | Transcribed
    | ReplyDelta
    | SentenceReady
    | SpeakingStarted
    | SpeakingDucked
    | SpeakingPaused
    | SpeakingResumed
    | TurnReopened
    | CutOffTold
    | WordsHeard
    | SentenceBegan
    | WordBegan
    | ReadingChanged
    | BookmarkSet
    | TurnEnded
    | TextDelivered
    | CueStarted
    | WakeWordWaited
    | WakeWordHeard
    | HotkeysMuted
    | MicrophoneMuted
    | Resumed
    | PersonaChanged
    | Problem
    | EngineChanged
    | DeviceLost
    | DeviceRecovered
    | RecordingRecovered
    | EchoChanged
    | ToolEvent
    | VisionEvent
    | Overrun
)
