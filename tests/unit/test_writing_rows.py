"""Pieces of writing to lines in reading order, whatever way the picture was held; and figures mended."""

from __future__ import annotations

import math

import pytest

from voice_assistant.vision.writing.figures import mended
from voice_assistant.vision.writing.pieces import Piece
from voice_assistant.vision.writing.rows import writing_of


def piece(text: str, left: float, top: float, *, degrees: float = 0.0, lean: float = 0.0, sure: float = 0.99) -> Piece:
    """20 high, 10 a letter; turned around (400, 300), then leaning: lower to the right by `lean` where y is 0."""
    right, bottom = left + 10 * len(text), top + 20
    angle = math.radians(degrees)
    corners = []
    for x, y in ((left, top), (right, top), (right, bottom), (left, bottom)):
        dx, dy = x - 400, y + lean * (1 - y / 600) * (x - 400) / 400 - 300
        corners.append(
            (400 + dx * math.cos(angle) - dy * math.sin(angle), 300 + dx * math.sin(angle) + dy * math.cos(angle))
        )
    return Piece(text, tuple(corners), sure)


def bill(degrees: float = 0.0, lean: float = 0.0) -> list[Piece]:
    rows = [("Milk", "2.49"), ("Brown bread", "3.10"), ("Butter", "2.99"), ("TOTAL", "8.58")]
    pieces = [piece("CORNER STORE", 300, 40, degrees=degrees, lean=lean)]
    for number, (name, price) in enumerate(rows):
        pieces.append(piece(price, 640, 120 + 40 * number, degrees=degrees, lean=lean))
        pieces.append(piece(name, 60, 120 + 40 * number, degrees=degrees, lean=lean))
    return pieces


@pytest.mark.parametrize("degrees", [0, 4, -9, 30, 90, 180, 270])
def test_rows_of_a_picture_that_is_turned(degrees: float) -> None:
    seen = writing_of(bill(degrees))
    assert [(line.row, line.text) for line in seen.lines] == [
        (0, "CORNER STORE"),
        (1, "Milk"), (1, "2.49"),
        (2, "Brown bread"), (2, "3.10"),
        (3, "Butter"), (3, "2.99"),
        (4, "TOTAL"), (4, "8.58"),
    ]  # fmt: skip
    assert "| Brown bread | 3.10 |" in seen.markdown


def test_rows_of_a_picture_taken_from_the_side() -> None:
    seen = writing_of(bill(lean=45))
    assert [line.row for line in seen.lines] == [0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [piece(f"left column line {number}", 40, 40 + 30 * number) for number in range(4)]
    right = [piece(f"right column line {number}", 420, 40 + 30 * number) for number in range(4)]
    mixed = [line for pair in zip(right, left, strict=True) for line in pair]
    assert [line.text for line in writing_of(mixed).lines] == [line.text for line in (*left, *right)]


def test_a_line_is_as_sure_as_its_least_sure_piece() -> None:
    seen = writing_of([piece("Total", 40, 40), piece("23.87", 94, 40, sure=0.4)])
    assert [(line.text, line.confidence) for line in seen.lines] == [("Total 23.87", 0.4)]


def test_nothing_is_nothing() -> None:
    assert not writing_of([])


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Total Fat Og", "Total Fat 0g"),
        ("Cholesterol Omg", "Cholesterol 0mg"),
        ("TOTAL 1O.5O", "TOTAL 10.50"),
        ("-15 °C", "-15 °C"),
        ("一15℃", "-15℃"),
        ("Og", "Og"),
        ("Olive oil", "Olive oil"),
        ("SOLO 3", "SOLO 3"),
        ("To do", "To do"),
    ],
)
def test_figures_are_mended(read: str, meant: str) -> None:
    text, sure = mended(read, (0.6,) * len(read))
    assert text == meant
    assert len(sure) == len(text)
