"""Reading what is held up to the camera while the person still speaks, so that the answer need not wait for it.

Only what keeps still for a moment is read: something that moves would be something else by the end of the question.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import DeviceError, PictureError
from .picture import Picture, Writing
from .sight import Camera

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOOKED_S = 0.4
"""From one look to the next."""
SILENT_S = 1.0
"""Without speech for so long, nobody asks."""
_THUMB = (160, 90)
_ONE_SPOT = 8.0
"""Grey levels, of 8 x 8 pixels: a figure that changes on a display changes more, the noise of a camera less."""
_ALL = 2.5


@dataclass(slots=True)
class ReadingAhead:
    """`read` begins to read a picture; `spoke_at_s` tells when speech was last heard."""

    camera: Camera
    read: Callable[[Picture], asyncio.Task[Writing] | None]
    spoke_at_s: Callable[[], float | None]
    _looking: asyncio.Task[None] | None = None
    _view: NDArray[np.float32] | None = None  # what was read last
    _reading: asyncio.Task[Writing] | None = None

    def begin(self) -> None:
        """The person speaks. Ends by itself when they do not."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look(), name="read ahead")

    def end(self) -> None:
        if self._looking is not None:
            self._looking.cancel()

    def reading(self, picture: Picture) -> asyncio.Task[Writing] | None:
        """That of what `picture` shows, where it was begun before."""
        view, reading = self._view, self._reading
        if view is None or reading is None or reading.cancelled():
            return None
        return reading if same(view, thumb(picture)) else None

    async def _look(self) -> None:
        before: NDArray[np.float32] | None = None
        now_s = asyncio.get_running_loop().time
        try:
            while self.camera.is_on and now_s() - (self.spoke_at_s() or 0.0) < SILENT_S:
                frames = await self.camera.frames(None, 1)
                view = thumb(frames[-1])
                busy = self._reading is not None and not self._reading.done()
                still = before is not None and same(before, view)
                if still and not busy and not (self._view is not None and same(self._view, view)):
                    self._view, self._reading = view, self.read(frames[-1])
                before = view
                await asyncio.sleep(LOOKED_S)
        except (PictureError, DeviceError):
            return  # the question will say it


def thumb(picture: Picture) -> NDArray[np.float32]:
    """`picture`, grey and small: (90, 160). Less than 10 ms."""
    import numpy as np
    from PIL import Image

    with Image.open(io.BytesIO(picture.jpeg)) as image:
        image.draft("L", (320, 180))
        small = image.convert("L").resize(_THUMB, Image.Resampling.BOX)
    return np.asarray(small, dtype=np.float32)


def same(one: NDArray[np.float32], other: NDArray[np.float32]) -> bool:
    """Whether nothing has changed, but for the light as a whole."""
    import numpy as np

    difference = one - other
    difference = np.abs(difference - np.median(difference))
    return float(difference.max()) <= _ONE_SPOT and float(difference.mean()) <= _ALL
