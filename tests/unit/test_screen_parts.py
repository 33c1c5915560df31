"""Where windows are, what of them shows, and what a file manager has copied."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.rig.drawn_pictures import file_of, quarters
from voice_assistant.desktop.copied_pictures import FILES, picture_in
from voice_assistant.desktop.wayland.front import Front, hyprland_front, sway_front
from voice_assistant.errors import DeviceError, PictureError
from voice_assistant.vision.opening import encode
from voice_assistant.vision.screen.black import check_not_black
from voice_assistant.vision.screen.shots import Area

WINDOW = {
    "focused": True,
    "pid": 4711,
    "name": "a report",
    "rect": {"x": 1280, "y": 20, "width": 640, "height": 780},
    "window_rect": {"x": 2, "y": 0, "width": 636, "height": 778},
}


def tree(window: dict[str, object]) -> dict[str, object]:
    scratch = {"type": "output", "name": "__i3", "nodes": []}
    left = {"type": "output", "name": "eDP-1", "nodes": [{"focused": False, "nodes": []}]}
    right = {"type": "output", "name": "DP-2", "nodes": [{"nodes": [], "floating_nodes": [window]}]}
    return {"nodes": [scratch, left, right]}


def test_sway_tells_the_window_without_its_borders() -> None:
    assert sway_front(tree(WINDOW)) == Front(("eDP-1", "DP-2"), "DP-2", (1282, 20, 636, 778), "a report")
    bare = {**WINDOW, "window_rect": {"x": 0, "y": 0, "width": 0, "height": 0}}
    assert sway_front(tree(bare)).area == (1280, 20, 640, 780)
    assert sway_front(tree({"focused": True, "type": "workspace"})) == Front(("eDP-1", "DP-2"), "DP-2")


def test_hyprland_tells_it_as_well() -> None:
    monitors = [{"name": "eDP-1", "focused": False}, {"name": "DP-2", "focused": True}]
    window = {"address": "0x1", "at": [10, 20], "size": [300, 200], "title": "a report"}
    assert hyprland_front(monitors, window) == Front(("eDP-1", "DP-2"), "DP-2", (10, 20, 300, 200), "a report")
    assert hyprland_front(monitors, {}) == Front(("eDP-1", "DP-2"), "DP-2")


def test_of_an_area_there_is_what_lies_on_the_screen() -> None:
    screen = Area(0, 0, 1280, 800)
    assert Area(-100, 700, 300, 300).within(screen) == Area(0, 700, 200, 100)
    assert not Area(1280, 0, 50, 50).within(screen)
    assert screen.holds(1279, 799)
    assert not screen.holds(1280, 799)


def test_a_screen_is_black_when_nothing_on_it_is_bright() -> None:
    pixels = np.zeros((100, 100, 3), np.uint8)
    with pytest.raises(PictureError, match="all black"):
        check_not_black(encode(pixels, origin="screen"))
    pixels[40:48, 40:48] = 160  # a cursor
    check_not_black(encode(pixels, origin="screen"))


def test_a_copied_file_is_the_picture_in_it(tmp_path: Path) -> None:
    picture = tmp_path / "100 % oats.PNG"
    picture.write_bytes(file_of(quarters(), "PNG"))
    (tmp_path / "notes.txt").write_text("no picture")
    uris = f"# copied\r\n{(tmp_path / 'notes.txt').as_uri()}\r\n{picture.as_uri()}\r\n"
    assert picture_in(FILES, uris.encode()) == picture.read_bytes()
    assert picture_in(FILES, f"file://localhost{picture.as_uri()[7:]}\0".encode()) == picture.read_bytes()
    assert picture_in(FILES, b"https://example.org/a.png\r\nfile://elsewhere/a.png\r\n") is None
    assert picture_in("image/png", b"") is None
    with pytest.raises(DeviceError, match=r"gone\.png cannot be opened"):
        picture_in(FILES, f"{(tmp_path / 'gone.png').as_uri()}\n".encode())
