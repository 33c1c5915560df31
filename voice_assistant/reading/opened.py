"""A document in a process of its own: whatever is wrong with the file, reading goes on or ends in one clear line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeVar

from ..concurrency import ProcessWorker, WorkerCrashed
from ..documents.base import Block
from ..documents.service import About, Source, about, place_of, some_blocks
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


class OpenedDocument:
    """Implements `Pages`. The file is opened with the first call; all of them raise `DocumentError`."""

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
