"""Eyes out of their parts, as the config says. Cheap: nothing is opened or loaded before something is looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..config.schema import Config
from ..vision_events import RegionAsked, ScreenAsked
from .eyes import Eyes
from .opening import PictureOpener
from .permission import FILE, Permission
from .picture import Picture
from .sight import Clipboard, Screen, ScreenPart

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ..bus import Bus


CLEAR_S = 0.15
"""The overlay takes so long to get out of the picture, and the window below it to be painted again."""


class ScreenLater:
    """The screen of this session, found when it is first looked at."""

    def __init__(self, config: Config, opener: PictureOpener, bus: Bus) -> None:
        self._config = config
        self._bus = bus
        self._opener = opener
        self._screen: Screen | None = None

    async def grab(self, what: ScreenPart) -> list[Picture]:
        if self._screen is None:
            self._screen = await asyncio.to_thread(self._find)
        if what != "region" and self._config.indicator.enabled:
            self._bus.publish(ScreenAsked())
            await asyncio.sleep(CLEAR_S)
        return await self._screen.grab(what)

    def _find(self) -> Screen:
        from .screen.select import make_screen

        vision = self._config.vision
        return make_screen(
            self._opener,
            longest_side=vision.screen_longest_side,
            quality=vision.quality,
            on_drawing=lambda: self._bus.publish(RegionAsked()),
        )


@asynccontextmanager
async def open_eyes(
    config: Config, bus: Bus, clipboard: Clipboard, state_dir: Path, *, given: Sequence[Path] = ()
) -> AsyncIterator[Eyes]:
    """Eyes that are closed at the end."""
    from .camera.camera import make_camera
    from .writing.reader import WritingReader

    opener = PictureOpener()
    eyes = Eyes(
        config.vision,
        opener,
        ScreenLater(config, opener, bus),
        make_camera(config, bus),
        WritingReader(config.writing),
        clipboard,
        Permission(state_dir / FILE),
        given,
    )
    try:
        yield eyes
    finally:
        await eyes.end()
        opener.close()
