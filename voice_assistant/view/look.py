"""What `look` shows: the camera's picture in half-blocks, how it is doing, and the writing that is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.color import Color
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from ..vision.camera.watch import Glance, Preview
from ..vision.picture import WrittenLine
from .screen import FAINT, TROUBLE, WAITING, YOU

LINES = 6
"""Lines of writing that are shown; there is a screen's room for a picture above them."""
_BAR = 12
_SURE = 0.85


@dataclass(slots=True)
class LookView:
    """All there is to see. `problem` takes the place of the picture."""

    camera: str = ""
    glance: Glance | None = None
    sharpest: float = 0.0
    lines: Sequence[WrittenLine] = field(default_factory=tuple)
    reading: str = ""  # why nothing is read, or that it is being done
    problem: str = ""

    def saw(self, glance: Glance) -> None:
        self.glance = glance
        self.sharpest = max(self.sharpest * 0.995, glance.sharpness)
        self.problem = "only black: is the lens covered, or its shutter closed?" if glance.black else ""

    def room(self, width: int, height: int) -> tuple[int, int]:
        """Pixels that the picture may take in a terminal of so many columns and rows: two of them are a character."""
        return max(8, width - 2), max(4, 2 * (height - LINES - 4))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield facts(self)
        if self.problem:
            yield Text(f" {self.problem}", f"bold {TROUBLE}")
        elif self.glance is not None and self.glance.preview is not None:
            yield from half_blocks(self.glance.preview)
        for line in self.lines[:LINES]:
            sure = line.confidence >= _SURE
            yield Text.assemble(
                (f" {100 * line.confidence:3.0f} % ", FAINT if sure else WAITING), (line.text, "" if sure else WAITING)
            )
        if len(self.lines) > LINES:
            yield Text(f"       and {len(self.lines) - LINES} more", FAINT)
        if self.reading:
            yield Text(f" {self.reading}", FAINT)
        yield Text(" q ends", FAINT, end="")


def facts(view: LookView) -> Text:
    """One line: which camera, how large, how fast, how sharp, how much has changed."""
    glance = view.glance
    if glance is None:
        return Text(f" {view.camera or 'opening the camera'} ...", WAITING)
    full = round(_BAR * min(1.0, glance.sharpness / view.sharpest)) if view.sharpest else 0
    return Text.assemble(
        (" ◉ ", f"bold {TROUBLE}"),
        (view.camera, "bold"),
        (f"  {glance.width}x{glance.height}, {glance.fps:.0f}/s, looked at {glance.looked_fps:.0f}/s", FAINT),
        "  sharp ",
        ("█" * full + "░" * (_BAR - full), YOU),
        f" {glance.sharpness:.0f}",
        (f"  {glance.changes} {'view' if glance.changes == 1 else 'views'}, {glance.kept} kept", FAINT),
        overflow="ellipsis",
        no_wrap=True,
    )


def half_blocks(preview: Preview) -> RenderResult:
    """Each character is two pixels, one above the other."""
    width, rgb = preview.width, preview.rgb

    def colour(x: int, y: int) -> Color | None:
        if y >= preview.height:
            return None
        red, green, blue = rgb[3 * (y * width + x) : 3 * (y * width + x) + 3]
        return Color.from_rgb(red, green, blue)

    for y in range(0, preview.height, 2):
        yield Segment(" ")
        for x in range(width):
            yield Segment("▀", Style(color=colour(x, y), bgcolor=colour(x, y + 1)))
        yield Segment.line()
