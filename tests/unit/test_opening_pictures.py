"""Pictures of every kind, as they come out: upright, plain, small enough, and without a word about their making."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from tests.rig.drawn_pictures import QUARTERS, SIZE, file_of, quarters, seen_quarters
from voice_assistant.errors import PictureError
from voice_assistant.vision.decoding import MOST_PIXELS, upright
from voice_assistant.vision.encoding import as_jpeg
from voice_assistant.vision.opening import encode

UPRIGHT = list(QUARTERS)

KINDS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "JPEG": ("RGB", "JPEG", {}),
    "progressive JPEG": ("RGB", "JPEG", {"progressive": True}),
    "CMYK JPEG": ("CMYK", "JPEG", {}),
    "PNG": ("RGB", "PNG", {}),
    "palette PNG": ("P", "PNG", {}),
    "WebP": ("RGB", "WEBP", {}),
    "lossless WebP": ("RGB", "WEBP", {"lossless": True}),
    "AVIF": ("RGB", "AVIF", {}),
    "HEIC": ("RGB", "HEIF", {}),
    "TIFF": ("RGB", "TIFF", {}),
    "packed TIFF": ("RGB", "TIFF", {"compression": "tiff_lzw"}),
    "CMYK TIFF": ("CMYK", "TIFF", {}),
    "Lab TIFF": ("LAB", "TIFF", {}),
    "BMP": ("RGB", "BMP", {}),
    "GIF": ("P", "GIF", {}),
    "JPEG 2000": ("RGB", "JPEG2000", {}),
    "PPM": ("RGB", "PPM", {}),
}


def drawn(kind: str) -> bytes:
    mode, form, options = KINDS[kind]
    if mode == "LAB":
        from PIL import ImageCms

        spaces = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        image = ImageCms.profileToProfile(quarters(), *spaces, outputMode="LAB")
        assert image is not None
        return file_of(image, form, **options)
    return file_of(quarters(mode=mode), form, **options)


def brightness(image: Image.Image, x: int, y: int) -> int:
    return int(np.asarray(image.convert("L"))[y, x])


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_opened(kind: str) -> None:
    image = upright(drawn(kind), "it")
    assert (image.mode, image.size) == ("RGB", SIZE)
    assert seen_quarters(image) == UPRIGHT


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_stands_upright_however_the_phone_was_held(form: str, orientation: int) -> None:
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    held = quarters().transpose(back[orientation]) if orientation in back else quarters()
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = upright(file_of(held, form, exif=exif.tobytes()), "it")
    assert image.size == SIZE
    assert seen_quarters(image) == UPRIGHT


def test_damaged_exif_data_turn_nothing_and_break_nothing() -> None:
    assert seen_quarters(upright(file_of(quarters(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff"), "it")) == UPRIGHT


@pytest.mark.parametrize("form", ["PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_is_white(form: str, mode: str) -> None:
    image = Image.new(mode, SIZE)  # transparent black
    image.paste(Image.new(mode, (20, 20), "black"), (0, 0))
    seen = upright(file_of(image, form), "it")
    assert brightness(seen, 10, 10) < 20
    assert brightness(seen, 50, 40) > 250


@pytest.mark.parametrize("form", ["GIF", "PNG"])
def test_a_transparent_colour_of_a_palette_is_white(form: str) -> None:
    image = Image.new("P", SIZE, 1)
    image.putpalette([0, 0, 0, 0, 0, 0])
    image.paste(0, (0, 0, 20, 20))
    seen = upright(file_of(image, form, transparency=1), "it")
    assert brightness(seen, 10, 10) < 20
    assert brightness(seen, 50, 40) > 250


def test_half_transparent_edges_keep_their_colour_when_made_smaller() -> None:
    image = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    image.paste((255, 0, 0, 255), (0, 0, 199, 400))
    pixels = np.asarray(upright(file_of(image, "PNG"), "it", 50)).astype(int)
    assert (pixels[:, :, 0] > 240).all()  # from red to white, never through black


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_sixteen_bits_are_scaled(form: str) -> None:
    steps = np.repeat(np.linspace(0, 65535, 64).astype(np.uint16)[None, :], 48, axis=0)
    seen = upright(file_of(Image.fromarray(steps), form), "it")
    assert [brightness(seen, x, 20) for x in (0, 63)] == [0, 255]
    assert abs(brightness(seen, 32, 20) - 129) <= 2


@pytest.mark.parametrize("kind", [np.float32, np.int32])
def test_measurements_are_stretched_from_dark_to_bright(kind: type) -> None:
    steps: Any = np.repeat(np.linspace(-70_000, 130_000, 64).astype(kind)[None, :], 48, axis=0)
    seen = upright(file_of(Image.fromarray(steps), "TIFF"), "it")
    assert [brightness(seen, x, 20) for x in (0, 63)] == [0, 255]


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP", "TIFF"])
def test_of_a_moving_picture_there_is_the_first(form: str) -> None:
    others = [Image.new("RGB", SIZE, colour) for colour in ("black", "white")]
    image = upright(file_of(quarters(), form, save_all=True, append_images=others), "it")
    assert seen_quarters(image) == UPRIGHT


def test_black_and_white_pages_become_grey_when_made_smaller() -> None:
    page = Image.fromarray((np.indices((400, 400)).sum(axis=0) % 2 * 255).astype(np.uint8)).convert("1")
    seen = np.asarray(upright(file_of(page, "PNG"), "it", 100))
    assert ((seen > 90) & (seen < 165)).all()


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_it_is_made_as_small_as_wanted(form: str) -> None:
    image = upright(file_of(quarters((900, 300)), form), "it", 200)
    assert image.size == (200, 67)
    assert seen_quarters(image) == UPRIGHT
    assert upright(file_of(quarters((10, 4000)), form), "it", 100).size == (1, 100)  # no side vanishes


def test_a_hundred_megapixels_are_reduced_while_they_are_decoded() -> None:
    size = (14_000, 14_000)  # 196 megapixels: more than would be decoded whole
    image = upright(file_of(Image.new("L", size, 200), "JPEG", quality=10), "it", 1600)
    assert image.size == (1600, 1600)


def test_where_they_cannot_be_reduced_it_says_so() -> None:
    side = 10_001
    assert side * side > MOST_PIXELS
    with pytest.raises(PictureError, match=r"wall.png is too large to be opened: 10001 x 10001 pixels, 100 megapixels"):
        upright(file_of(Image.new("1", (side, side)), "PNG"), "wall.png", 1600)


def test_nothing_of_its_making_comes_along() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "SecretPlace"
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "SecretAuthor")
    files = [
        file_of(quarters(), "JPEG", exif=exif, comment=b"SecretComment", dpi=(123, 123), icc_profile=b"SecretProfile"),
        file_of(quarters(), "PNG", pnginfo=notes, exif=exif),
        file_of(quarters(), "WEBP", exif=exif, xmp=b"SecretPacket"),
        file_of(quarters(), "HEIF", exif=exif),
    ]
    for file in files:
        assert b"Secret" in file
        jpeg = as_jpeg(upright(file, "it"), 85)
        assert b"Secret" not in jpeg
        with Image.open(io.BytesIO(jpeg)) as image:
            assert not image.getexif()
            assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
            assert image.info["jfif_density"] == (1, 1)


def test_our_own_pixels_are_encoded_as_they_are() -> None:
    picture = encode(np.asarray(quarters((640, 480))), origin="camera", name="desk", taken_at_s=4.5, longest_side=320)
    assert (picture.width, picture.height, picture.origin, picture.taken_at_s) == (320, 240, "camera", 4.5)
    with Image.open(io.BytesIO(picture.jpeg)) as image:
        assert image.size == (320, 240)
        assert seen_quarters(image) == UPRIGHT
    assert picture.address.startswith("data:image/jpeg;base64,/9j/")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b"just a text", "it is no picture that can be opened: JPEG, PNG"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', r"it is a drawing \(SVG\)"),
        (b"%PDF-1.7\n", "it is a PDF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "it is no picture that can be opened"),
        (b"\0\0\0\x18ftypmp42" + bytes(64), "it is a video or a sound"),
        (file_of(quarters(), "PNG")[:-40], "it is cut off"),
        (file_of(quarters((640, 480)), "JPEG")[:3000], "it is cut off"),
        (file_of(quarters(), "PNG").replace(b"IDAT", b"IDAX"), "it is damaged"),
    ],
)
def test_what_cannot_be_opened_is_said(content: bytes, said: str) -> None:
    with pytest.raises(PictureError, match=said) as refused:
        upright(content, "it")
    assert refused.value.spoken.endswith(".")


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_what_lacks_only_its_end_is_opened(form: str) -> None:
    size = (640, 480)
    noise = Image.effect_noise(size, 60).convert("RGB")  # so that a part of the file is a part of the picture
    whole = file_of(Image.blend(quarters(size), noise, 0.3), form)
    image = upright(whole[:-1000], "it")
    assert len(whole) > 50_000
    assert image.size == size
    with pytest.raises(PictureError, match="it is cut off"):
        upright(whole[: len(whole) * 9 // 10], "it")


def test_places_that_are_no_files_are_said(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, said in (
        (tmp_path / "missing.png", "There is no file"),
        (tmp_path, "is a folder"),
        (tmp_path / "pipe", "is not a file with a picture"),
        (Path("/dev/zero"), "is not a file with a picture"),
        (Path("name\0.png"), "cannot be opened"),
    ):
        with pytest.raises(PictureError, match=said):
            upright(path, path.name)
