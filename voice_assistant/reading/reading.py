"""One text that is read to a person: opened, begun where it was left, and what its reader is told."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ..documents.leaving_out import LeftOut
from ..documents.service import About
from ..errors import DocumentError
from .chapters import chapter_at, text_of
from .companion import Companion
from .opened import Opened, OpenedText
from .passage import AFTER, BEFORE, Passage
from .places import Places
from .reader import Reader
from .script import Script

ANSWER_S = 30.0
"""How long a question of the companion waits: somebody may have their hands full."""


@dataclass(slots=True)
class Reading:
    """`key` tells it from others: the text itself, or where the document is. Documents are `remembered`, texts not."""

    key: str
    opened: Opened
    binding: str
    remembered: bool = False
    path: Path | None = None  # of a file
    begin: str = ""
    left: tuple[int, int] | None = None  # place and number of the sentence to go on with, or that was read last
    left_out: LeftOut = field(default_factory=LeftOut)
    companion: Companion | None = None
    reader: Reader | None = None  # what is heard now
    about: About | None = None
    script: Script | None = None
    changed: Callable[[], None] = lambda: None  # called when it begins to wait
    question: str = ""  # of the companion, that waits for an answer
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    _text: Reader | None = None  # the reader that reads the text itself, or read it last
    _over: bool = False

    async def run(
        self,
        make: Callable[[Script], Reader],
        places: Places,
        opened: Callable[[About, Path | None], None] = lambda about, path: None,
    ) -> None:
        """Read it from where it was left to its end, or until it is cancelled. Raises `VoiceAssistantError`.

        `opened` is told what it is before anything is read.
        """
        self.about = about = await self.opened.about()
        opened(about, self.path)
        self.script = Script(self.opened, language=about.language, left_out=self.left_out)
        place, number = self.left or await self._start(about, places)
        try:
            if self.companion is None:
                reader = await self._read(make, place, number)
                self._over = reader.finished
            else:
                await self._read_with(self.companion, make, place, number)
        finally:
            self.keep(places)
            self.reader = None
        if self.left is None:
            raise DocumentError("There is nothing in this document to read aloud.")

    async def _read(
        self, make: Callable[[Script], Reader], place: int, number: int, until: int | None = None
    ) -> Reader:
        assert self.script is not None
        self.reader = self._text = reader = make(self.script)
        await reader.run(place, number, until=until)
        if reader.at is not None:
            self.left = reader.at.place, reader.at.number
        return reader

    # chapter by chapter

    async def _read_with(self, companion: Companion, make: Callable[[Script], Reader], place: int, number: int) -> None:
        outline = await self.opened.outline()
        language = self.about.language if self.about is not None else ""
        while True:
            chapter = chapter_at(place, outline)
            text = await text_of(chapter, self.opened)
            if number == 0 and place <= chapter.begin:
                await self._say(await companion.before(text, language), make)
            questions = asyncio.create_task(companion.after(text, language), name="questions")  # there is time now
            try:
                reader = await self._read(make, place, number, chapter.end)
                if reader.beyond is not None:
                    place, number = reader.beyond.place, 0
                    continue
                await self._ask(await questions, make)
            finally:
                questions.cancel()
            if chapter.end is None:
                self._over = True
                return
            place, number = chapter.end, 0

    async def _say(self, text: str, make: Callable[[Script], Reader]) -> None:
        if text:
            self.reader = make(Script(OpenedText(text)))
            await self.reader.run()
            self.reader = None

    async def _ask(self, question: str, make: Callable[[Script], Reader]) -> None:
        """And wait for an answer, but not for ever."""
        self.question = question
        self.answered.clear()
        await self._say(question, make)
        if question:
            self.changed()
            with suppress(TimeoutError):
                async with asyncio.timeout(ANSWER_S):
                    await self.answered.wait()
        self.question = ""

    # the place

    def keep(self, places: Places) -> None:
        """Remember where it is now."""
        at = None if self._text is None else self._text.at
        if at is not None:
            self.left = at.place, at.number
        if self.remembered and self.about is not None:
            if self._over:
                places.forget(self.about.identity)
            elif self.left is not None:
                places.keep(self.about.identity, *self.left)

    async def _start(self, about: About, places: Places) -> tuple[int, int]:
        if self.begin:
            return await beginning(self.begin, self.opened, about, places)
        return (places.of(about.identity) if self.remembered else None) or (0, 0)

    @property
    def following(self) -> Script | None:
        """Where what comes next stands; None while it is not the text itself that is read."""
        return self.script if self.reader is not None and self.reader is self._text else None

    def bookmark(self, places: Places) -> int | None:
        """Its number, from 1; None where nothing is heard yet."""
        at = None if self._text is None else self._text.at
        if at is None or self.about is None:
            return None
        return places.add_bookmark(self.about.identity, at.place, at.number)

    def passage(self) -> Passage | None:
        """What is around the sentence that is heard; None before the first."""
        at = None if self._text is None else self._text.at
        if at is None or self.script is None or self.about is None:
            return None
        before, after = self.script.around(at, BEFORE, AFTER)
        if self.question:
            return Passage(at.text, before, f"(Then you asked me:) {self.question}", self.about.title)
        return Passage(at.text, before, after, self.about.title)

    @property
    def title(self) -> str:
        return "" if self.about is None else self.about.title


async def beginning(wish: str, opened: Opened, about: About, places: Places) -> tuple[int, int]:
    """Place and number of the sentence that `wish` means. Raises `DocumentError`.

    "start", "bookmark" (the last one), "bookmark 2", or what `place_of` understands.
    """
    if wish == "start":
        return 0, 0
    if mark := re.fullmatch(r"bookmark(?:\s+(\d+))?", wish.strip(), re.IGNORECASE):
        marks = places.bookmarks(about.identity)
        number = int(mark[1] or len(marks))
        if not marks:
            raise DocumentError("There is no bookmark in this document: the key B sets one while it is read.")
        if not 1 <= number <= len(marks):
            raise DocumentError(f"There is no bookmark {number} in this document, the last one is {len(marks)}.")
        return marks[number - 1]
    return await opened.place_of(wish), 0
