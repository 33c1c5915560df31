"""What `look` draws."""

from __future__ import annotations

import io

from rich.console import Console

from voice_assistant.view.look import LINES, LookView
from voice_assistant.vision.camera.watch import Glance, Preview
from voice_assistant.vision.picture import WrittenLine


def drawn(view: LookView, width: int = 100, height: int = 30) -> list[str]:
    output = io.StringIO()
    Console(file=output, width=width, height=height, force_terminal=True, color_system="truecolor").print(view)
    return output.getvalue().splitlines()


def glance(*, black: bool = False, sharpness: float = 120.0, preview: Preview | None = None) -> Glance:
    return Glance(1.0, 1.0, 1280, 720, 29.7, 4.9, sharpness, 3, kept=2, black=black, preview=preview)


def line(text: str, confidence: float = 0.97) -> WrittenLine:
    return WrittenLine(text, 0, 0, 10, 10, confidence)


def test_two_pixels_are_a_character_in_their_colours() -> None:
    view = LookView("Webcam")
    rgb = bytes([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9, 1, 2, 3, 4, 5, 6])  # 2 x 3
    view.saw(glance(preview=Preview(2, 3, rgb)))
    rows = [row for row in drawn(view) if "▀" in row]
    assert len(rows) == 2
    assert "38;2;255;0;0;48;2;0;0;255m▀" in rows[0] and "38;2;0;255;0;48;2;9;9;9m▀" in rows[0]
    assert "38;2;4;5;6m▀" in rows[1]


def test_the_facts_stand_above_and_the_writing_below() -> None:
    view = LookView("Webcam", lines=[line("CO2"), line("713 ppm", 0.6)] + [line(str(n)) for n in range(LINES)])
    for sharpness in (200.0, 100.0):
        view.saw(glance(sharpness=sharpness))
    text = "\n".join(drawn(view))
    assert "Webcam" in text and "1280x720, 30/s, looked at 5/s" in text
    assert "██████░░░░░░" in text, "half as sharp as the sharpest"
    assert "97 % " in text and "713 ppm" in text and "60 % " in text and "and 2 more" in text and "q ends" in text


def test_it_says_what_is_wrong_until_it_is_right() -> None:
    view = LookView("Webcam")
    assert "Webcam ..." in drawn(view)[0]
    view.saw(glance(black=True))
    assert any("only black" in row for row in drawn(view))
    view.saw(glance())
    assert not any("only black" in row for row in drawn(view))


def test_it_fits_into_the_terminal() -> None:
    view = LookView("a camera with a name that is far too long for a small terminal", lines=[line("x")] * 20)
    width, height = view.room(40, 20)
    view.saw(glance(preview=Preview(width, height, bytes(3 * width * height))))
    view.reading = "reading ..."
    assert len(drawn(view, 40, 20)) <= 20
