"""Bars of the eyes: the frame that is sent, what the camera costs, figures read off pictures, hostile files.

Each part is in a file of its own, and measured by itself with `python -m scripts.benchmarks.vision_NAME`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .report import Row


def vision(folder: Path | None) -> list[Row]:
    return list(_rows(folder))


def _rows(folder: Path | None) -> Iterator[Row]:
    """The parts are imported when it is their turn, as they load much."""
    from .vision_camera import vision_camera

    yield from vision_camera(folder)
    from .vision_turn import turn

    yield from turn()
    from .vision_writing import writing

    yield from writing(folder)
    from .vision_pictures import pictures

    yield from pictures()
