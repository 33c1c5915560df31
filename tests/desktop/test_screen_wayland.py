"""Pictures of the screen on Wayland: through the real portal with a small desktop behind it, and of a real sway."""

from __future__ import annotations

import asyncio
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from tests.rig.drawn_pictures import QUARTERS, file_of, quarters, seen_quarters
from tests.rig.portal import portal_desktop
from tests.rig.screenshots import INTERFACES, Screenshots
from tests.rig.sway import Sway, headless_sway
from tests.rig.waiting import until
from tests.rig.wayland_mouse import WaylandMouse
from voice_assistant.errors import PictureError
from voice_assistant.vision.opening import PictureOpener
from voice_assistant.vision.picture import Picture
from voice_assistant.vision.screen.base import Shown
from voice_assistant.vision.screen.wayland import WaylandScreen

pytestmark = pytest.mark.desktop

NO_COMPOSITOR = {"WAYLAND_DISPLAY": "/nowhere", "PATH": os.environ["PATH"]}


@pytest.fixture
def opener() -> Iterator[PictureOpener]:
    opener = PictureOpener()
    yield opener
    opener.close()


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Screenshots]:
    with portal_desktop(tmp_path, Screenshots, INTERFACES) as desktop:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.address)
        monkeypatch.setenv("HOME", str(tmp_path))
        desktop.folder = tmp_path
        desktop.shown = file_of(quarters((1280, 800)), "PNG")
        yield desktop


@pytest.mark.parametrize(("what", "chosen"), [("screen", False), ("all", False), ("window", True), ("region", True)])
async def test_the_portal_gives_pictures_and_nothing_stays_on_disk(
    desktop: Screenshots, opener: PictureOpener, what: Shown, chosen: bool
) -> None:
    (picture,) = await WaylandScreen(opener, NO_COMPOSITOR).grab(what)
    assert (picture.width, picture.height) == (1280, 800)
    assert picture.origin == ("screen" if what == "all" else what)
    assert seen_quarters(image_of(picture)) == list(QUARTERS)
    assert desktop.interactive == [chosen]
    (file,) = desktop.files
    assert not file.exists()


async def test_a_person_who_says_no_is_not_looked_at(desktop: Screenshots, opener: PictureOpener) -> None:
    desktop.response = 1
    with pytest.raises(PictureError, match="it was declined") as declined:
        await WaylandScreen(opener, NO_COMPOSITOR).grab("region")
    assert declined.value.spoken == "All right, I don't look."


async def test_a_locked_screen_is_said(desktop: Screenshots, opener: PictureOpener) -> None:
    desktop.shown = file_of(Image.new("RGB", (1280, 800)), "PNG")
    with pytest.raises(PictureError, match="all black"):
        await WaylandScreen(opener, NO_COMPOSITOR).grab("screen")


async def test_who_no_longer_waits_is_free_at_once(desktop: Screenshots, opener: PictureOpener) -> None:
    desktop.answered.clear()
    looking = asyncio.create_task(WaylandScreen(opener, NO_COMPOSITOR).grab("screen"))
    await until(desktop.asked.is_set, "the question of the desktop")
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    desktop.answered.set()


async def test_without_a_portal_it_says_what_to_install(
    opener: PictureOpener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nothing")
    with pytest.raises(PictureError, match="install xdg-desktop-portal"):
        await WaylandScreen(opener, NO_COMPOSITOR).grab("screen")


@pytest.fixture
def sway() -> Iterator[Sway]:
    """Two windows side by side, a blue one on the left, a yellow one on the right, which has the keyboard."""
    if missing := [name for name in ("grim", "slurp") if shutil.which(name) is None]:
        pytest.skip(f"needs {', '.join(missing)}")
    with headless_sway("default_border none\n") as sway:
        for colour in ("blue", "yellow"):
            red, green, blue = QUARTERS[colour]
            sway.launch(["foot", "-T", colour, "-o", f"colors.background={red:02x}{green:02x}{blue:02x}", "cat"])
            sway.find(colour)
        sway.focus(sway.find("yellow"))
        yield sway


def image_of(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.jpeg)).convert("RGB")


async def test_sway_shows_the_screen_its_window_and_all_screens(sway: Sway, opener: PictureOpener) -> None:
    screen = WaylandScreen(opener, sway.environment)

    async def halves() -> list[str]:
        (picture,) = await screen.grab("screen")
        assert (picture.width, picture.height, picture.origin) == (1280, 800, "screen")
        return seen_quarters(image_of(picture))

    async with asyncio.timeout(60):
        while await halves() != ["blue", "yellow"] * 2:  # they have not been painted yet
            pass
    (picture,) = await screen.grab("window")
    assert (picture.width, picture.height, picture.origin, picture.name) == (640, 800, "window", "yellow")
    assert seen_quarters(image_of(picture)) == ["yellow"] * 4
    sway.message("create_output")
    first, second = await screen.grab("all")
    assert {first.name, second.name} == {"HEADLESS-1", "HEADLESS-2"}


async def test_a_region_is_drawn_on_sway(sway: Sway, opener: PictureOpener) -> None:
    screen = WaylandScreen(opener, sway.environment)
    mouse = WaylandMouse(sway.environment)
    picture: Picture | None = None
    async with asyncio.timeout(60):
        # The windows may not have their colours yet, either.
        while picture is None or seen_quarters(image_of(picture)) != ["blue", "yellow"] * 2:
            drawing = asyncio.create_task(screen.grab("region"))
            while not drawing.done():  # slurp shows nothing that tells when it is ready
                await asyncio.to_thread(mouse.drag, (100, 100), (600, 400), (1180, 700))
            with suppress(PictureError):  # it came in the middle of a drag, and saw its end only
                (picture,) = await drawing
    mouse.close()
    assert picture.origin == "region"
    assert abs(picture.width - 1080) <= 1
    assert abs(picture.height - 600) <= 1
