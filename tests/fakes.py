"""Small real engines and devices for flow tests. They run on the event loop's clock, so a virtual clock drives them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import numpy as np

from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio, Samples
from voice_assistant.bus import Bus
from voice_assistant.config.schema import Config
from voice_assistant.desktop.insertion.base import Landed, Outcome, Target
from voice_assistant.engines.base import Message, Sampling, Transcript
from voice_assistant.equipment import Equipment
from voice_assistant.errors import VoiceAssistantError
from voice_assistant.events import Event

BLOCK_S = 0.032


class ClockMicrophone:
    """Delivers a loud block every 32 ms for as long as it is open; `loud = False` makes it silence, `hum` a "mhm"."""

    def __init__(self) -> None:
        self.loud = True
        self.hum = False
        self.opened = 0
        self.is_open = False
        self.error: VoiceAssistantError | None = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Audio]]:
        if self.error is not None:
            raise self.error
        self.opened += 1
        self.is_open = True
        try:
            yield self._blocks()
        finally:
            self.is_open = False

    async def _blocks(self) -> AsyncIterator[Audio]:
        size = round(BLOCK_S * ENGINE_RATE_HZ)
        while True:
            await asyncio.sleep(BLOCK_S)
            block = np.full(size, 0.5 if self.loud else 0.0, dtype=np.float32)
            if not self.hum:
                block[::2] *= -1  # as high as it can be
            yield Audio(block, ENGINE_RATE_HZ)


class ClockSpeaker:
    """Plays on the event loop's clock: what was queued takes its time."""

    def __init__(self) -> None:
        self.error: VoiceAssistantError | None = None
        self.is_open = False
        self.flushed = 0
        self.gains: list[float] = []
        self.queued_s: list[float] = []
        self._ends_at = 0.0
        self._played_s = 0.0  # up to `_ends_at`
        self._changed = asyncio.Event()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        if self.error is not None:
            raise self.error
        assert not self.is_open, "one voice at a time"
        self.is_open = True
        self._played_s = 0.0
        self._ends_at = 0.0
        try:
            yield
        finally:
            self.is_open = False

    @property
    def played_s(self) -> float:
        return self._played_s - max(0.0, self._ends_at - _now())

    async def play(self, audio: Audio) -> None:
        assert self.is_open
        self.queued_s.append(audio.duration_s)
        self._ends_at = max(self._ends_at, _now()) + audio.duration_s
        self._played_s += audio.duration_s

    async def drain(self) -> None:
        while (left_s := self._ends_at - _now()) > 0:
            self._changed.clear()
            try:
                async with asyncio.timeout(left_s):
                    await self._changed.wait()
            except TimeoutError:
                return

    def flush(self) -> None:
        self.flushed += 1
        self._played_s, self._ends_at = self.played_s, _now()
        self._changed.set()

    def duck(self, gain: float) -> None:
        self.gains.append(gain)


@dataclass
class ScriptedJudge:
    """Finds every turn as complete as `complete` says."""

    complete: float = 0.95

    async def probability(self, samples: Samples) -> float:
        await asyncio.sleep(0.05)
        return self.complete

    async def close(self) -> None: ...


class LoudnessActivity:
    """Speech is what is loud."""

    frame_samples = 512

    def probability(self, frame: Samples) -> float:
        return 1.0 if float(np.abs(frame).max()) > 0.1 else 0.0

    def reset(self) -> None:
        pass


@dataclass
class ScriptedHearing:
    """Understands the next of `texts`, whatever was said; an error among them is raised."""

    texts: list[str | Exception] = field(default_factory=list)
    takes_s: float = 0.3
    durations_s: list[float] = field(default_factory=list)
    languages: list[str | None] = field(default_factory=list)

    async def start(self) -> None: ...

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
        self.durations_s.append(audio.duration_s)
        self.languages.append(language)
        await asyncio.sleep(self.takes_s)
        text = self.texts.pop(0)
        if isinstance(text, Exception):
            raise text
        return Transcript(text, "en")

    async def close(self) -> None: ...


@dataclass
class ScriptedModel:
    """Writes the next of `replies` word by word; an exception at a reply's end is raised after its words."""

    replies: list[tuple[str, Exception | None]] = field(default_factory=list)
    word_s: float = 0.05
    requests: list[list[Message]] = field(default_factory=list)
    samplings: list[Sampling] = field(default_factory=list)
    stopped_early: int = 0
    prepared: list[list[Message]] = field(default_factory=list)

    async def start(self) -> None: ...

    async def prepare(self, messages: Sequence[Message], *, model: str | None = None) -> None:
        self.prepared.append(list(messages))

    async def stream(
        self, messages: Sequence[Message], sampling: Sampling = Sampling(), *, model: str | None = None
    ) -> AsyncIterator[str]:
        self.requests.append(list(messages))
        self.samplings.append(sampling)
        text, error = self.replies.pop(0)
        complete = False
        try:
            for word in text.split(" "):
                await asyncio.sleep(self.word_s)
                yield word + " "
            complete = True
        finally:
            self.stopped_early += not complete
        if error is not None:
            raise error

    async def close(self) -> None: ...


@dataclass
class ScriptedVoice:
    """Says a character in a twentieth of a second, after `takes_s` of thought."""

    takes_s: float = 0.1
    fails_on: str | None = None
    error: VoiceAssistantError | None = None
    said: list[str] = field(default_factory=list)
    voices: list[str | None] = field(default_factory=list)
    speeds: list[float] = field(default_factory=list)

    async def start(self) -> None: ...

    async def speak(self, text: str, *, voice: str | None = None, speed: float = 1.0) -> AsyncIterator[Audio]:
        await asyncio.sleep(self.takes_s)
        if self.error is not None and (self.fails_on is None or self.fails_on in text):
            raise self.error
        self.said.append(text)
        self.voices.append(voice)
        self.speeds.append(speed)
        yield Audio.silence(len(text) / 20 / speed, 22_050)

    async def close(self) -> None: ...


@dataclass
class MemoryRecording:
    binding: str
    written_s: float = 0.0
    closed: bool = False
    text: str | None = None
    cancelled: bool = False

    def write(self, audio: Audio) -> None:
        assert not self.closed
        self.written_s += audio.duration_s

    def close(self) -> None:
        self.closed = True

    def note(self, text: str) -> None:
        self.text = text

    def cancel(self) -> None:
        self.cancelled = True


class MemoryJournal:
    def __init__(self) -> None:
        self.recordings: list[MemoryRecording] = []

    def begin(self, binding: str) -> MemoryRecording:
        self.recordings.append(MemoryRecording(binding))
        return self.recordings[-1]


@dataclass
class PaperDesk:
    """A desktop on paper: one window has the keyboard, and what is typed stands in `typed`."""

    selected: str = ""
    copied: str = ""
    copied_picture: bytes | None = None
    window: str = "editor"
    before: str | None = ""
    typed: list[str] = field(default_factory=list)
    pressed: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    waiting: str = ""

    async def selection(self) -> str:
        return self.selected

    async def clipboard(self) -> str:
        return self.copied

    async def picture(self) -> bytes | None:
        return self.copied_picture

    async def held(self) -> str:
        return self.waiting

    async def copy(self, text: str) -> None:
        self.copied = text

    async def print(self, text: str) -> None:
        self.printed.append(text)

    async def pin(self) -> Target | None:
        return Target(self.window, app=self.window)

    async def insert(self, text: str, target: Target | None) -> Landed:
        if target is None or target.window != self.window:
            self.waiting += text
            return Landed(Outcome.HELD, "the window has the keyboard no longer")
        self.typed.append(text)
        return Landed(Outcome.INSERTED, "typed")

    async def deliver_held(self) -> Landed | None:
        text, self.waiting = self.waiting, ""
        return await self.insert(text, await self.pin()) if text else None

    async def press(self, key: str, target: Target | None) -> bool:
        self.pressed.append(key)
        return target is not None and target.window == self.window

    async def undo(self) -> Landed:
        if not self.typed:
            return Landed(Outcome.HELD, "nothing was inserted lately")
        self.typed.pop()
        return Landed(Outcome.INSERTED, "taken back")

    async def before_cursor(self) -> str | None:
        return self.before


class Studio:
    """All fakes wired into one `Equipment`, with a record of every event."""

    def __init__(self, config: Config | None = None) -> None:
        self.bus = Bus()
        self.events: list[Event] = []
        self.bus.subscribe(self.events.append)
        self.microphone = ClockMicrophone()
        self.speaker = ClockSpeaker()
        self.judge = ScriptedJudge()
        self.hearing = ScriptedHearing()
        self.model = ScriptedModel()
        self.voice = ScriptedVoice()
        self.journal = MemoryJournal()
        self.desk = PaperDesk()
        self.equipment = Equipment(
            config=config or Config(),
            bus=self.bus,
            microphone=self.microphone,
            speaker=self.speaker,
            voice_activity=LoudnessActivity(),
            end_of_turn=self.judge,
            speech_to_text=self.hearing,
            text_to_speech=self.voice,
            journal=self.journal,
            desk=self.desk,
        )

    def seen(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]


def _now() -> float:
    return asyncio.get_running_loop().time()
