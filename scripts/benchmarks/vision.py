"""Bars of the eyes: the frame that is sent, what the camera costs, figures read off pictures, hostile files.

Each part is in a file of its own, and measured by itself with `python -m scripts.benchmarks.vision_NAME`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

from .report import Row

PARTS = {
    "vision_camera": "camera",
    "vision_turn": "turn",
    "vision_writing": "writing",
    "vision_pictures": "pictures",
}
"""Module, and the function in it that returns the rows; imported when wanted, as they load much."""


def vision(folder: Path | None) -> list[Row]:
    """`folder` is of no use here."""
    rows: list[Row] = []
    for module, function in PARTS.items():
        measure: Callable[[], Iterable[Row]] = getattr(import_module(f".{module}", __package__), function)
        rows += measure()
    return rows
