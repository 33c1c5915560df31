"""What was seen: a picture that may leave the machine, and the writing that was read in it."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Literal

Origin = Literal["camera", "screen", "window", "region", "clipboard", "file"]


@dataclass(frozen=True, slots=True)
class Picture:
    """An upright JPEG without metadata: encoded anew from its pixels, so nothing else can be in it."""

    jpeg: bytes = field(repr=False)
    width: int  # pixels
    height: int
    origin: Origin
    name: str = ""  # of its file, window or camera, for people
    taken_at_s: float | None = None  # on the clock of the event loop; None: not a moment's picture

    @property
    def address(self) -> str:
        """A data URL, as `Message.pictures` takes it."""
        return f"data:image/jpeg;base64,{base64.b64encode(self.jpeg).decode()}"


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """One line of writing in a picture."""

    text: str
    left: float  # pixels of the picture
    top: float
    right: float
    bottom: float
    confidence: float  # 0.0 ... 1.0, of the character that is least sure
    row: int = 0  # counted from above: lines side by side have the same


@dataclass(frozen=True, slots=True)
class Writing:
    """All that is written in a picture, in reading order."""

    lines: tuple[WrittenLine, ...] = ()
    markdown: str = ""  # the same as a text: paragraphs, and tables as tables

    def __bool__(self) -> bool:
        return bool(self.lines)

    @property
    def rows(self) -> list[str]:
        """The lines as they stand: what is side by side is one."""
        found: dict[int, list[str]] = {}
        for line in self.lines:
            found.setdefault(line.row, []).append(line.text)
        return [" ".join(row) for row in found.values()]
