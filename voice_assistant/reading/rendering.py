"""A document into a sound file, as fast as its voice can be made on all cores; memory stays flat however long it is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from ..audio.book_file import Tags, check_book_writable
from ..concurrency import closing
from ..config.schema import TextToSpeechConfig
from ..documents.base import OutlineEntry
from ..engines.base import TextToSpeech
from ..errors import AudioFileError
from .assembling import assemble, chapters_of, survey
from .making import Maker
from .piece_store import PieceStore
from .pieces import Piece, pieces_of
from .script import Script
from .wording import Wording


@dataclass(frozen=True, slots=True)
class Rendered:
    duration_s: float
    chapters: int
    resumed: int  # pieces that were there already
    pieces: int


@dataclass(frozen=True, slots=True)
class Book:
    """What is read, and in which words."""

    script: Script
    wording: Wording
    voice: TextToSpeechConfig
    place: int = 0
    tags: Tags = field(default_factory=Tags)
    outline: Sequence[OutlineEntry] = ()


class Progress(Protocol):
    """Told where the reading is (`place`), then how much of the file is written (0.0 ... 1.0)."""

    def made(self, place: int) -> None: ...

    def written(self, part: float) -> None: ...


class Unseen:
    def made(self, place: int) -> None: ...

    def written(self, part: float) -> None: ...


async def render(
    book: Book,
    engines: Sequence[TextToSpeech],
    store: PieceStore,
    out: Path,
    *,
    subtitles: bool = False,
    progress: Progress = Unseen(),  # noqa: B008
) -> Rendered:
    """Write all of `book` to `out`, and its subtitles beside it: whole, or not at all.

    Each of `engines` makes a piece at a time; pieces in `store` are not made again. Raises `AudioFileError`, and what
    reading raises.
    """
    check_book_writable(out)
    async with closing(pieces_of(book.script, book.wording, book.voice, book.place)) as pieces:
        made = await _all_made(pieces, engines, store, book.voice.speed, progress)
    if not made.names:
        raise AudioFileError(f"{out} was not written: there is nothing to be said")
    surveyed = await asyncio.to_thread(survey, made.names, store)
    tags = replace(book.tags, chapters=chapters_of(book.outline, surveyed.starts_s, surveyed.duration_s))
    stop = threading.Event()
    work = asyncio.to_thread(
        assemble, made.names, store, surveyed.gains, out, tags, subtitles, progress.written, stop.is_set
    )
    writing = asyncio.ensure_future(work)
    try:
        await asyncio.shield(writing)
    except asyncio.CancelledError:
        stop.set()
        await asyncio.gather(writing, return_exceptions=True)
        raise
    return Rendered(surveyed.duration_s, len(tags.chapters), made.resumed, len(made.names))


@dataclass
class _Made:
    """Pieces in order. Their facts are read again when they are needed: a long book has many."""

    names: list[str]
    resumed: int = 0


async def _all_made(
    pieces: AsyncIterator[Piece], engines: Sequence[TextToSpeech], store: PieceStore, speed: float, progress: Progress
) -> _Made:
    made = _Made([])
    taking = asyncio.Lock()
    in_order = _InOrder(progress.made)

    async def take() -> tuple[int, Piece] | None:
        async with taking:
            async for piece in pieces:
                number = len(made.names)
                made.names.append(piece.name)
                if await asyncio.to_thread(store.made, piece.name) is None:
                    return number, piece
                made.resumed += 1
                in_order.tell(number, piece.place)
            return None

    async def work(engine: TextToSpeech) -> None:
        while (taken := await take()) is not None:
            number, piece = taken
            sound, facts = await Maker().make(piece, engine, speed)
            await asyncio.to_thread(store.keep, piece.name, sound, facts)
            in_order.tell(number, piece.place)

    try:
        async with asyncio.TaskGroup() as group:
            for engine in engines:
                group.create_task(work(engine))
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None
    return made


class _InOrder:
    """Tells of each piece when all before it are made, too."""

    def __init__(self, made: Callable[[int], None]) -> None:
        self._made = made
        self._next = 0
        self._places: dict[int, int] = {}  # by number: of pieces whose turn has not come

    def tell(self, number: int, place: int) -> None:
        self._places[number] = place
        while self._next in self._places:
            self._made(self._places.pop(self._next))
            self._next += 1
