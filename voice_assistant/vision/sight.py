"""What eyes are made of, and what was seen with one question."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from .picture import Origin, Picture, Writing

ScreenPart = Literal["screen", "window", "region", "all"]
Target = Literal["camera", "screen", "screens", "window", "region", "picture"] | Path
"""What is to be looked at: "picture" is the one on the clipboard, a path a file."""

PIXELS_PER_TOKEN = 750
"""Of a picture, for a model: what the common ones take, in the middle."""


class Opener(Protocol):
    async def open(
        self, source: Path | bytes, *, name: str = "", origin: Origin = "file", longest_side: int = ...
    ) -> Picture:
        """The picture in a file, or in its bytes, made anew. Raises `PictureError`."""
        ...


class Screen(Protocol):
    async def grab(self, what: ScreenPart) -> list[Picture]:
        """What is on the screen now. Raises `PictureError` or `DeviceError`."""
        ...


class Camera(Protocol):
    """All raise `PictureError` or `DeviceError`."""

    @property
    def is_on(self) -> bool: ...

    async def on(self) -> None: ...

    async def off(self) -> None: ...

    async def frames(self, spoken_end_s: float | None, count: int) -> list[Picture]:
        """The sharpest frame near `spoken_end_s` (of the event loop's clock; None: now), last, after fewer than
        `count` earlier ones where something moves.
        """
        ...


class Reader(Protocol):
    async def read(self, picture: Picture) -> Writing:
        """What is written in `picture`. Raises `PictureError`."""
        ...

    async def close(self) -> None: ...


class Clipboard(Protocol):
    async def picture(self) -> bytes | None:
        """The picture that was copied, as a file's content; None when there is none. Raises `DeviceError`."""
        ...


@dataclass(frozen=True, slots=True)
class Sight:
    """A picture, and what is written in it; None: nobody read it."""

    picture: Picture
    writing: Writing | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What goes with one question, in the order of time."""

    sights: tuple[Sight, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sights)

    @property
    def pictures(self) -> tuple[str, ...]:
        """As `Message.pictures` takes them."""
        return tuple(sight.picture.address for sight in self.sights)

    @property
    def has_writing(self) -> bool:
        return any(sight.writing for sight in self.sights)

    @property
    def tokens(self) -> int:
        """Roughly what the pictures alone take of a model's memory."""
        return tokens_of([sight.picture for sight in self.sights])


def tokens_of(pictures: Sequence[Picture]) -> int:
    return sum(math.ceil(picture.width * picture.height / PIXELS_PER_TOKEN) for picture in pictures)


def within(pictures: Sequence[Picture], most_tokens: int | None) -> list[Picture]:
    """`pictures` without the oldest frames of the camera that are too much; the newest always stays."""
    kept = list(pictures)
    while most_tokens is not None and tokens_of(kept) > most_tokens:
        frames = [picture for picture in kept if picture.origin == "camera"]
        if len(frames) < 2:
            break
        kept.remove(frames[0])
    return kept


NOTHING_SEEN = Seen()
