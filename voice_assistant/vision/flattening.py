"""Any kind of pixels as plain RGB: 8 bits each, nothing transparent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

_DEEP = ("I", "F", "I;16", "I;16L", "I;16B", "I;16N")


def plain(image: Image.Image) -> Image.Image:
    """In a mode that can be made smaller well: L, LA, RGB or RGBA."""
    if image.mode in _DEEP:
        return _eight_bits(image)
    see_through = image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info
    if see_through:
        return image if image.mode in ("RGBA", "LA") else image.convert("RGBA")
    return image if image.mode in ("RGB", "L") else image.convert("RGB")


def flattened(image: Image.Image) -> Image.Image:
    """RGB, on white where it was transparent. The result is not bound to a file."""
    from PIL import Image

    if image.mode in ("RGBA", "LA"):
        white = Image.new("RGB", image.size, "white")
        white.paste(image.convert("RGB"), mask=image.getchannel("A"))
        return white
    return image.convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """16 bits are scaled; of 32 bits, whole or not, nobody says what is white: the brightest that is there."""
    if image.mode.startswith("I;16"):
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.mode == "I":
        image = image.convert("F")
    darkest, brightest = image.getextrema()
    if not isinstance(darkest, float) or not isinstance(brightest, float) or not brightest > darkest:
        return image.convert("L")
    scale = 255 / (brightest - darkest)
    return image.point(lambda value: value * scale - darkest * scale).convert("L")
