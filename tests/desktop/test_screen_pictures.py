"""Pictures of a real X11 screen, with a window of known colours on it."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from tests.rig.drawn_pictures import QUARTERS, seen_quarters
from tests.rig.drawn_window import DrawnWindow, Mouse, drawn_window
from tests.rig.waiting import until
from tests.rig.x11 import VirtualDisplay, stop
from voice_assistant.desktop.session import Desktop
from voice_assistant.errors import PictureError
from voice_assistant.vision.opening import PictureOpener
from voice_assistant.vision.picture import Picture
from voice_assistant.vision.screen.base import Screen
from voice_assistant.vision.screen.select import make_screen
from voice_assistant.vision.screen.x11 import X11Screen

pytestmark = pytest.mark.desktop

UPRIGHT = list(QUARTERS)


@pytest.fixture
def screen(display: VirtualDisplay, monkeypatch: pytest.MonkeyPatch) -> Screen:
    monkeypatch.setenv("DISPLAY", display.name)
    return make_screen(PictureOpener(), Desktop.X11)


@pytest.fixture
def window(display: VirtualDisplay) -> Iterator[DrawnWindow]:
    with drawn_window(display.name, 200, 100, 600, 400) as window:
        yield window


@pytest.fixture
def mouse(display: VirtualDisplay) -> Iterator[Mouse]:
    mouse = Mouse(display.name)
    yield mouse
    mouse.close()


def pixels(picture: Picture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.jpeg)).convert("RGB")
    assert image.size == (picture.width, picture.height)
    return image


async def until_it_waits(mouse: Mouse) -> None:
    await until(lambda: not mouse.is_free(), "the mouse to be taken for drawing")


async def test_the_screen_is_seen_as_it_is(screen: Screen, window: DrawnWindow) -> None:
    (picture,) = await screen.grab("screen")
    assert (picture.width, picture.height, picture.origin) == (1280, 800, "screen")
    image = pixels(picture)
    assert seen_quarters(image.crop((*window.place(0, 0), *window.place(1, 1)))) == UPRIGHT
    assert np.asarray(image.crop((900, 600, 1280, 800))).max() < 20  # beside it there is nothing


async def test_the_window_with_the_keyboard_is_seen_alone(screen: Screen, window: DrawnWindow) -> None:
    (picture,) = await screen.grab("window")
    assert (picture.width, picture.height, picture.origin, picture.name) == (600, 400, "window", "four quarters")
    assert seen_quarters(pixels(picture)) == UPRIGHT


async def test_of_a_window_over_the_edge_there_is_what_shows(screen: Screen, display: VirtualDisplay) -> None:
    with drawn_window(display.name, 1280 - 300, -200, 600, 400):  # its lower left quarter
        (picture,) = await screen.grab("window")
    assert (picture.width, picture.height) == (300, 200)
    assert seen_quarters(pixels(picture)) == ["blue"] * 4


async def test_without_a_window_in_front_it_says_so(screen: Screen, display: VirtualDisplay) -> None:
    display.focus_nothing()
    with pytest.raises(PictureError, match="No window is in front"):
        await screen.grab("window")


async def test_all_screens_are_one_picture_each(screen: Screen, window: DrawnWindow) -> None:
    (picture,) = await screen.grab("all")
    assert (picture.width, picture.height, picture.origin) == (1280, 800, "screen")


async def test_a_black_screen_is_not_sent_to_anybody(screen: Screen) -> None:
    with pytest.raises(PictureError, match="all black: it is locked, switched off") as black:
        await screen.grab("screen")
    assert black.value.spoken == "I see only black: the screen is locked or switched off."


async def test_a_region_is_drawn_with_the_mouse(screen: Screen, window: DrawnWindow, mouse: Mouse) -> None:
    drawing = asyncio.create_task(screen.grab("region"))
    await until_it_waits(mouse)
    mouse.move(*window.place(0.9, 0.95))
    mouse.press()
    for x in (0.7, 0.4, 0.1):  # to the upper left, and the frame follows
        mouse.move(*window.place(x, 0.05))
    mouse.release()
    (picture,) = await drawing
    assert (picture.width, picture.height, picture.origin) == (480, 360, "region")
    image = pixels(picture)
    assert seen_quarters(image) == UPRIGHT
    edges = [*range(4), *range(356, 360)]
    assert seen_quarters(Image.fromarray(np.asarray(image)[edges])) == UPRIGHT  # no frame in it
    assert mouse.is_free()


async def test_the_person_is_told_when_to_draw(display: VirtualDisplay, mouse: Mouse) -> None:
    told: list[bool] = []
    screen = X11Screen(display=display.name, on_drawing=lambda: told.append(mouse.is_free()))
    drawing = asyncio.create_task(screen.grab("region"))
    await until(lambda: told, "word that it is their turn")
    assert told == [False]  # it is already theirs
    drawing.cancel()
    await until(mouse.is_free, "the mouse")


async def test_a_click_takes_the_window_below(screen: Screen, window: DrawnWindow, mouse: Mouse) -> None:
    drawing = asyncio.create_task(screen.grab("region"))
    await until_it_waits(mouse)
    mouse.move(*window.place(0.2, 0.2))
    mouse.press()
    mouse.release()
    (picture,) = await drawing
    assert (picture.width, picture.height) == (600, 400)
    assert seen_quarters(pixels(picture)) == UPRIGHT


@pytest.mark.parametrize("way", ["Escape", "another button"])
async def test_drawing_is_given_up(
    screen: Screen, window: DrawnWindow, mouse: Mouse, display: VirtualDisplay, way: str
) -> None:
    drawing = asyncio.create_task(screen.grab("region"))
    await until_it_waits(mouse)
    if way == "Escape":
        display.keyboard.tap("Escape")
    else:
        mouse.press(3)
        mouse.release(3)
    with pytest.raises(PictureError, match="No region was drawn") as declined:
        await drawing
    assert declined.value.spoken == "All right, I don't look."
    assert mouse.is_free()


async def test_who_no_longer_waits_gives_the_mouse_back(screen: Screen, window: DrawnWindow, mouse: Mouse) -> None:
    drawing = asyncio.create_task(screen.grab("region"))
    await until_it_waits(mouse)
    drawing.cancel()
    await until(mouse.is_free, "the mouse")


async def test_a_mouse_that_another_program_has_is_said(screen: Screen, mouse: Mouse) -> None:
    mouse.hold()
    with pytest.raises(PictureError, match="Another program has the mouse for itself"):
        await screen.grab("region")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # python-xlib leaves a socket open
async def test_a_display_that_has_gone_is_said(screen: Screen, display: VirtualDisplay) -> None:
    stop(display.server)
    with pytest.raises(PictureError, match="The screen gives no picture"):
        await screen.grab("screen")


async def test_no_display_at_all_is_said() -> None:
    with pytest.raises(PictureError, match="There is no display"):
        await make_screen(PictureOpener(), Desktop.NONE).grab("screen")
