"""A document in a process of its own: whatever is wrong with the file, reading goes on or ends in one clear line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from itertools import islice
from typing import ParamSpec, Protocol, TypeVar

from ..concurrency import ProcessWorker, WorkerCrashed
from ..documents.base import Block, Document, OutlineEntry
from ..documents.service import About, Source, about, cover_of, outline_of, place_of, some_blocks
from ..errors import DocumentError

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE_S = 180.0
"""A page that takes longer to make out, a scanned one too, hangs."""


class Pages(Protocol):
    """Where the blocks of a document come from."""

    async def some(self, start: int, most: int) -> list[Block]:
        """The next blocks from place `start`; empty at the end. Raises `DocumentError`."""
        ...


class Opened(Pages, Protocol):
    """A document that is there, or will be with the first call. All calls raise `DocumentError`."""

    async def about(self) -> About: ...

    async def outline(self) -> Sequence[OutlineEntry]: ...

    async def place_of(self, where: str) -> int:
        """See `Document.place_of`."""
        ...

    def close(self) -> None: ...


class OpenedDocument:
    """Implements `Opened`. The file is opened with the first call; all of them raise `DocumentError`."""

    def __init__(self, source: Source, *, patience_s: float = PATIENCE_S) -> None:
        self._source = source
        self._patience_s = patience_s
        self._child = ProcessWorker("document")

    async def about(self) -> About:
        return await self._call(about, self._source)

    async def some(self, start: int, most: int) -> list[Block]:
        return await self._call(some_blocks, self._source, start, most)

    async def place_of(self, where: str) -> int:
        return await self._call(place_of, self._source, where)

    async def outline(self) -> Sequence[OutlineEntry]:
        return await self._call(outline_of, self._source)

    async def cover(self) -> bytes:
        """A picture file; empty where there is none."""
        return await self._call(cover_of, self._source)

    def close(self) -> None:
        self._child.close()

    async def _call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            async with asyncio.timeout(self._patience_s):
                return await self._child.call(function, *args, **kwargs)
        except TimeoutError as error:
            self._child.close()
            raise DocumentError("This document cannot be read: making out a page of it does not end.") from error
        except WorkerCrashed as error:
            raise DocumentError("This document cannot be read: what makes it out has crashed on it.") from error


class OpenedText:
    """A text that is at hand, such as a selection. Implements `Opened`.

    There is no time to start a process, and nothing in a text that could crash one; its end is not looked for
    before somebody comes to it, so that a book begins as soon as a sentence.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._document: Document | None = None
        self._opening = asyncio.Lock()

    async def about(self) -> About:
        document = await self._opened()
        return About(document.title, "", document.language, document.identity, None, 0)

    async def some(self, start: int, most: int) -> list[Block]:
        document = await self._opened()
        return await asyncio.to_thread(lambda: list(islice(document.blocks(start), most)))

    async def outline(self) -> Sequence[OutlineEntry]:
        document = await self._opened()
        return await asyncio.to_thread(document.outline)

    async def place_of(self, where: str) -> int:
        document = await self._opened()
        return await asyncio.to_thread(document.place_of, where)

    def close(self) -> None:
        self._document = None

    async def _opened(self) -> Document:
        async with self._opening:
            if self._document is None:
                self._document = await asyncio.to_thread(_text_document, self._text)
            return self._document


def _text_document(text: str) -> Document:
    from ..documents.opening import open_document

    return open_document(text)
