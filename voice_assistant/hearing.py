"""From sound to text while the person still speaks, so that at the end only the last words are left to do.

The sound since the last settled text is the open stretch. In each pause it is decoded, as if the person had
finished: mostly they have, and the text is there when the key comes up. When they go on, a short stretch is decoded
again with what follows, because a recogniser needs the context; a long one is settled in the pause and never touched
again. Who speaks without a pause is cut at the quietest place.

One decode at a time, as the model takes no more: whoever waits for the end never waits for two.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from types import TracebackType

import numpy as np

from .audio.types import ENGINE_RATE_HZ, Audio, Samples
from .bus import Bus
from .engines.base import SpeechToText, Transcript
from .errors import VoiceAssistantError
from .events import PartlyTranscribed
from .listening import SpeechMeter
from .text.dictation.vocabulary import bias_prompt
from .text.joining import join
from .text.made_up import echoes, made_up

log = logging.getLogger(__name__)

PAUSE_S = 0.3
"""After so much silence the person may have finished."""
TALK_PAUSE_S = 0.12
"""The same in a talk, where an answer is begun in every pause. Any sooner, and a faint last consonant is cut off:
"France" becomes "friends"."""
SETTLED_PAUSE_S = 0.6
SETTLED_S = 6.0
"""A stretch of this length is settled in a pause of `SETTLED_PAUSE_S`."""
LONG_S = 10.0
"""One of this length in any pause."""
LONGEST_S = 13.0
"""One of this length is cut."""
ALONE_S = 1.0
"""So much speech is understood without what came before it."""
CONTEXT = 400
"""So many characters of the settled text are given to the recogniser with the next stretch."""
LEAD_S = 0.4
"""Silence kept before speech: a soft beginning is not speech to the detector yet."""
SURE = ((2.0, 0.8), (1.0, 0.95))
"""So many seconds of speech tell their language, when it is so likely."""


@dataclass(slots=True)
class LanguageMemory:
    """The language spoken last: the guess for an utterance too short to tell."""

    last: str = ""


@dataclass(frozen=True, slots=True)
class _Result:
    transcript: Transcript
    frames: int  # of the open stretch, from its beginning
    forced: bool  # ends where no pause is


@dataclass(slots=True)
class Hearing:
    """Hears one utterance: `feed` it, then `finish`. A context manager: leaving it forgets what is going on."""

    recogniser: SpeechToText
    meter: SpeechMeter
    bus: Bus
    language: str | None = None  # None: found out once, then kept
    min_speech_s: float = 0.1
    live: bool = True  # False: one decode at the end
    vocabulary: Sequence[str] = ()  # names and terms to expect
    memory: LanguageMemory = field(default_factory=LanguageMemory)
    watch: Callable[[Samples, bool], None] = lambda frame, is_speech: None  # sees each frame too
    understood: Callable[[str], None] = lambda text: None  # gets the text when silence follows it
    in_talk: bool = False  # each pause may be the end: a doubtful text now is better than a good one a second later

    _frames: list[Samples] = field(default_factory=list)  # the open stretch
    _speech: list[bool] = field(default_factory=list)  # which of them are speech
    _settled: str = ""
    _forced: bool = False  # the settled text ends where no pause was
    _open: _Result | None = None  # what the open stretch says, so far as decoded
    _decoding: asyncio.Task[None] | None = None
    _starting: asyncio.Task[None] | None = None
    _failed: bool = False
    _guess: str = ""  # the language of the last stretch, as long as none is sure

    async def __aenter__(self) -> Hearing:
        self._starting = asyncio.create_task(self._start(), name="start recogniser")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        tasks = [task for task in (self._starting, self._decoding) if task is not None]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    @property
    def speech_s(self) -> float:
        return self.meter.speech_s

    @property
    def decoding(self) -> asyncio.Task[None] | None:
        """The decode in progress, None when there is none."""
        return self._decoding

    @property
    def text(self) -> str:
        """What was understood so far."""
        return self._with(self._open) if self._open is not None else self._settled

    @property
    def pending(self) -> bool:
        """Whether the text of what was said last comes without being asked for, and is not there yet."""
        known = self._open.frames if self._open is not None else 0
        return self.live and not self._failed and any(self._speech[known:])

    def feed(self, block: Audio) -> None:
        """The next block of the recording, at `ENGINE_RATE_HZ`."""
        for frame, is_speech in self.meter.feed(block):
            self._frames.append(frame)
            self._speech.append(is_speech)
            self.watch(frame, is_speech)
        self._consider()

    async def finish(self) -> Transcript:
        """The text of all that was fed. Raises `EngineError`; a decode that failed before is tried again."""
        self._frames.append(self.meter.rest)
        self._speech.append(False)
        live, self.live = self.live, False  # nothing new begins
        if self._decoding is not None:
            await asyncio.wait([self._decoding])
        if self._open is not None and self._stands():
            self._settle()
        if any(self._speech) and self._speech_s(len(self._speech)) >= self.min_speech_s:
            self._open = await self._decode(len(self._frames), forced=False)
            self._settle()
        self.live = live
        return Transcript(self._settled, self.language or self._guess)

    def _stands(self) -> bool:
        """Whether, at the end, what is open can stay, and only what follows it, if anything, must be waited for."""
        assert self._open is not None
        after = sum(self._speech[self._open.frames :])
        if after * self.meter.frame_samples < self.min_speech_s * ENGINE_RATE_HZ:  # a click, a breath
            return True
        return self._open.frames >= self._count(SETTLED_S) and after >= self._count(ALONE_S)

    # what to do next

    def _consider(self) -> None:
        """Settle and decode what is ready for it."""
        if not self.live or self._failed or self._decoding is not None:
            return
        if not any(self._speech):
            self._drop(len(self._frames) - self._count(LEAD_S))
            return
        silent = self._silent_frames()
        if self._open is not None and not any(self._speech[self._open.frames :]):
            length = self._open.frames
            settled = silent >= self._count(SETTLED_PAUSE_S) and length >= self._count(SETTLED_S)
            if settled or length >= self._count(LONG_S):
                self._settle()
        elif silent >= self._count(TALK_PAUSE_S if self.in_talk else PAUSE_S):
            if self._speech_s(len(self._speech)) >= self.min_speech_s:
                self._begin(len(self._frames), forced=False)
        elif len(self._frames) >= self._count(LONGEST_S):
            if self._open is not None and self._open.frames >= self._count(SETTLED_S):
                self._settle()
            else:
                self._begin(self._quietest(), forced=True)

    def _begin(self, frames: int, *, forced: bool) -> None:
        self._decoding = asyncio.create_task(self._decode_ahead(frames, forced), name="decode while listening")

    async def _decode_ahead(self, frames: int, forced: bool) -> None:
        try:
            self._open = await self._decode(frames, forced=forced)
            self.bus.publish(PartlyTranscribed(asyncio.get_running_loop().time(), self.text))
            if forced:
                self._settle()
            elif not any(self._speech[frames:]):
                self.understood(self.text)
        except VoiceAssistantError as error:
            self._failed = True  # the end is soon enough to try again, and to complain
            log.warning("decoding while listening failed: %s", type(error).__name__)
        finally:
            self._decoding = None

    def _settle(self) -> None:
        """What is open so far will not change any more."""
        assert self._open is not None
        done, self._settled = self._open, self._with(self._open)
        self._open, self._forced = None, done.forced
        self._drop(done.frames)

    def _drop(self, frames: int) -> None:
        if frames > 0:
            del self._frames[:frames]
            del self._speech[:frames]

    def _with(self, result: _Result) -> str:
        return join(self._settled, result.transcript.text, result.transcript.language, paused=not self._forced)

    # decoding

    async def _decode(self, frames: int, *, forced: bool) -> _Result:
        audio = Audio(np.concatenate(self._frames[:frames]), ENGINE_RATE_HZ)
        speech_s = self._speech_s(frames)
        transcript = await self._transcribe(audio, self.language)
        if self.language is None:
            transcript = await self._in_one_language(audio, transcript, speech_s)
        self._guess = transcript.language
        if made_up(transcript, speech_s):
            transcript = replace(transcript, text="")
        return _Result(transcript, frames, forced)

    async def _in_one_language(self, audio: Audio, transcript: Transcript, speech_s: float) -> Transcript:
        """Keep a language that is sure for the rest; do not let a single word change it."""
        if any(speech_s >= enough and transcript.language_probability >= likely for enough, likely in SURE):
            self.language = self.memory.last = transcript.language
        elif self.memory.last and self.memory.last != transcript.language:
            return await self._transcribe(audio, self.memory.last)
        return transcript

    async def _transcribe(self, audio: Audio, language: str | None) -> Transcript:
        awaited = self.in_talk or not self.live  # where nothing is decoded ahead any more, the person waits for this
        before = self._settled[-CONTEXT:]
        bias = bias_prompt(self.vocabulary)
        prompt = " ".join(part for part in (bias, before) if part) or None
        transcript = await self.recogniser.transcribe(
            audio, language=language, prompt=prompt, quick=True, awaited=awaited
        )
        if bias and echoes(transcript.text, self.vocabulary):
            return await self.recogniser.transcribe(audio, language=language, quick=True, awaited=awaited)
        return transcript

    async def _start(self) -> None:
        with suppress(VoiceAssistantError):  # the decode itself will say it
            await self.recogniser.start()

    # counting

    def _count(self, seconds: float) -> int:
        return round(seconds * ENGINE_RATE_HZ / self.meter.frame_samples)

    def _speech_s(self, frames: int) -> float:
        return sum(self._speech[:frames]) * self.meter.frame_samples / ENGINE_RATE_HZ

    def _silent_frames(self) -> int:
        """Frames since the last speech."""
        return next((n for n, is_speech in enumerate(reversed(self._speech)) if is_speech), len(self._speech))

    def _quietest(self) -> int:
        """Frame in the last third, but not the last second, around which there is the least sound."""
        first, last = len(self._frames) * 2 // 3, len(self._frames) - self._count(1.0)
        power = np.array([float(np.square(frame).mean()) for frame in self._frames[first:last]])
        return first + int(np.convolve(power, np.ones(3), mode="same").argmin())
