"""The screen on macOS, through its own `screencapture`. Asked for the first time, macOS asks the person for permission.

A program cannot tell which window is in front without more permissions: for a window the person clicks on it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from ...desktop.programs import run
from ...errors import DeviceError, PictureError
from ..opening import QUALITY, PictureOpener
from ..picture import Picture
from .base import LONGEST_SIDE, Shown, origin_of

_DRAWN_WITHIN_S = 60.0
_MOST_SCREENS = 6
_OPTIONS: dict[Shown, tuple[str, ...]] = {"screen": ("-m",), "window": ("-i", "-w"), "region": ("-i", "-s"), "all": ()}


class MacScreen:
    def __init__(self, opener: PictureOpener, *, longest_side: int = LONGEST_SIDE, quality: int = QUALITY) -> None:
        self._opener = opener
        self._longest_side = longest_side
        self._quality = quality

    async def grab(self, what: Shown = "screen") -> list[Picture]:
        with tempfile.TemporaryDirectory(prefix="voice-assistant-") as folder:
            files = [Path(folder) / f"{n}.png" for n in range(_MOST_SCREENS if what == "all" else 1)]  # one a screen
            try:
                await run(
                    "screencapture", "-x", *_OPTIONS[what], *map(str, files),
                    package="macOS itself", timeout_s=_DRAWN_WITHIN_S,
                )  # fmt: skip
            except DeviceError as error:
                raise PictureError(
                    "The screen gives no picture: it was given up, or screen recording is not allowed for this program "
                    f"(System Settings > Privacy): {error}.",
                    spoken="I got no picture of the screen. Please look whether the system settings allow it.",
                ) from error
            taken = [file for file in files if file.exists()]
            if not taken:
                raise PictureError("No picture of the screen was taken.", spoken="All right, I don't look.")
            return [
                await self._opener.open(
                    file, name="screen", origin=origin_of(what), longest_side=self._longest_side, quality=self._quality
                )
                for file in taken
            ]

    def close(self) -> None:
        pass
