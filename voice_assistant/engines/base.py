"""What an engine of each stage must do. An engine is any class that fits; none inherits from these.

Engines are async on the outside. One that computes in this process does so on its own `Worker`; one that
lives elsewhere uses the network. All raise `EngineError` and nothing else that a caller would have to know.
Closing twice is fine; a closed or never-started engine starts on first use.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

from ..audio.types import Audio, Samples


@dataclass(frozen=True, slots=True)
class Word:
    """One word with its place in the sound, in seconds from its beginning."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of recognised speech, in seconds from the beginning of the sound."""

    text: str
    start_s: float
    end_s: float
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said. `text` is trimmed; an empty text means that nothing was said."""

    text: str
    language: str  # ISO 639-1, "" if unknown
    segments: tuple[Segment, ...] = ()
    language_probability: float = 1.0  # how sure a detected language is
    log_probability: float = 0.0  # mean over the tokens, 0.0 if unknown
    no_speech: float = 0.0  # how likely nothing was said, 0.0 if unknown


class SpeechToText(Protocol):
    async def start(self) -> None:
        """Load what is needed, so that the first `transcribe` is not slow. Optional; safe to repeat."""
        ...

    async def transcribe(
        self,
        audio: Audio,
        *,
        language: str | None = None,
        prompt: str | None = None,
        words: bool = False,
        quick: bool = False,
        awaited: bool = False,
    ) -> Transcript:
        """What `audio` (any rate) says. `language` fixes it, None detects it. `prompt` biases the wording.

        `words` asks for word times. `quick` says that somebody waits: an engine that can do it faster, as well
        as makes no difference, then does. Raises `EngineError`.

        `awaited`, with `quick`: the person waits at this very moment, and a doubtful result is not decoded again.
        """
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """What a language model is told of a tool that it may ask for. `parameters` is a JSON schema of an object."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """The model asks for a tool; `arguments` is JSON as it wrote it, right or wrong."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation, as language models take it."""

    role: Literal["system", "user", "assistant", "tool"]
    text: str
    calls: tuple[ToolCall, ...] = ()  # of the assistant
    answers: str = ""  # of the role "tool": the id of the call whose result it is
    sound: Audio | None = None  # of the user, for models that hear: what is asked, `text` is what came with it
    pictures: tuple[str, ...] = ()  # of the user: addresses, mostly data:image/jpeg;base64,...


class Spoken(str):
    """A piece of an answer that the model says itself: words of it, sound of it, or both, in no fixed step.

    Who only reads takes it for the text that it is; who changes texts lets it pass as it is.
    """

    sound: Audio | None

    def __new__(cls, text: str = "", sound: Audio | None = None) -> Spoken:
        made = super().__new__(cls, text)
        made.sound = sound
        return made


@dataclass(frozen=True, slots=True)
class Constraint:
    """What a reply must look like; one of both. An engine that cannot enforce it answers without."""

    grammar: str = ""  # GBNF, as llama.cpp reads it
    json_schema: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the language model chooses its words; None leaves the server's own value."""

    temperature: float | None = None
    max_tokens: int | None = None
    stop: tuple[str, ...] = field(default=())
    constraint: Constraint | None = None


class LanguageModel(Protocol):
    async def start(self) -> None: ...

    async def prepare(self, messages: Sequence[Message], *, model: str | None = None) -> None:
        """Read `messages`, whose last is about to be replaced by the real question, so that the answer begins sooner.

        What cannot be prepared for does nothing. Raises `EngineError`.
        """
        ...

    def stream(
        self, messages: Sequence[Message], sampling: Sampling = Sampling(), *, model: str | None = None
    ) -> AsyncIterator[str]:
        """The reply in pieces as they are written. `model` overrides the configured model's name.

        Closing the iterator (`contextlib.aclosing`) stops the model from writing on. Raises `EngineError`,
        also in the middle.
        """
        ...

    async def close(self) -> None: ...


@runtime_checkable
class CallsTools(Protocol):
    """A language model that can ask for tools."""

    def converse(
        self,
        messages: Sequence[Message],
        sampling: Sampling = Sampling(),
        *,
        tools: Sequence[ToolSpec],
        model: str | None = None,
    ) -> AsyncIterator[str | ToolCall]:
        """Like `LanguageModel.stream`; calls come whole, after the text."""
        ...


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of an answer. `sound_s` is how much of the model's own sound was played."""

    asked: str
    text: str
    sound_s: float


@runtime_checkable
class Sees(Protocol):
    """A model that is known to take pictures, or not to. One that does not say may be shown none."""

    def sees(self, model: str | None = None) -> bool | None:
        """None: nobody knows before it was shown one. `model` overrides the configured model's name.

        One that does not see is shown none of the pictures in its messages.
        """
        ...


class HearingModel(Protocol):
    """A model that hears what is asked: the `sound` of the last message."""

    async def start(self) -> None: ...

    async def prepare(
        self, messages: Sequence[Message], *, tools: Sequence[ToolSpec] = (), voice: str | None = None
    ) -> None:
        """Get ready for a question in the place of the last of `messages`. Raises `EngineError`."""
        ...

    def converse(
        self,
        messages: Sequence[Message],
        sampling: Sampling = Sampling(),
        *,
        tools: Sequence[ToolSpec] = (),
        model: str | None = None,
        voice: str | None = None,
    ) -> AsyncIterator[str | ToolCall]:
        """The answer: `Spoken` where the model speaks itself, text where it only hears, then the calls it asks for.

        Closing the iterator stops it. Raises `EngineError`, also in the middle.
        """
        ...

    async def check(self) -> None:
        """Ask the server for a sign of life, which costs nothing. Raises `EngineError`."""
        ...

    def transcript(self) -> str:
        """What the server understood of the last question, "" if it does not say, or not yet."""
        ...

    def heard(self, heard: Heard) -> None:
        """The last answer is over, and this much of it was heard."""
        ...

    async def close(self) -> None: ...


class TextToSpeech(Protocol):
    async def start(self) -> None: ...

    def speak(self, text: str, *, voice: str | None = None, speed: float = 1.0) -> AsyncIterator[Audio]:
        """`text`, spoken, in one or more pieces. `voice` None is the configured one; `speed` 2.0 is twice as fast.

        Raises `EngineError`.
        """
        ...

    async def close(self) -> None: ...


class EndOfTurn(Protocol):
    """Hears whether somebody has finished or only paused."""

    async def probability(self, samples: Samples) -> float:
        """How likely the turn that `samples` (at `ENGINE_RATE_HZ`) end with is over: 0 ... 1. Raises `EngineError`."""
        ...

    async def close(self) -> None: ...


class WakeWords(Protocol):
    """Hears one of a few words in a stream. Synchronous: it costs far less than a millisecond."""

    def feed(self, samples: Samples) -> str | None:
        """The name of the word that ends with `samples` (at `ENGINE_RATE_HZ`, after those fed before), if one does."""
        ...


class Embedder(Protocol):
    """Turns texts into points, near one another where they mean the same."""

    name: str
    """Of the model: points of different ones cannot be compared."""

    async def embed(self, texts: Sequence[str]) -> Samples:
        """One vector of length 1 for each of `texts`: float32, (texts, dimensions). Raises `EngineError`."""
        ...

    async def close(self) -> None: ...


class VoiceActivity(Protocol):
    """Tells speech from other sound, frame by frame. Synchronous: it costs far less than a millisecond."""

    frame_samples: int

    def probability(self, frame: Samples) -> float:
        """How likely `frame` (`frame_samples` samples at `ENGINE_RATE_HZ`) holds speech: 0.0 ... 1.0."""
        ...

    def reset(self) -> None:
        """Forget the past: a new recording begins."""
        ...
