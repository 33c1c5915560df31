"""The characters of a page as runs: pieces of lines, without a gap wide enough to be one between columns."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..inline import raised_text

WIDE_GAP = 0.9
"""In heights of a line: what parts columns, not words."""
MOST_CHARACTERS = 60_000
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "‑": "-", "\u00a0": " "}
)
_BOLD = re.compile(r"bold|black|heavy|semib|demi|[-,.]b$|[-,]sb", re.IGNORECASE)
_MONO = re.compile(
    r"courier|mono(?!type)|nimbusmon|consol|menlo|typewriter|inconsolata|cmtt|cmsltt|sltt|fixed|code", re.IGNORECASE
)
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


@dataclass(slots=True)
class Run:
    """A piece of text and its box in points; y grows downwards."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    bold: bool = False
    font: str = ""
    mono: bool = False  # as code is written

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


_Box: TypeAlias = tuple[float, float, float, float]


@dataclass(slots=True)
class _Character:
    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    index: int
    spaced: bool  # a space stands before it


def page_runs(page: Any, text: Any) -> list[Run]:
    """In the order of the file. What is written up or down the margin is left out."""
    runs: list[Run] = []
    line: list[_Character] = []
    for character in _characters(page, text):
        if line and not _goes_on(line, character):
            runs += _run(line, page, text)
            line = []
        line.append(character)
    return runs + (_run(line, page, text) if line else [])


def _characters(page: Any, text: Any) -> list[_Character]:
    from pypdfium2 import raw

    box, handle, found, spaced, high = raw.FS_RECTF(), text.raw, [], False, 0
    place = _upright(page)
    unicode_of, box_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    for index in range(min(text.count_chars(), MOST_CHARACTERS)):
        code = unicode_of(handle, index)
        if code <= 32 and code != 2:
            spaced = True
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if high:
            code, high = 0x10000 + ((high - 0xD800) << 10) + ((code - 0xDC00) & 0x3FF), 0
        character = chr(code) if code < 0x110000 else "\ufffd"
        if character.isspace():
            spaced = True
        elif box_of(handle, index, box) and (box.right > box.left or box.top > box.bottom):
            x0, x1, top, bottom = place(box.left, box.right, box.top, box.bottom)
            found.append(_Character(character, x0, x1, top, bottom, index, spaced))
            spaced = False
    return found


def _upright(page: Any) -> Callable[[float, float, float, float], _Box]:
    """From the file's coordinates to those of the page as it is seen: left, right, top, bottom, y downwards."""
    left, bottom, right, top = page.get_bbox()
    match page.get_rotation() % 360:
        case 90:
            return lambda x0, x1, t, b: (b - bottom, t - bottom, x0 - left, x1 - left)
        case 180:
            return lambda x0, x1, t, b: (right - x1, right - x0, b - bottom, t - bottom)
        case 270:
            return lambda x0, x1, t, b: (top - t, top - b, right - x1, right - x0)
    return lambda x0, x1, t, b: (x0 - left, x1 - left, top - t, top - b)


def _goes_on(line: list[_Character], new: _Character) -> bool:
    last = line[-1]
    if (last.x0, last.x1) == (new.x0, new.x1):
        return True  # a ligature: two letters, one sign
    height = max(last.bottom - last.top, new.bottom - new.top, 0.1)
    small = max(min(last.bottom - last.top, new.bottom - new.top), 0.1)
    if min(last.bottom, new.bottom) - max(last.top, new.top) < 0.4 * small:
        return False
    if _RIGHT_TO_LEFT.match(new.text) or (_RIGHT_TO_LEFT.match(last.text) and new.x1 <= last.x0 + height):
        return -0.5 * height < last.x0 - new.x1 < WIDE_GAP * height or abs(new.x0 - last.x1) < WIDE_GAP * height
    return -0.6 * height < new.x0 - last.x1 < WIDE_GAP * height


def _run(line: list[_Character], page: Any, text: Any) -> list[Run]:
    from pypdfium2 import raw

    angle = raw.FPDFText_GetCharAngle(text.raw, line[0].index)
    turned = (round(angle / 1.5708) + page.get_rotation() // 90) % 4 if angle >= 0 else 0
    if (turned and len(line) < 3) or turned in (1, 3):
        return []
    heights = Counter(round(character.bottom - character.top, 1) for character in line)
    height = max(heights, key=lambda high: (heights[high], high))
    base = [c for c in line if abs(c.bottom - c.top - height) < 0.2] or line
    top, bottom = min(c.top for c in base), max(c.bottom for c in base)
    said = _said(line, height, bottom).translate(_LIGATURES)
    if not said.isascii():
        said = unicodedata.normalize("NFC", said)
    font, mono = _font(text, base[len(base) // 2].index)
    mono = mono and _font(text, base[0].index)[1]
    bold = raw.FPDFText_GetFontWeight(text.raw, base[len(base) // 2].index) >= 600 or bool(_BOLD.search(font))
    x0, x1 = min(c.x0 for c in line), max(c.x1 for c in line)
    return [Run(said, x0, x1, top, bottom, bold, font, mono)] if said.strip() else []


def _font(text: Any, index: int) -> tuple[str, bool]:
    """Its name, and whether all its letters are of one width."""
    from ctypes import byref, c_int, create_string_buffer

    from pypdfium2 import raw

    name = create_string_buffer(128)
    flags = c_int(0)
    raw.FPDFText_GetFontInfo(text.raw, index, name, 128, byref(flags))
    called = name.value.decode("latin-1")
    return called, bool(flags.value & 1 or _MONO.search(called))


def _said(line: list[_Character], height: float, bottom: float) -> str:
    said, raised = "", ""
    before: _Character | None = None
    for character in line:
        small = character.bottom - character.top < 0.87 * height
        up = small and character.bottom < bottom - 0.2 * height
        gap = character.x0 - before.x1 if before else 0.0
        space = " " if said and (character.spaced or gap > 0.25 * height) else ""
        if up:
            raised += space.strip() + character.text
        else:
            said, raised = said + raised_text(raised, said) + (space if said else "") + character.text, ""
        before = character
    return said + raised_text(raised, said)
