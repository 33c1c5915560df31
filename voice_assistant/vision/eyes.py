"""Where pictures come from, and who reads them: put together once, made use of by every question.

Nothing is opened, grabbed or read before it is asked for.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..config.vision import VisionConfig
from ..errors import DeviceError, PictureError
from .permission import Permission
from .picture import Picture, Writing
from .reading_ahead import ReadingAhead
from .sight import Camera, Clipboard, Opener, Reader, Screen, Target

NOTHING_COPIED = "There is no picture on the clipboard: copy one first."
_REMEMBERED = 8
"""Pictures whose writing need not be read again."""


@dataclass(slots=True)
class Eyes:
    """`clipboard`, `screen` and the rest may be missing: what is asked of them is then a `PictureError`."""

    config: VisionConfig = field(default_factory=VisionConfig)
    opener: Opener | None = None
    screen: Screen | None = None
    camera: Camera | None = None
    reader: Reader | None = None
    clipboard: Clipboard | None = None
    permission: Permission = field(default_factory=Permission)
    given: Sequence[Path] = ()  # files that every question is about
    strict: bool = False  # what cannot be seen is an error of the command, and not told in words
    spoke_at_s: float | None = None  # when speech was last heard, on the event loop's clock
    _readings: OrderedDict[bytes, asyncio.Task[Writing]] = field(default_factory=OrderedDict)
    _waking: asyncio.Task[None] | None = None
    _ahead: ReadingAhead | None = None

    @property
    def looking(self) -> bool:
        """Whether the camera is on, so that every question is about what it sees."""
        return self.camera is not None and self.camera.is_on

    def spoke(self) -> None:
        """The person speaks at this moment: what they hold up may be read meanwhile."""
        self.spoke_at_s = asyncio.get_running_loop().time()
        if self.camera is not None and self.camera.is_on and self.reader is not None and self.config.read_writing:
            if self._ahead is None:
                self._ahead = ReadingAhead(self.camera, self.read, lambda: self.spoke_at_s)
            self._ahead.begin()

    def wake(self) -> None:
        """Begin to turn the camera on: the person is about to ask. A failure shows when a picture is wanted."""
        if self.camera is not None and not self.camera.is_on and (self._waking is None or self._waking.done()):
            self._waking = asyncio.create_task(self._wake(self.camera), name="camera")

    async def open(self) -> None:
        """Turn the camera on. Raises `PictureError` or `DeviceError`."""
        camera = self._camera()
        if self._waking is not None:
            await asyncio.wait([self._waking])
        if not camera.is_on:
            await camera.on()

    async def close(self) -> None:
        """The camera goes off."""
        if self._waking is not None:
            self._waking.cancel()
            await asyncio.wait([self._waking])
        if self.camera is not None:
            await self.camera.off()

    async def take(self, target: Target, spoken_end_s: float | None) -> list[Picture]:
        """What is to be seen there, the newest last. Raises `PictureError` or `DeviceError`."""
        match target:
            case Path():
                return [await self._opened(target)]
            case "camera":
                camera = self._camera()
                if self._ahead is not None:
                    self._ahead.end()
                await self.open()
                return await camera.frames(spoken_end_s, self.config.frames)
            case "picture":
                return [await self._copied()]
            case "screen" | "screens" | "window" | "region":
                if self.screen is None:
                    raise PictureError("The screen cannot be looked at from here.")
                return await self.screen.grab("all" if target == "screens" else target)

    def reading(self, picture: Picture, *, only_begun: bool = False) -> asyncio.Task[Writing] | None:
        """What was begun while the person spoke, if nothing has changed since; else, unless `only_begun`, `read`."""
        begun = self._ahead.reading(picture) if picture.origin == "camera" and self._ahead is not None else None
        return begun if begun is not None or only_begun else self.read(picture)

    def read(self, picture: Picture) -> asyncio.Task[Writing] | None:
        """Begin to read what is written in `picture`, or find what was read before; None: nobody can."""
        reader = self.reader
        if reader is None or not self.config.read_writing:
            return None
        task = self._readings.get(picture.jpeg)
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = self._readings[picture.jpeg] = asyncio.create_task(reader.read(picture), name="read a picture")
            task.add_done_callback(_retrieved)
        self._readings.move_to_end(picture.jpeg)
        while len(self._readings) > _REMEMBERED:
            self._readings.popitem(last=False)
        return task

    async def end(self) -> None:
        """The program ends."""
        await self.close()
        if self._ahead is not None:
            self._ahead.end()
        for task in self._readings.values():
            task.cancel()
        if self.reader is not None:
            await self.reader.close()

    def _camera(self) -> Camera:
        if self.camera is None:
            raise PictureError("There is no camera here.", spoken="I have no camera here.")
        return self.camera

    async def _wake(self, camera: Camera) -> None:
        try:
            await camera.on()
        except (PictureError, DeviceError):
            return

    async def _opened(self, file: Path) -> Picture:
        if self.opener is None:
            raise PictureError(f"{file} cannot be opened from here.")
        return await self.opener.open(file, longest_side=self.config.longest_side)

    async def _copied(self) -> Picture:
        content = None if self.clipboard is None else await self.clipboard.picture()
        if content is None or self.opener is None:
            raise PictureError(NOTHING_COPIED, spoken=NOTHING_COPIED)
        return await self.opener.open(
            content, name="the copied picture", origin="clipboard", longest_side=self.config.longest_side
        )


def _retrieved(task: asyncio.Task[Writing]) -> None:
    """An error that nobody waits for is of no interest."""
    if not task.cancelled():
        task.exception()
