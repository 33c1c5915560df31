"""Whether a picture shows something else, and a part of the screen that is found again."""

from __future__ import annotations

import io
import random
from typing import Any

import pytest

from voice_assistant.errors import PictureError
from voice_assistant.vision.opening import encode
from voice_assistant.vision.picture import Origin, Picture
from voice_assistant.vision.sight import ScreenPart
from voice_assistant.vision.watching.pinning import Pinned
from voice_assistant.vision.watching.stillness import Stillness


def scene(text: str, *, seed: int = 0, noise: float = 0.0, light: int = 0) -> Any:
    """Windows of many shades, with `text` in the middle; height x width x 3."""
    import numpy as np
    from PIL import Image, ImageDraw

    from tests.rig.drawn_displays import font

    chance = random.Random(7)
    image = Image.new("RGB", (1280, 720), (90, 90, 90))
    draw = ImageDraw.Draw(image)
    for _ in range(60):
        x, y = chance.randint(0, 1200), chance.randint(0, 660)
        draw.rectangle(
            (x, y, x + chance.randint(20, 200), y + chance.randint(20, 90)), fill=(chance.randint(0, 255),) * 3
        )
    draw.rectangle((500, 300, 760, 400), fill=(20, 20, 20))
    draw.text((520, 310), text, font=font(70), fill=(240, 240, 240))
    pixels = np.asarray(image).astype(np.float32) + light
    pixels += np.random.default_rng(seed).normal(0, noise + 1e-6, pixels.shape)
    return np.clip(pixels, 0, 255).astype(np.uint8)


def shot(pixels: Any, origin: Origin) -> Picture:
    return encode(pixels, origin=origin, longest_side=1280)


def test_the_noise_and_the_exposure_of_a_camera_are_no_change() -> None:
    stillness = Stillness()
    assert stillness.changed(shot(scene("713"), "camera"))
    for seed in range(1, 4):
        assert not stillness.changed(shot(scene("713", seed=seed, noise=8.0, light=3 * seed), "camera"))
    assert stillness.changed(shot(scene("714", seed=9, noise=8.0), "camera")), "one digit is"


def test_of_a_screen_any_point_counts() -> None:
    stillness = Stillness()
    pixels = scene("99 %")
    assert stillness.changed(shot(pixels, "screen"))
    assert stillness.much
    assert not stillness.changed(shot(pixels, "screen"))
    pixels = pixels.copy()
    pixels[10:18, 10:18] = 255 - pixels[10:18, 10:18]
    assert stillness.changed(shot(pixels, "screen"))
    assert not stillness.much, "a clock or a cursor"
    pixels[10:90, 10:90] = 255 - pixels[10:90, 10:90]
    assert stillness.changed(shot(pixels, "screen"))
    assert stillness.much


class Screen:
    """The second one shows `pixels`, made smaller by `scale`; a region is not."""

    def __init__(self, pixels: Any, scale: float) -> None:
        self.pixels = pixels
        self.scale = scale
        self.grabbed: list[str] = []

    async def grab(self, what: ScreenPart) -> list[Picture]:
        self.grabbed.append(what)
        if what == "region":
            return [shot(self.pixels[280:420, 480:800], "region")]
        other = shot(scene("another screen")[::-1].copy(), "screen")
        return [other, encode(self.pixels, origin="screen", longest_side=round(1280 * self.scale))]


@pytest.mark.parametrize("scale", [1.0, 0.8])
async def test_a_region_is_drawn_once_and_kept_in_view(scale: float) -> None:
    from PIL import Image

    screen = Screen(scene("98 %"), scale)
    pinned = Pinned(screen, "region")
    first = await pinned.take()
    screen.pixels = scene("99 %")
    second = await pinned.take()
    assert screen.grabbed == ["region", "all", "all"]
    assert (second.width, second.height) == (first.width, first.height)
    assert second.width == pytest.approx(320 * scale, abs=2)
    with Image.open(io.BytesIO(second.jpeg)) as seen, Image.open(io.BytesIO(first.jpeg)) as before:
        assert seen.getpixel((0, 0)) == pytest.approx(before.getpixel((0, 0)), abs=12), "the same place"
    assert second.jpeg != first.jpeg


async def test_what_is_not_found_again_is_said() -> None:
    class Elsewhere(Screen):
        async def grab(self, what: ScreenPart) -> list[Picture]:
            if what == "region":
                return [shot(scene("x")[0:140, 0:320][::-1, ::-1].copy(), "region")]
            return await super().grab(what)

    with pytest.raises(PictureError):
        await Pinned(Elsewhere(scene("98 %"), 1.0), "region").take()
