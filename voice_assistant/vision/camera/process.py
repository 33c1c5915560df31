"""The camera's child process, as the event loop has it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeVar

from ...concurrency import ProcessWorker, WorkerCrashed
from ...errors import CameraError
from ..opening import LONGEST_SIDE, QUALITY
from . import child
from .source import Source
from .watch import Encoded, Glance

P = ParamSpec("P")
T = TypeVar("T")

OPENED_WITHIN_S = 30.0
"""The process starts, and a slow driver takes its time; addresses have time-outs of their own, which are shorter."""
ANSWERS_WITHIN_S = 8.0
FRAME_WITHIN_S = 2.5
"""A frame that is not there yet is waited for so long; a camera delivers thirty a second."""


class Eye(Protocol):
    """What looks. All but `close` raise `CameraError`; times are of the event loop's clock."""

    async def open(self, source: Source, login: str | None) -> None: ...

    async def pace(self, speaking: bool) -> None:
        """Look often, or now and then."""
        ...

    async def glance(self, within: tuple[int, int] | None = None) -> Glance:
        """`within` asks for a preview that fits into so many pixels, and for another look."""
        ...

    async def frames(self, spoken_end_s: float | None, since_s: float | None, count: int) -> list[Encoded]:
        """See `choose`."""
        ...

    def close(self) -> None:
        """At once; nothing of what was seen is left."""
        ...


class EyeProcess:
    """An `Eye` in a process of its own. Its clock, the monotonic one, is the same in all processes."""

    def __init__(self, *, longest_side: int = LONGEST_SIDE, quality: int = QUALITY) -> None:
        self._worker = ProcessWorker("camera")
        self._longest_side = longest_side
        self._quality = quality

    @property
    def pid(self) -> int | None:
        return self._worker.pid

    async def open(self, source: Source, login: str | None) -> None:
        await self._call(OPENED_WITHIN_S, child.open_camera, source, login, self._longest_side)

    async def pace(self, speaking: bool) -> None:
        await self._call(ANSWERS_WITHIN_S, child.set_pace, speaking)

    async def glance(self, within: tuple[int, int] | None = None) -> Glance:
        return await self._call(ANSWERS_WITHIN_S, child.glance, within)

    async def frames(self, spoken_end_s: float | None, since_s: float | None, count: int) -> list[Encoded]:
        return await self._call(
            ANSWERS_WITHIN_S, child.frames, spoken_end_s, since_s, count, self._quality, FRAME_WITHIN_S
        )

    def close(self) -> None:
        self._worker.kill()

    async def _call(self, within_s: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            async with asyncio.timeout(within_s):
                return await self._worker.call(function, *args, **kwargs)
        except TimeoutError as error:
            self._worker.kill()
            raise CameraError(
                "the camera hangs: unplug it, or close the program that has it, and try again",
                spoken="The camera does not answer.",
            ) from error
        except WorkerCrashed as error:
            raise CameraError("the camera's process ended unexpectedly: try again") from error
