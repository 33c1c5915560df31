"""The screen on Wayland: directly where the compositor lets programs see it (sway and its like), else by the portal."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace

from ...desktop.programs import run
from ...desktop.wayland.front import Front, front
from ...desktop.wayland.screen import sees_directly
from ...errors import DeviceError, PictureError
from ..opening import QUALITY, PictureOpener
from ..picture import Picture
from . import portal
from .base import LONGEST_SIDE, Shown, origin_of
from .black import check_not_black

_DRAWN_WITHIN_S = 60.0


class WaylandScreen:
    def __init__(
        self,
        opener: PictureOpener,
        environ: Mapping[str, str] = os.environ,
        *,
        longest_side: int = LONGEST_SIDE,
        quality: int = QUALITY,
        on_drawing: Callable[[], object] = lambda: None,
    ) -> None:
        self._opener = opener
        self._environ = environ
        self._longest_side = longest_side
        self._quality = quality
        self._on_drawing = on_drawing

    async def grab(self, what: Shown = "screen") -> list[Picture]:
        if await asyncio.to_thread(self._sees_directly, what):
            files = await self._by_grim(what)
        else:
            files = [("", await portal.take(interactive=what in ("window", "region")))]
        taken_at_s = asyncio.get_running_loop().time()
        return [await self._opened(file, name, what, taken_at_s) for name, file in files]

    def close(self) -> None:
        pass

    def _sees_directly(self, what: Shown) -> bool:
        def which(program: str) -> str | None:
            return shutil.which(program, path=self._environ.get("PATH"))

        return sees_directly(self._environ, which) and (what != "region" or which("slurp") is not None)

    async def _by_grim(self, what: Shown) -> list[tuple[str, bytes]]:
        """Names and contents of files."""
        match what:
            case "region":
                return [("", await self._grim("-g", await self._drawn()))]
            case "all":
                there = await asyncio.to_thread(front, self._environ)
                return [(name, await self._grim("-o", name)) for name in there.outputs] or [("", await self._grim())]
            case "window":
                there = await asyncio.to_thread(front, self._environ)
                return [(there.title, await self._grim("-g", _geometry(there)))]
            case "screen":
                there = await asyncio.to_thread(front, self._environ)
                return [("", await self._grim(*(("-o", there.output) if there.output else ())))]

    async def _grim(self, *options: str) -> bytes:
        try:
            return await run("grim", *options, "-t", "ppm", "-", package="grim", environ=self._environ)
        except DeviceError as error:
            raise PictureError(f"The screen gives no picture: {error}.", spoken="I can't see the screen.") from error

    async def _drawn(self) -> str:
        self._on_drawing()
        try:
            drawn = await run("slurp", package="slurp", environ=self._environ, timeout_s=_DRAWN_WITHIN_S)
        except DeviceError as error:
            raise PictureError("No region was drawn.", spoken="All right, I don't look.") from error
        return drawn.decode().strip()

    async def _opened(self, file: bytes, name: str, what: Shown, taken_at_s: float) -> Picture:
        picture = await self._opener.open(
            file, name=name, origin=origin_of(what), longest_side=self._longest_side, quality=self._quality
        )
        check_not_black(picture)
        return replace(picture, taken_at_s=taken_at_s)


def _geometry(there: Front) -> str:
    if there.area is None:
        raise PictureError(
            "This desktop does not tell where the window in front is: ask for a region, or the whole screen.",
            spoken="This desktop does not tell me where the window is. Ask me about a region, or the whole screen.",
        )
    left, top, width, height = there.area
    return f"{left},{top} {width}x{height}"
