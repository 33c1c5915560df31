"""Pictures of every kind, drawn: four coloured quarters, so that each way of turning and cutting them shows."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image
from pillow_heif import register_heif_opener

register_heif_opener(thumbnails=False)

SIZE = (64, 48)
QUARTERS = {"red": (200, 30, 30), "green": (30, 160, 30), "blue": (40, 60, 200), "yellow": (220, 200, 40)}
"""Top left, top right, bottom left, bottom right."""

Colour = tuple[int, int, int]


def quarters(size: tuple[int, int] = SIZE, mode: str = "RGB") -> Image.Image:
    image = Image.new("RGB", size)
    width, height = size
    for number, colour in enumerate(QUARTERS.values()):
        left, top = number % 2 * (width // 2), number // 2 * (height // 2)
        image.paste(colour, (left, top, left + width - width // 2, top + height - height // 2))
    return image.convert(mode)


def file_of(image: Image.Image, form: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def seen_quarters(image: Image.Image) -> list[str]:
    """Names of the colours at the middles of the quarters, in the order of `QUARTERS`; "?" for any other."""
    width, height = image.size
    spots = [(x, y) for y in (height // 4, height * 3 // 4) for x in (width // 4, width * 3 // 4)]
    return [_name(image.convert("RGB").getpixel(spot)) for spot in spots]


def _name(seen: Any) -> str:
    distances = {name: max(abs(a - b) for a, b in zip(seen, true, strict=True)) for name, true in QUARTERS.items()}
    nearest = min(distances, key=lambda name: distances[name])
    return nearest if distances[nearest] < 50 else "?"
