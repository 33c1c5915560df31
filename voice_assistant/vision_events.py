"""The facts about seeing, for the bus; `Event` in events.py holds them with all others.

Times named `at_s` are seconds on the event loop's clock.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SeenPicture:
    """One of them, without what is to be seen in it."""

    origin: str  # "camera", "screen", "window", "region", "clipboard" or "file"
    width: int  # pixels
    height: int
    lines: int | None  # of writing that were read in it; None: it was not read
    age_s: float | None = None  # when it was handed over; None: not a moment's picture


@dataclass(frozen=True, slots=True)
class PicturesSeen:
    """Pictures go with a question."""

    at_s: float
    pictures: tuple[SeenPicture, ...]

    def in_words(self) -> str:
        """ "looked at the camera (1280x720, 2 lines of writing)" """
        return f"looked at {', '.join(map(_in_words, self.pictures))}"


def _in_words(picture: SeenPicture) -> str:
    what = {"file": "a file", "clipboard": "the copied picture", "region": "a region"}
    count = {None: "", 0: ", no writing", 1: ", 1 line of writing"}
    lines = count.get(picture.lines, f", {picture.lines} lines of writing")
    return f"{what.get(picture.origin, f'the {picture.origin}')} ({picture.width}x{picture.height}{lines})"


@dataclass(frozen=True, slots=True)
class CameraOn:
    """The camera looks from now on. `camera` is what people call it."""

    camera: str


@dataclass(frozen=True, slots=True)
class CameraOff:
    """The camera is off. `message` says why when nobody asked for it, else it is empty."""

    camera: str
    message: str


@dataclass(frozen=True, slots=True)
class RegionAsked:
    """The mouse is ours until the person has drawn what they mean, or gives up."""


@dataclass(frozen=True, slots=True)
class ScreenAsked:
    """A picture of the screen is taken in a moment: what we show ourselves shall not cover anything."""


VisionEvent = PicturesSeen | CameraOn | CameraOff | RegionAsked | ScreenAsked
