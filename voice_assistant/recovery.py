"""Texts for recordings that never got one: found at the start, transcribed while nobody needs the recogniser."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

from .audio.files import read_audio
from .audio.journal import Journal
from .audio.recordings import Recording, load_recording
from .bus import Bus
from .config.schema import Config
from .engines.base import SpeechToText, VoiceActivity
from .engines.voice_activity import speech_seconds
from .errors import AudioFileError, VoiceAssistantError
from .events import Event, Problem, RecordingRecovered, State, StateChanged

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
_QUIET_S = 3.0
"""The person has paused for this long before work in the background begins."""
_RETRY_S = 30.0
"""From a failed attempt to the next one, which comes this much later again after each."""


class Recovery:
    """Looks for texts in the background, as long as `run` runs. Gives way the moment something else begins."""

    def __init__(
        self,
        config: Config,
        bus: Bus,
        journal: Journal,
        speech_to_text: SpeechToText,
        make_activity: Callable[[], VoiceActivity],
    ) -> None:
        self._config = config
        self._bus = bus
        self._journal = journal
        self._speech_to_text = speech_to_text
        self._make_activity = make_activity  # one of our own: it remembers what it heard
        self._idle = asyncio.Event()
        self._idle.set()
        self._busy = asyncio.Event()

    async def run(self) -> None:
        """Serve until cancelled; nothing is raised."""
        unsubscribe = self._bus.subscribe(self._follow)
        try:
            waiting = await asyncio.to_thread(self._left_over)
            while True:
                for recording in waiting:
                    await self._attend_to(recording)
                self._busy.clear()
                waiting = self._failed_here()
                if failed := max((found.attempts for found in waiting), default=0):
                    await asyncio.sleep(_RETRY_S * failed)
                elif not waiting:
                    await self._busy.wait()  # the next turn may fail
                    await self._idle.wait()
                    waiting = self._failed_here()
        except Exception:
            log.exception("recovery ended")
        finally:
            unsubscribe()

    def _left_over(self) -> list[Recording]:
        """From earlier runs; newest first, as that is what will be missed first."""
        found = self._journal.recordings()
        return [r for r in reversed(found) if r.text is None and not r.cancelled and r.attempts < MAX_ATTEMPTS]

    def _failed_here(self) -> list[Recording]:
        return [recording for recording in self._journal.untold() if recording.attempts < MAX_ATTEMPTS]

    def _follow(self, event: Event) -> None:
        if isinstance(event, StateChanged):
            if event.state is State.IDLE:
                self._idle.set()
            else:
                self._idle.clear()
                self._busy.set()

    async def _attend_to(self, recording: Recording) -> None:
        while True:
            await self._quiet()
            now = load_recording(recording.path)
            if now is None or now.text is not None or now.cancelled:  # its turn ended well, or the person saw to it
                return
            before = replace(now, attempts=max(now.attempts, recording.attempts))
            tried = replace(before, attempts=before.attempts + 1)
            self._journal.told(tried)  # first: it may be this very sound that brings us down
            work = asyncio.create_task(self._transcribe(recording))
            interrupted = asyncio.create_task(self._busy.wait())
            try:
                await asyncio.wait({work, interrupted}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                interrupted.cancel()
                if not work.done():
                    work.cancel()
                    self._journal.told(before)  # that was no attempt
            await asyncio.wait({work})
            if not work.cancelled():
                self._done(tried, work)
                return

    async def _quiet(self) -> None:
        while True:
            await self._idle.wait()
            self._busy.clear()
            try:
                async with asyncio.timeout(_QUIET_S):
                    await self._busy.wait()
            except TimeoutError:
                return

    def _done(self, tried: Recording, work: asyncio.Task[str]) -> None:
        what = f"{tried.duration_s:.0f} s from {tried.clock}"
        error = work.exception()
        if error is None:
            self._journal.told(replace(tried, text=work.result(), attempts=tried.attempts - 1))
            if work.result():
                self._bus.publish(RecordingRecovered(f"recovered {what}: `voice-assistant history show {tried.clock}`"))
            return
        if not isinstance(error, VoiceAssistantError):
            log.error("a recording could not be transcribed", exc_info=error)
        if tried.attempts >= MAX_ATTEMPTS or isinstance(error, AudioFileError):
            self._journal.told(replace(tried, attempts=MAX_ATTEMPTS))
            self._bus.publish(
                Problem(f"no text for {what}; it is kept, try `voice-assistant history retry {tried.clock}`")
            )

    async def _transcribe(self, recording: Recording) -> str:
        return await transcribe_recording(self._config, recording, self._speech_to_text, self._make_activity())


async def transcribe_recording(
    config: Config,
    recording: Recording,
    speech_to_text: SpeechToText,
    activity: VoiceActivity,
    *,
    language: str | None = None,
) -> str:
    """What `recording` says, in `language` or its binding's; "" without speech.

    Raises `EngineError`, `AudioFileError`.
    """
    audio = await asyncio.to_thread(read_audio, recording.path)
    wanted = config.voice_activity
    if await asyncio.to_thread(speech_seconds, audio, activity, wanted.threshold) < wanted.min_speech_s:
        return ""
    binding = config.bindings.get(recording.binding)
    language = language or (binding.language if binding is not None else None) or config.speech_to_text.language
    transcript = await speech_to_text.transcribe(audio, language=None if language == "auto" else language)
    return transcript.text
