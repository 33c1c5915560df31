"""One text that is read to a person: opened, begun where it was left, and what its reader is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..documents.leaving_out import LeftOut
from ..documents.service import About
from ..errors import DocumentError
from .opened import Opened
from .passage import AFTER, BEFORE, Passage
from .places import Places
from .reader import Reader
from .script import Script


@dataclass(slots=True)
class Reading:
    """`key` tells it from others: the text itself, or where the document is. Documents are `remembered`, texts not."""

    key: str
    opened: Opened
    binding: str
    remembered: bool = False
    path: Path | None = None  # of a file
    begin: str = ""
    reader: Reader | None = None
    about: About | None = None
    script: Script | None = None
    _left: tuple[int, int] | None = None

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
        self.script = script = Script(self.opened, language=about.language, left_out=LeftOut())
        start = self._left or await self._start(about, places)
        self.reader = reader = make(script)
        try:
            await reader.run(*start)
        finally:
            self._keep(reader, places)
            self.reader = None
        if reader.at is None and not reader.finished:
            raise DocumentError("there is nothing in this to read aloud")

    def _keep(self, reader: Reader, places: Places) -> None:
        if reader.at is not None:
            self._left = reader.at.place, reader.at.number
        if self.remembered and self.about is not None:
            if reader.finished:
                places.forget(self.about.identity)
            elif self._left is not None:
                places.keep(self.about.identity, *self._left)

    async def _start(self, about: About, places: Places) -> tuple[int, int]:
        if self.begin:
            return await beginning(self.begin, self.opened, about, places)
        return (places.of(about.identity) if self.remembered else None) or (0, 0)

    def keep(self, places: Places) -> None:
        """Remember where it is now."""
        if self.reader is not None:
            self._keep(self.reader, places)

    def bookmark(self, places: Places) -> int | None:
        """Its number, from 1; None where nothing is heard yet."""
        at = None if self.reader is None else self.reader.at
        if at is None or self.about is None:
            return None
        return places.add_bookmark(self.about.identity, at.place, at.number)

    def passage(self) -> Passage | None:
        """What is around the sentence that is heard; None before the first."""
        at = None if self.reader is None else self.reader.at
        if at is None or self.script is None or self.about is None:
            return None
        before, after = self.script.around(at, BEFORE, AFTER)
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
