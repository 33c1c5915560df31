"""Reads the writing in pictures, in a process of its own that gives its memory back when nobody needs it."""

from __future__ import annotations

from pathlib import Path

from ...concurrency import ProcessWorker, WorkerCrashed
from ...config.writing import WritingConfig
from ...engines.idle import UnloadWhenIdle
from ...engines.native_threads import cores
from ...errors import PictureError
from ..picture import Picture, Writing
from . import child
from .recogniser import Settings


class WritingReader:
    """The process starts with the first picture."""

    def __init__(self, config: WritingConfig | None = None) -> None:
        config = config or WritingConfig()
        model, characters = (_file(name) for name in (config.model, config.characters))
        self._settings = Settings(model, characters, config.threads or max(1, cores() // 2))
        self._worker = ProcessWorker("reader of writing")
        self._idle = UnloadWhenIdle(config.unload_after_s, self._worker.close)

    @property
    def pid(self) -> int | None:
        """Process that holds the models, None when none runs."""
        return self._worker.pid

    async def read(self, picture: Picture) -> Writing:
        """All writing in `picture`, in reading order. Raises `PictureError`."""
        try:
            with self._idle.use():
                return await self._worker.call(child.read, self._settings, picture.jpeg)
        except WorkerCrashed as error:
            raise PictureError(
                "The reader of writing ended unexpectedly (out of memory?): try again.",
                spoken="I could not read that: my reader crashed. Please try again.",
            ) from error

    async def close(self) -> None:
        self._idle.stop()
        self._worker.close()


def _file(name: str) -> str:
    return str(Path(name).expanduser()) if name else ""
