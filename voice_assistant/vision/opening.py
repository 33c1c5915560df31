"""Opening foreign pictures safely: in a child process with little time, little memory and no way to take us with it.

    picture = await PictureOpener().open(Path("label.heic"))

What comes out is encoded anew from the pixels: no place, no camera and no author leaves the machine with it.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from ..concurrency import ProcessWorker, WorkerCrashed
from ..errors import PictureError
from .bounds import opened_within_bounds
from .picture import Origin, Picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LONGEST_SIDE = 1600
"""Pixels. Small print of a label stays legible; vision models do not look much closer."""
QUALITY = 85
"""Of the JPEG: writing stays sharp."""
OPENED_WITHIN_S = 30.0
IDLE_S = 60.0
LONGEST_NAME = 80


class PictureOpener:
    """Opens one picture after another. Its child process starts with the first and ends after a while without work."""

    def __init__(self, *, within_s: float = OPENED_WITHIN_S, idle_s: float = IDLE_S) -> None:
        self._worker = ProcessWorker("picture")
        self._within_s = within_s
        self._idle_s = idle_s
        self._one = asyncio.Lock()
        self._idle: asyncio.TimerHandle | None = None

    @property
    def pid(self) -> int | None:
        """Process id of the child, None when it does not run."""
        return self._worker.pid

    async def open(
        self,
        source: Path | bytes,
        *,
        name: str = "",
        origin: Origin = "file",
        longest_side: int = LONGEST_SIDE,
        quality: int = QUALITY,
    ) -> Picture:
        """The picture in a file, or in the content of one, at most `longest_side` pixels wide and high.

        `name` is what people call it; that of the file when it is left out. Raises `PictureError`.
        """
        name = _plain(name or (source.name if isinstance(source, Path) else ""))
        called = name or "This"
        async with self._one:
            self._stay()
            try:
                async with asyncio.timeout(self._within_s):
                    jpeg, width, height = await self._worker.call(
                        opened_within_bounds, source, called, longest_side, quality
                    )
            except TimeoutError as error:
                self._worker.kill()
                raise PictureError(
                    f"{called} takes too long to be opened: it is damaged or far too large.",
                    spoken="That picture takes too long to open.",
                ) from error
            except WorkerCrashed as error:
                raise PictureError(
                    f"{called} cannot be opened: its decoder broke off. It is damaged, or takes too much to decode.",
                    spoken="That picture is damaged.",
                ) from error
            except asyncio.CancelledError:
                self._worker.kill()  # nobody waits for it any more, and the next one shall not wait for it either
                raise
            finally:
                self._end_when_idle()
        return Picture(jpeg, width, height, origin, name)

    def close(self) -> None:
        self._stay()
        self._worker.kill()

    def _stay(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _end_when_idle(self) -> None:
        if self._worker.running:
            self._idle = asyncio.get_running_loop().call_later(self._idle_s, self._worker.close)


def _plain(name: str) -> str:
    """In one line, and not a long one: it comes from strangers, and goes to terminals and models."""
    name = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME // 2]}...{name[-LONGEST_NAME // 2 :]}"


def encode(
    pixels: NDArray[np.uint8],
    *,
    origin: Origin,
    name: str = "",
    taken_at_s: float | None = None,
    longest_side: int = LONGEST_SIDE,
    quality: int = QUALITY,
) -> Picture:
    """Our own pixels (height x width x 3, RGB) as a picture. Takes some 20 ms for 1280 x 720: call it on a thread."""
    from PIL import Image

    from .decoding import reduced
    from .encoding import as_jpeg

    image = reduced(Image.fromarray(pixels), longest_side)
    return Picture(as_jpeg(image, quality), image.width, image.height, origin, name, taken_at_s)
