"""What is read to the person at the desk: at most one text at a time, beside the one turn of the session.

Whoever has the word (a turn that listens or speaks) holds the reading, which is silent at once and goes on
afterwards. What is new replaces what is read, waits behind it, or interrupts it, as the config says.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..config.schema import BindingConfig
from ..documents.fetching import is_address
from ..documents.service import About, Source
from ..engines.base import LanguageModel
from ..equipment import Equipment
from ..errors import VoiceAssistantError
from ..events import BookmarkSet, Event, Problem, ReadingChanged, SentenceBegan, State, StateChanged
from ..inbox import Read, Steer
from ..paths import pronunciation_dir
from ..persona import NONE
from ..text.reading_commands import ReadingCommand
from .companion import Companion
from .narrator import Narrator
from .opened import OpenedDocument, OpenedText
from .passage import Passage
from .places import kept_places
from .pronunciations import Pronunciations
from .reader import Reader
from .reading import Reading
from .script import Script
from .sentence import Sentence
from .steering import STEERING

log = logging.getLogger(__name__)

_NOTHING = {
    "selection": "nothing is selected: select some text first",
    "clipboard": "the clipboard holds no text: copy some first",
    "last_reply": "nothing was answered yet that could be read again",
}


class ReadingAloud:
    """All calls are made on the event loop and return at once. `last_reply` is what was answered last."""

    def __init__(self, equipment: Equipment, model: LanguageModel, last_reply: Callable[[], str]) -> None:
        self._kit = equipment
        self._companion = Companion(model, equipment.config)
        self._places = kept_places()
        self._pronunciations = Pronunciations(pronunciation_dir())
        self._last_reply = last_reply
        self._narrator = Narrator(equipment.text_to_speech, equipment.config, equipment.voices)
        self._speed = 1.0
        self._now: Reading | None = None
        self._waiting: deque[Reading] = deque()
        self._task: asyncio.Task[None] | None = None
        self._running: asyncio.Task[None] | None = None
        self._wishing: asyncio.Task[None] | None = None
        self._wishes: set[asyncio.Task[None]] = set()
        self._held = False
        self._told = ReadingChanged("")
        self._state = StateChanged(State.IDLE, "")
        equipment.bus.subscribe(self._follow)

    @property
    def active(self) -> bool:
        """Whether something is read, or paused."""
        return self._now is not None

    @property
    def paused(self) -> bool:
        asks = self._now is not None and self._now.question and self._reader is None
        return bool(asks) or (self._reader is not None and self._reader.paused)

    @property
    def _reader(self) -> Reader | None:
        return None if self._now is None else self._now.reader

    # what is read

    def press(self, name: str, binding: BindingConfig) -> None:
        """The key of a binding that reads: something new is read; the same again, or nothing, is paused or goes on."""
        was_paused = self.paused
        if self._kit.config.reading.when_new != "queue" and self._reader is not None:
            self._reader.pause()
        self._forget_wish()
        self._wishing = asyncio.create_task(self._fetch(name, binding, was_paused=was_paused), name="what to read")
        self._wishing.add_done_callback(self._wishes.discard)
        self._wishes.add(self._wishing)

    def read(
        self, binding: str, *, text: str = "", document: str = "", begin: str = "", companion: bool | None = None
    ) -> None:
        """Read `text`, or the file or page `document` from `begin` on (see `beginning`); neither: what is selected.

        With a `companion` (None: as the config says) it is read chapter by chapter, summed up and asked about.
        """
        if not (text or document):
            self.press(binding, BindingConfig(sources=["selection"], persona=NONE, sinks=["speak"]))
            return
        if not document:
            reading = Reading(text, OpenedText(text), binding, begin=begin)
            reading.companion = self._companion if companion else None
            self._take(reading)
            return
        source = Source(url=document) if is_address(document) else Source(Path(document).expanduser().absolute())
        path = source.content if isinstance(source.content, Path) else None
        reading = Reading(document, OpenedDocument(source), binding, remembered=True, path=path, begin=begin)
        if self._kit.config.reading.companion if companion is None else companion:
            reading.companion = self._companion
        self._take(reading)

    def obey(self, wish: Read | Steer) -> None:
        if isinstance(wish, Steer):
            self.steer(wish.command)
        else:
            self.read("", text=wish.text, document=wish.document, begin=wish.begin, companion=wish.companion)

    async def _fetch(self, name: str, binding: BindingConfig, *, was_paused: bool) -> None:
        if self._now is None:
            self._show(State.THINKING, name)
        try:
            wanted = binding.file or await self._text(binding)
        except VoiceAssistantError as error:
            wanted = ""
            self._kit.bus.publish(Problem(str(error)))
        else:
            if not wanted and self._now is None:
                self._kit.bus.publish(Problem(_NOTHING[binding.sources[0]]))
        if self._now is not None and wanted in ("", self._now.key):
            self.steer(ReadingCommand.RESUME if was_paused else ReadingCommand.PAUSE)
        elif wanted:
            self.read(name, text="" if binding.file else wanted, document=binding.file or "")
        self._wishing = None
        self._settle()

    async def _text(self, binding: BindingConfig) -> str:
        parts = []
        for source in binding.sources:
            match source:
                case "selection":
                    parts.append(await self._kit.desk.selection())
                case "clipboard":
                    parts.append(await self._kit.desk.clipboard())
                case "last_reply":
                    parts.append(self._last_reply())
        return "\n\n".join(filter(str.strip, parts))

    def _take(self, reading: Reading) -> None:
        when_new = self._kit.config.reading.when_new
        if when_new == "queue" or self._now is None:
            self._waiting.append(reading)
        else:
            if when_new == "interrupt" and self._running is not None and not self._running.done():
                self._waiting.appendleft(self._now)
            else:
                self._forget_waiting()
            self._waiting.appendleft(reading)
            self._end_present()
        if self._task is None:
            self._task = asyncio.create_task(self._serve(), name="reading aloud")
        self._settle()

    def stop(self) -> None:
        """Silence, and forget what is read and what waits; the place in a document is kept."""
        self._forget_wish()
        self._forget_waiting()
        self._end_present()
        self._settle()

    def _forget_wish(self) -> None:
        if self._wishing is not None:
            self._wishing.cancel()
            self._wishing = None

    def _forget_waiting(self) -> None:
        while self._waiting:
            self._waiting.popleft().opened.close()

    def _end_present(self) -> None:
        if self._reader is not None:
            self._reader.stop()
        if self._running is not None:
            self._running.cancel()

    async def close(self) -> None:
        self.stop()
        if tasks := {*self._wishes, *([self._task] if self._task else [])}:
            await asyncio.wait(tasks)

    # at work

    async def _serve(self) -> None:
        try:
            while self._waiting:
                self._now = reading = self._waiting.popleft()
                reading.changed = self._settle
                self._settle()
                self._running = asyncio.create_task(self._read(reading), name="reading")
                await asyncio.wait([self._running])
                if reading not in self._waiting:
                    reading.opened.close()
        finally:
            self._task = self._now = self._running = None
            self._settle()

    async def _read(self, reading: Reading) -> None:
        try:
            await reading.run(self._new_reader, self._places, self._pronounce)
        except VoiceAssistantError as error:
            self._kit.bus.publish(Problem(str(error)))
            if not self._held:
                await self._say(error.spoken)
        except Exception:
            log.exception("reading failed")
            self._kit.bus.publish(Problem("an error of our own: see the log, and please report it"))

    def _pronounce(self, about: About, document: Path | None) -> None:
        self._narrator.pronounce(self._pronunciations.of(about.identity, document))

    def _new_reader(self, script: Script) -> Reader:
        reader = Reader(script, self._narrator, self._kit.speaker, self._kit.bus, speed=self._speed)
        if self._held:
            reader.hold()
        return reader

    async def _say(self, text: str) -> None:
        try:
            async with self._kit.speaker.open():
                async for sound in self._narrator.sounds(Sentence(0, 0, text)):
                    await self._kit.speaker.play(sound)
                await self._kit.speaker.drain()
        except VoiceAssistantError as error:  # it is on the screen
            log.warning("not said: %s", error)

    # who has the word

    def hold(self) -> None:
        """Somebody else has the word: silence, now."""
        self._held = True
        if self._reader is not None:
            if self._kit.config.reading.after_question == "pause":
                self._reader.pause()
            self._reader.hold()
        self._settle()

    def let_go(self) -> None:
        """Nobody else has the word any more."""
        if self._held:
            self._held = False
            if self._now is not None:
                self._now.answered.set()
            if self._reader is not None:
                self._reader.let_go()
            self._settle()

    # steering

    def steer(self, command: ReadingCommand) -> None:
        """Does nothing while nothing is read."""
        if command is ReadingCommand.STOP:
            self.stop()
            return
        reader = self._reader
        if self._now is not None and command is not ReadingCommand.PAUSE:
            self._now.answered.set()
        if reader is None or self._now is None:
            return
        match command:
            case ReadingCommand.BOOKMARK:
                if (number := self._now.bookmark(self._places)) is not None:
                    self._kit.bus.publish(BookmarkSet(number))
            case ReadingCommand.WHERE:
                pass  # is asked, see `where`
            case _:
                STEERING[command](reader)
                self._speed = reader.speed
        self._settle()

    def passage(self) -> Passage | None:
        """Around the sentence that is heard, or was last; None when nothing is read."""
        return None if self._now is None else self._now.passage()

    def where(self, *, words: bool = True) -> dict[str, Any]:
        """What is read, and how far, in JSON types; with `words`, also its title and the sentence."""
        reader, now = self._reader, self._now
        if now is None:
            return {"state": ""}
        at = None if reader is None else reader.at
        about = now.about
        return {
            "state": "paused" if self.paused else "reading",
            "page": None if at is None else at.page,
            "pages": None if about is None else about.pages,
            "percent": None if at is None or about is None or not about.end else min(100, 100 * at.place // about.end),
            "speed": self._speed,
            "waiting": len(self._waiting),
            **({"title": now.title, "sentence": "" if at is None else at.text} if words else {}),
        }

    # what others see

    def _follow(self, event: Event) -> None:
        if isinstance(event, StateChanged):
            self._state = event
        elif isinstance(event, SentenceBegan) and self._now is not None:
            self._now.keep(self._places)
            self._settle()

    def _settle(self) -> None:
        """Tell what has become different."""
        told = ReadingChanged("")
        if self._now is not None:
            told = ReadingChanged("paused" if self.paused else "reading", self._now.title, len(self._waiting))
        if told != self._told:
            self._told = told
            self._kit.bus.publish(told)
        if self._held:
            return  # what is seen is the turn
        if self._now is None:
            self._show(State.IDLE if self._wishing is None else State.THINKING, self._state.binding)
        else:
            begun = self._reader is not None and self._reader.at is not None
            self._show(State.IDLE if self.paused else State.SPEAKING if begun else State.THINKING, self._now.binding)

    def _show(self, state: State, binding: str) -> None:
        shown = StateChanged(state, "" if state is State.IDLE else binding)
        if not self._held and shown != self._state:
            self._kit.bus.publish(shown)
