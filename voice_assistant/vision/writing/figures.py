"""Figures as they are printed: letters that are read where only a digit can stand. Pure."""

from __future__ import annotations

import re

_UNITS = r"(?:mg|kg|g|µg|mcg|ml|mL|cl|dl|l|L|kcal|kJ|cal|oz|lb|%|°C|°F|V|A|W|kWh|ppm|cm|mm|km)"
_AMOUNT = re.compile(rf"(?<![^\s(])([\dOo]+(?:[.,][\dOo]+)?)(?=\s?{_UNITS}(?![\w]))")
_PRICE = re.compile(r"(?<![^\s$€£¥])(?=[\dOolI.,]*\d)[\dOolI]+[.,][\dOolI]{2}(?![\w.,])")
_DASH = re.compile(r"(?<!\S)[–—−一](?=\d)")
_LOOK_ALIKE = str.maketrans("OolI", "0011")
_MENDED = 0.75
"""How sure a mended character can be at most: it is likely, but was not read."""


def mended(text: str, sure: tuple[float, ...]) -> tuple[str, tuple[float, ...]]:
    """ "Total Fat Og" -> "Total Fat 0g". `sure` is a share for each character."""
    text = _DASH.sub("-", text)
    found = _PRICE.sub(lambda match: match[0].translate(_LOOK_ALIKE), text)
    if " " in text or any(letter.isdigit() for letter in text):  # "Og" alone may be a name
        found = _AMOUNT.sub(lambda match: match[1].translate(_LOOK_ALIKE), found)
    shares = tuple(
        share if old == new else max(share, _MENDED) for old, new, share in zip(text, found, sure, strict=True)
    )
    return found, shares
