"""Displays of instruments: seven segments, drawn from their shapes, or letters on a screen."""

from __future__ import annotations

import random
from typing import Any

_SEGMENTS = {
    "0": "abcdef", "1": "bc", "2": "abdeg", "3": "abcdg", "4": "bcfg", "5": "acdfg", "6": "acdefg", "7": "abc",
    "8": "abcdefg", "9": "abcdfg", "-": "g", " ": "",
}  # fmt: skip
LOOKS = {  # segments that are on, those that are off, behind them
    "led red": ((255, 45, 30), (38, 8, 8), (18, 6, 6)),
    "led green": ((80, 255, 90), (8, 34, 10), (8, 14, 8)),
    "led blue": ((90, 190, 255), (8, 20, 40), (6, 10, 20)),
    "led white": ((245, 250, 255), (34, 36, 40), (14, 14, 18)),
    "lcd": ((28, 34, 28), (168, 180, 160), (176, 188, 168)),
    "lcd backlit": ((20, 30, 70), (120, 175, 220), (128, 184, 228)),
}


def display(text: str, look: str, chance: random.Random, *, unit: str = "", title: str = "") -> Any:
    """A device with `text` (digits, "-", ".", ":") in seven segments, as a PIL image."""
    from PIL import Image, ImageDraw

    on, off, behind = LOOKS[look]
    high = 240
    wide, thick = round(high * chance.uniform(0.48, 0.56)), round(high * chance.uniform(0.09, 0.135))
    gap = round(high * chance.uniform(0.13, 0.2))
    slant = chance.choice((0.0, 0.0, 0.09, 0.14))
    lean = round(high * slant)
    cells = sum(gap if c in ".:" else wide + gap for c in text)
    glass = Image.new("RGB", (cells + lean + 120 + (130 if unit else 0), high + 100), behind)
    draw = ImageDraw.Draw(glass)
    x, y = 50.0, 50.0
    for character in text:
        if character in ".:":
            for dot in (1.0,) if character == "." else (0.3, 0.7):
                middle = y + dot * high - (thick / 2 if dot == 1.0 else 0)
                left = x - gap * 0.5 - thick / 2 + slant * (y + high - middle) + gap * 0.25
                draw.ellipse((left, middle - thick / 2, left + thick, middle + thick / 2), fill=on)
            x += gap
            continue
        lit = _SEGMENTS[character]
        for name, shape in _shapes(wide, high, thick).items():
            points = [(x + px + slant * (high - py), y + py) for px, py in shape]
            draw.polygon(points, fill=on if name in lit else off)
        x += wide + gap
    if unit:
        draw.text((x + lean + 4, y + high - 70), unit, font=font(60), fill=on)
    return _cased(glass, chance, title)


def _shapes(wide: float, high: float, thick: float) -> dict[str, list[tuple[float, float]]]:
    t, h, g = thick / 2, high / 2, thick * 0.12

    def flat(y: float) -> list[tuple[float, float]]:
        return [(t + g, y), (2 * t + g, y - t), (wide - 2 * t - g, y - t), (wide - t - g, y),
                (wide - 2 * t - g, y + t), (2 * t + g, y + t)]  # fmt: skip

    def upright(x: float, top: float) -> list[tuple[float, float]]:
        bottom = top + h - t
        return [(x, top + g), (x + t, top + t + g), (x + t, bottom - t - g), (x, bottom - g),
                (x - t, bottom - t - g), (x - t, top + t + g)]  # fmt: skip

    return {
        "a": flat(t), "g": flat(h), "d": flat(high - t),
        "f": upright(t, t), "b": upright(wide - t, t), "e": upright(t, h), "c": upright(wide - t, h),
    }  # fmt: skip


def screen(text: str, chance: random.Random, *, title: str = "", unit: str = "") -> Any:
    """A graphic display: `text` in a typeface."""
    from PIL import Image, ImageDraw

    ink, ground = chance.choice((((235, 240, 245), (16, 20, 30)), ((20, 24, 20), (186, 200, 180))))
    face = font(170, chance.choice(("DejaVuSans-Bold.ttf", "DejaVuSansMono-Bold.ttf", "DejaVuSansCondensed-Bold.ttf")))
    left, top, right, bottom = face.getbbox(text)
    glass = Image.new("RGB", (int(right - left) + 120 + (150 if unit else 0), int(bottom - top) + 110), ground)
    draw = ImageDraw.Draw(glass)
    draw.text((60 - left, 55 - top), text, font=face, fill=ink)
    if unit:
        draw.text((90 + right - left, glass.height - 110), unit, font=font(54), fill=ink)
    return _cased(glass, chance, title)


def _cased(glass: Any, chance: random.Random, title: str) -> Any:
    from PIL import Image, ImageDraw

    dark = chance.random() < 0.5
    case = Image.new("RGB", (glass.width + 160, glass.height + 220), (52, 54, 58) if dark else (225, 225, 220))
    case.paste(glass, (80, 90))
    if title:
        ImageDraw.Draw(case).text((90, 24), title, font=font(44), fill=(210, 210, 210) if dark else (60, 60, 60))
    return case


def font(size: int, name: str = "DejaVuSans.ttf") -> Any:
    """A face of DejaVu: of the machine, or of a package where the machine has none."""
    from PIL import ImageFont

    try:
        return ImageFont.truetype(name, size)
    except OSError:
        return ImageFont.load_default(size)
