"""One question about something to be seen: gathered when its answer begins to be written, then told to the model.

A guess at a question costs nothing: what can be noticed, a camera that goes on or a region to be drawn, waits until it
is sure that it was asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from ..concurrency import closing
from ..errors import DeviceError, PictureError, UsageError
from .asking import line_for
from .eyes import Eyes
from .picture import Picture, Writing
from .sight import NOTHING_SEEN, Seen, Sight, Target, within

READ_WITHIN_S = 20.0
"""Longest that an answer waits for the writing."""
BESIDE_S = 0.03
"""The same where the model sees the picture itself, and nobody asked to be read to."""

NOTHING_WRITTEN = "I can't see any writing there, and my model can't look at pictures: it only gets what is written."
ONLY_WRITING = "I can only see the writing. "
NOT_SENT = "All right, I won't look."


class Sure(Protocol):
    """See `Commitment`."""

    async def wait(self) -> None: ...

    def then(self, action: Callable[[], object]) -> None: ...


@dataclass(slots=True)
class Looking:
    """At `targets`, for one question. `seen` is there once the answer begins to be written."""

    eyes: Eyes
    targets: Sequence[Target]
    sure: Sure
    wanted: bool = True  # by this question; False: the camera just is on
    reads: bool = False  # it is about what is written
    sees: Callable[[], bool | None] = lambda: None  # the model that is asked
    servers: Sequence[str] = ()  # of other machines, that get the pictures
    ask: Callable[[str, Callable[[bool], AsyncIterator[str]]], str] | None = None  # the person, for a yes or no
    tell: Callable[[Seen], object] = lambda seen: None  # once it is sure that it was asked for
    saw: Callable[[str], object] = lambda line: None  # the line that stands for it in the history
    problem: Callable[[str], object] = lambda line: None
    blind_before: bool = False  # it was said already that only the writing is seen
    reply: Callable[[Seen], str | None] = lambda seen: None  # what the writing itself says
    most_tokens: int | None = None  # that the pictures may take; None: as many as there are
    told_blind: Callable[[], object] = lambda: None  # it is said now
    seen: Seen = NOTHING_SEEN
    spoken: str = ""  # why nothing is seen
    at_work: bool = False
    _spoke_at_s: float | None = field(default=None)

    def __post_init__(self) -> None:
        self._spoke_at_s = self.eyes.spoke_at_s

    def working(self) -> bool | str:
        """Whether something is looked at or read, which may take a moment."""
        return "Let me look." if self.at_work else False

    async def before(self, text: Callable[[], AsyncIterator[str]]) -> AsyncIterator[str]:
        """What `text` writes, made when everything is seen, or why it cannot be."""
        try:
            if missing := await self._missing():
                assert self.ask is not None
                if self.eyes.strict:  # nobody is there to answer
                    raise UsageError(f"pictures would go to {' and '.join(missing)}: add --yes if they may")
                await self.sure.wait()
                yield self.ask(
                    _may_i(missing, writing=self.sees() is False), lambda allowed: self._asked(allowed, missing, text)
                )
                return
            async with closing(self._looked(text)) as pieces:
                async for piece in pieces:
                    yield piece
        finally:
            self.at_work = False

    async def _missing(self) -> list[str]:
        if self.ask is None or not self.eyes.config.confirm_remote:
            return []
        return self.eyes.permission.missing(self.servers)

    async def _asked(
        self, allowed: bool, servers: Sequence[str], text: Callable[[], AsyncIterator[str]]
    ) -> AsyncIterator[str]:
        if not allowed:
            await self.eyes.close()
            yield NOT_SENT
            return
        self.eyes.permission.allow(servers)
        async with closing(self._looked(text)) as pieces:
            async for piece in pieces:
                yield piece

    async def look(self) -> bool:
        """Fill `seen`; False: it could not be, and `spoken` says why."""
        self.at_work = True
        try:
            self.seen = await self._gather()
        except (PictureError, DeviceError) as error:
            if self.eyes.strict:
                raise
            self.sure.then(partial(self.problem, str(error)))
            self.spoken = error.spoken
            return False
        return True

    async def _looked(self, text: Callable[[], AsyncIterator[str]]) -> AsyncIterator[str]:
        if not await self.look():
            yield f"{self.spoken} "
            if self.wanted:
                return
        if self.seen:
            self.sure.then(lambda: self.tell(self.seen))
            self.sure.then(lambda: self.saw(line_for(self.seen)))
        if self.seen and self.sees() is False and not self.seen.has_writing:
            yield NOTHING_WRITTEN
            return
        if self.seen and (reply := self.reply(self.seen)) is not None:
            yield reply
            return
        async with closing(text()) as pieces:
            begun = False
            async for piece in pieces:
                self.at_work = False
                if not begun and self.seen and self.sees() is False and not self.blind_before:
                    self.sure.then(self.told_blind)
                    yield ONLY_WRITING
                begun = True
                yield piece

    async def _gather(self) -> Seen:
        if any(self._is_noticed(target) for target in self.targets):
            await self.sure.wait()
        taken = await asyncio.gather(*(self.eyes.take(target, self._spoke_at_s) for target in self.targets))
        pictures = within([picture for some in taken for picture in some], self.most_tokens)
        newest = {id(some[-1]) for some in taken if some and some[-1].origin == "camera"}
        read = [p for p in pictures if p.origin != "camera" or id(p) in newest]
        quick = self._quick(pictures)
        reading = partial(self.eyes.reading, only_begun=quick)
        tasks = {id(picture): task for picture in read if (task := reading(picture)) is not None}
        if tasks:
            await asyncio.wait(tasks.values(), timeout=BESIDE_S if quick else READ_WITHIN_S)
            self._check(list(tasks.values()))
        return Seen(tuple(Sight(picture, _result(tasks.get(id(picture)))) for picture in pictures))

    def _check(self, tasks: Sequence[asyncio.Task[Writing]]) -> None:
        """Where only the writing can be seen, and it could not be read, that is to be said."""
        errors = [task.exception() for task in tasks if task.done() and not task.cancelled()]
        if self.sees() is False and all(errors) and isinstance(error := next(iter(errors), None), PictureError):
            raise error

    def _is_noticed(self, target: Target) -> bool:
        return not (isinstance(target, str) and target == "camera" and self.eyes.looking) and target != "picture"

    def _quick(self, pictures: Sequence[Picture]) -> bool:
        """The camera is: where the model looks itself, only what was read while the person spoke goes along."""
        return not self.reads and self.sees() is not False and all(p.origin == "camera" for p in pictures)


def _result(task: asyncio.Task[Writing] | None) -> Writing | None:
    if task is None or not task.done() or task.cancelled() or task.exception() is not None:
        return None
    return task.result()


def _may_i(servers: Sequence[str], *, writing: bool) -> str:
    what = "what is written there" if writing else "pictures"
    return f"For that I would send {what} to {' and '.join(servers)}. May I, now and from now on?"
