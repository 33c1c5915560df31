"""Writing as a reader would have read it, and pictures that differ."""

from __future__ import annotations

import io
from collections.abc import Sequence

from voice_assistant.vision.picture import Origin, Picture, Writing, WrittenLine


def writing(*rows: str | Sequence[str], confidence: float = 0.99, unsure: Sequence[str] = ()) -> Writing:
    """Rows from above, each a text or several side by side. Those in `unsure` were hardly to be read."""
    lines = []
    for number, row in enumerate(rows):
        left = 10.0
        for cell in [row] if isinstance(row, str) else row:
            right = left + 10.0 * len(cell)
            sure = 0.4 if cell in unsure else confidence
            lines.append(WrittenLine(cell, left, 30.0 * number, right, 30.0 * number + 20, sure, number))
            left = right + 40
    return Writing(tuple(lines), "\n".join(line.text for line in lines))


def picture(shade: int = 0, *, origin: Origin = "screen", mark: tuple[int, int, int, int] | None = None) -> Picture:
    """A grey one of 320 x 180; `mark` is a white box in it: left, top, right, bottom."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (320, 180), (shade, shade, shade))
    if mark is not None:
        ImageDraw.Draw(image).rectangle(mark, fill=(255, 255, 255))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return Picture(out.getvalue(), 320, 180, origin)
