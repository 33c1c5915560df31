"""Pictures of text, read on this computer by RapidOCR: an optional extra, with its models in its package."""

from __future__ import annotations

from functools import cache
from typing import Any

from ...errors import DocumentError
from .runs import Run

LONGEST_SIDE = 1280
"""Points that a picture is looked at with; the default makes small pictures larger and takes many times longer."""
_SURE = 0.5


class NoReader(DocumentError):
    """The optional extra is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "This is a picture of a text, and reading pictures needs RapidOCR: pip install 'voice-assistant[ocr]'"
        )

    def __reduce__(self) -> tuple[type[NoReader], tuple[()]]:
        return NoReader, ()


def read_picture(picture: Any) -> list[Run]:
    """`picture`: an array of height, width, 3 bytes. The lines on it in its pixels. Raises `DocumentError`."""
    try:
        result = _reader()(picture)
    except ImportError as error:
        raise NoReader from error
    if result is None or result.boxes is None:
        return []
    runs = []
    for box, text, sure in zip(result.boxes, result.txts, result.scores, strict=False):
        if text.strip() and sure >= _SURE:
            xs, ys = [float(point[0]) for point in box], [float(point[1]) for point in box]
            runs.append(Run(text.strip(), min(xs), max(xs), min(ys), max(ys)))
    return _even(runs)


@cache
def _reader() -> Any:
    import logging

    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params={"Det.limit_type": "max", "Det.limit_side_len": LONGEST_SIDE, "Global.log_level": "error"})


def _even(runs: list[Run]) -> list[Run]:
    """Boxes around letters are as high as the letters happen to be: nearly the same is the same."""
    heights = sorted(run.height for run in runs)
    for run in runs:
        near = [height for height in heights if abs(height - run.height) <= 0.18 * run.height]
        height = near[len(near) // 2]
        middle = run.middle
        run.top, run.bottom = middle - height / 2, middle + height / 2
    return runs
