"""A picture to the pieces of writing in it, each read on its own; what is doubtful is looked at a second time."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .figures import mended
from .recogniser import Settings, find, is_upside_down, read

DOUBTFUL = 0.8
"""Confidence below which a piece is looked at again."""
LEAST = 0.3
"""Confidence below which it is no writing, but a pattern that looks like it."""
LEAST_SHORT = 0.6
"""The same for one or two characters: arrows and icons look like them."""
_TALL = 1.5
"""Height to width from which on a piece is writing that lies on its side."""

_READABLE = 0.45
"""Confidence from which on a character is there, whichever it is."""
_AFAR = ((320, 1.5), (240, 2.5))
"""Pixels of the longest side from afar, and from farther; and how much it is blurred, in pixels of that."""
_COARSE = 40
"""Pixels of height that are enough to see how the light falls."""
_LARGE = 40.0
"""Pixels of height."""
_FIGURE = re.compile(r"\d[\d.,]*")

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or a line of writing."""

    text: str
    corners: tuple[Point, ...]  # pixels: upper left, upper right, lower right, lower left of the text
    confidence: float  # 0.0 ... 1.0, of the character that is least sure


def pieces_of(pixels: Any, settings: Settings) -> list[Piece]:
    """`pixels`: height x width x 3 bytes, red first. In no order. Raises `PictureError`."""
    import numpy as np

    picture = np.ascontiguousarray(pixels[:, :, ::-1])
    boxes = [_upright([(float(x), float(y)) for x, y in box]) for box in find(picture, settings)]
    large = [_upright(box) for size, blur in _AFAR for box in _found_from_afar(picture, size, blur, settings)]
    if _head_over([cut(picture, box) for box in boxes], settings):
        boxes, large = ([box[2:] + box[:2] for box in some] for some in (boxes, large))
    found = [piece for box in boxes if (piece := _piece(picture, box, settings)) is not None]
    for box in large:
        if math.dist(box[0], box[3]) >= _LARGE and not _known(box, found):
            found = _with_large(found, _piece(picture, box, settings))
    return [_with_minus(picture, piece, found, settings) for piece in found if piece.confidence >= _least(piece.text)]


def _found_from_afar(picture: Any, size: int, blur: float, settings: Settings) -> list[list[Point]]:
    """Large writing, as of a display, is taken for shapes from near; from afar, and blurred, its strokes join."""
    import cv2

    scale = size / max(picture.shape[:2])
    if scale > 0.75:
        return []
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    boxes = find(cv2.GaussianBlur(small, (0, 0), blur), settings)
    return [[(float(x) / scale, float(y) / scale) for x, y in box] for box in boxes]


def _known(box: Sequence[Point], found: Sequence[Piece]) -> bool:
    """Whether half of `box` was read already, with certainty."""
    left, top, right, bottom = _bounds(box)
    sure = [_bounds(piece.corners) for piece in found if piece.confidence >= DOUBTFUL]
    shared = sum(max(0.0, min(c, right) - max(a, left)) * max(0.0, min(d, bottom) - max(b, top)) for a, b, c, d in sure)
    return shared > 0.5 * (right - left) * (bottom - top)


def _with_large(found: list[Piece], large: Piece | None) -> list[Piece]:
    """What was found from afar takes the place of what was found of it from near, where it is read as well."""
    if large is None or large.confidence < DOUBTFUL:
        return found
    if any(_covers(large, piece) and piece.text == large.text for piece in found):
        return found  # the same writing, in a larger box
    high = _height(large)
    within = [piece for piece in found if _covers(large, piece) and _height(piece) > 0.4 * high]  # not its unit
    if sum(len(piece.text) for piece in within if piece.confidence >= DOUBTFUL) >= len(large.text):
        return found
    if any(_covers(piece, large) for piece in found if piece not in within):
        return found
    return [piece for piece in found if piece not in within] + [large]


def _height(piece: Piece) -> float:
    return math.dist(piece.corners[0], piece.corners[3])


def _covers(one: Piece, other: Piece) -> bool:
    """Whether most of `other` lies within `one`."""
    (a, b, c, d), (e, f, g, h) = _bounds(one.corners), _bounds(other.corners)
    shared = max(0.0, min(c, g) - max(a, e)) * max(0.0, min(d, h) - max(b, f))
    return shared > 0.6 * max((g - e) * (h - f), 1.0)


def _bounds(corners: Sequence[Point]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _with_minus(picture: Any, piece: Piece, others: Sequence[Piece], settings: Settings) -> Piece:
    """The sign of a large figure stands so far from it that it is found apart from it, which is not at all."""
    a, b, c, d = piece.corners
    high = math.dist(a, d)
    if not _FIGURE.fullmatch(piece.text) or high < _LARGE or piece.confidence < DOUBTFUL:
        return piece
    wide = max(math.dist(a, b), 1.0)
    left = ((a[0] - b[0]) / wide * high, (a[1] - b[1]) / wide * high)
    corners = [(a[0] + left[0], a[1] + left[1]), b, c, (d[0] + left[0], d[1] + left[1])]
    beside = Piece("", ((a[0] + left[0], a[1] + left[1]), a, d, corners[3]), 0.0)
    if any(_covers(other, beside) or _covers(beside, other) for other in others if other is not piece):
        return piece
    text, sure = mended(*read(cut(picture, corners), settings))
    signed = text.startswith("-") and text[1:].strip() == piece.text
    return Piece(f"-{piece.text}", tuple(corners), min(piece.confidence, sure[0])) if signed else piece


def _upright(corners: list[Point]) -> list[Point]:
    """Writing that lies on its side is taken to be turned to the right, as a page in landscape is."""
    wide, high = math.dist(corners[0], corners[1]), math.dist(corners[0], corners[3])
    return corners[1:] + corners[:1] if high >= _TALL * wide else corners


def _head_over(crops: Sequence[Any], settings: Settings) -> bool:
    """Whether the picture is upside down: by its longest lines, as a short word looks the same too often."""
    longest = sorted(crops, key=lambda crop: crop.shape[1], reverse=True)[:5]
    return sum(is_upside_down(crop, settings) for crop in longest) * 2 > len(longest)


def _piece(picture: Any, corners: list[Point], settings: Settings) -> Piece | None:
    text, sure = read(cut(picture, corners), settings)
    if confidence_of(text, sure) < DOUBTFUL:
        text, sure, corners = _second_look(picture, corners, text, sure, settings)
    if not text:
        return None
    text, sure = mended(text, sure)
    return Piece(text, tuple(corners), confidence_of(text, sure))


def _least(text: str) -> float:
    return LEAST if len(text) > 2 else LEAST_SHORT


def confidence_of(text: str, sure: Sequence[float]) -> float:
    """That of the least sure character that says something."""
    told = [share for letter, share in zip(text, sure, strict=True) if letter.isalnum()]
    return min(told or sure, default=0.0)


def _second_look(
    picture: Any, corners: list[Point], text: str, sure: tuple[float, ...], settings: Settings
) -> tuple[str, tuple[float, ...], list[Point]]:
    """With a wider margin, with more contrast, upside down: whatever is read with the most certainty."""
    best = text, sure, corners
    for wider, contrast, turned in ((0.12, False, False), (0.06, True, False), (0.0, False, True)):
        box = corners[2:] + corners[:2] if turned else corners
        crop = cut(picture, box, wider)
        again, shares = read(_contrasted(crop) if contrast else crop, settings)
        if _better(again, shares, *best[:2]):
            best = again, shares, box
        if confidence_of(*best[:2]) >= DOUBTFUL:
            break
    return best


def _better(text: str, sure: Sequence[float], than: str, before: Sequence[float]) -> bool:
    """A letter that was left out is not there to be doubted."""
    shorter = len(text.replace(" ", "")) < len(than.replace(" ", ""))
    if not text or (shorter and confidence_of(than, before) >= _READABLE):
        return False
    return confidence_of(text, sure) > confidence_of(than, before)


def cut(picture: Any, corners: Sequence[Point], wider: float = 0.0) -> Any:
    """The piece set straight; `wider` on each side by that share of its height."""
    import cv2
    import numpy as np

    box = np.array(corners, np.float32)
    across, down = (box[1] - box[0] + box[2] - box[3]) / 2, (box[3] - box[0] + box[2] - box[1]) / 2
    width, height = max(float(np.linalg.norm(across)), 1.0), max(float(np.linalg.norm(down)), 1.0)
    if wider:
        margin = wider * height
        a, d = across / width * margin, down / height * margin
        box = box + np.array([-a - d, a - d, a + d, -a + d], np.float32)
        width, height = width + 2 * margin, height + 2 * margin
    wide, high = max(round(width), 2), max(round(height), 2)
    flat = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    matrix = cv2.getPerspectiveTransform(box.astype(np.float32), flat)
    return cv2.warpPerspective(picture, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def _contrasted(crop: Any) -> Any:
    """Grey, with the light evened out."""
    import cv2

    grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
    coarse = min(1.0, _COARSE / crop.shape[0])  # a blur as wide as the picture takes seconds in full size
    size = max(round(grey.shape[1] * coarse), 1), max(round(grey.shape[0] * coarse), 1)
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    light = cv2.GaussianBlur(small, (0, 0), max(small.shape[0], 8))
    light = cv2.resize(light, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(grey, light, scale=160)
    return cv2.cvtColor(cv2.normalize(even, even.copy(), 0, 255, cv2.NORM_MINMAX), cv2.COLOR_GRAY2BGR)
