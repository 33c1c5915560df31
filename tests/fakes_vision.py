"""Small eyes for flow tests, on the event loop's clock."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from tests.fakes import ScriptedModel
from voice_assistant.config.vision import VisionConfig
from voice_assistant.errors import CameraError, PictureError
from voice_assistant.vision.eyes import Eyes
from voice_assistant.vision.permission import Permission
from voice_assistant.vision.picture import Origin, Picture, Writing, WrittenLine
from voice_assistant.vision.sight import ScreenPart


def _file(*colours: str) -> bytes:
    """Stripes of these."""
    image = Image.new("RGB", (16 * len(colours), 16))
    for number, colour in enumerate(colours):
        image.paste(colour, (16 * number, 0, 16 * number + 16, 16))
    file = io.BytesIO()
    image.save(file, "JPEG")
    return file.getvalue()


VIEWS = [_file("grey"), _file("black", "white"), _file("white", "black")]
END = b"\xff\xd9"
"""Of any JPEG; what follows is not looked at."""


def picture(name: str, origin: Origin = "camera", taken_at_s: float | None = None, view: int = 0) -> Picture:
    """One of `VIEWS`, whose content ends with its name."""
    return Picture(VIEWS[view] + name.encode(), 1280, 720, origin, name, taken_at_s)


def writing(*lines: str, confidence: float = 0.99) -> Writing:
    made = tuple(
        WrittenLine(line, 10, 10 + 20 * number, 200, 25 + 20 * number, confidence, number)
        for number, line in enumerate(lines)
    )
    return Writing(made, "\n".join(lines))


@dataclass
class PaperCamera:
    """Sees a frame named after the time, "at 3.2", or `frames_there`; `error` is raised by whatever is asked of it."""

    is_on: bool = False
    opens_in_s: float = 0.2
    moves: int = 1  # so many frames are given where as many are wanted
    view: int = 0  # what it is held up to
    still: bool = True  # False: each look shows another view
    error: CameraError | None = None
    asked: list[tuple[float | None, int]] = field(default_factory=list)
    opened: int = 0
    closed: int = 0

    async def on(self) -> None:
        await asyncio.sleep(self.opens_in_s)
        if self.error is not None:
            raise self.error
        self.is_on = True
        self.opened += 1

    async def off(self) -> None:
        self.closed += self.is_on
        self.is_on = False

    async def frames(self, spoken_end_s: float | None, count: int) -> list[Picture]:
        assert self.is_on
        if self.error is not None:
            raise self.error
        self.asked.append((spoken_end_s, count))
        at_s = asyncio.get_running_loop().time() if spoken_end_s is None else spoken_end_s
        frames = min(count, self.moves)
        if not self.still:
            self.view = (self.view + 1) % len(VIEWS)
        return [picture(f"at {at_s - ago:.1f}", "camera", at_s - ago, self.view) for ago in range(frames - 1, -1, -1)]


@dataclass
class PaperScreen:
    grabbed: list[ScreenPart] = field(default_factory=list)
    error: PictureError | None = None

    async def grab(self, what: ScreenPart) -> list[Picture]:
        await asyncio.sleep(0.05)
        if self.error is not None:
            raise self.error
        self.grabbed.append(what)
        if what == "all":
            return [picture("first", "screen"), picture("second", "screen")]
        return [picture(f"the {what}", what)]


@dataclass
class PaperReader:
    """Reads what `written` says is in a picture of that name."""

    written: dict[str, Writing] = field(default_factory=dict)
    anywhere: Writing = field(default_factory=Writing)
    takes_s: float = 0.5
    error: PictureError | None = None
    read_: list[str] = field(default_factory=list)
    closed: bool = False

    async def read(self, picture: Picture) -> Writing:
        await asyncio.sleep(self.takes_s)
        if self.error is not None:
            raise self.error
        key = picture.jpeg.rpartition(END)[2].decode()
        self.read_.append(key)
        return self.written.get(key, self.anywhere)

    async def close(self) -> None:
        self.closed = True


class PaperOpener:
    async def open(
        self, source: Path | bytes, *, name: str = "", origin: Origin = "file", longest_side: int = 1600
    ) -> Picture:
        return picture(str(source, "utf-8") if isinstance(source, bytes) else str(source), origin)


@dataclass
class PaperClipboard:
    content: bytes | None = None

    async def picture(self) -> bytes | None:
        return self.content


@dataclass
class SeeingModel(ScriptedModel):
    """A model of which it is known whether it sees."""

    sighted: bool | None = True

    def sees(self, model: str | None = None) -> bool | None:
        return self.sighted


@dataclass
class PaperEyes:
    """All of them, and the `Eyes` made of them."""

    camera: PaperCamera = field(default_factory=PaperCamera)
    screen: PaperScreen = field(default_factory=PaperScreen)
    reader: PaperReader = field(default_factory=PaperReader)
    clipboard: PaperClipboard = field(default_factory=PaperClipboard)

    def eyes(
        self, config: VisionConfig | None = None, permission: Permission | None = None, given: Sequence[Path] = ()
    ) -> Eyes:
        return Eyes(
            config or VisionConfig(),
            PaperOpener(),
            self.screen,
            self.camera,
            self.reader,
            self.clipboard,
            permission or Permission(),
            given,
        )
