"""From a file of any kind of picture to upright pixels. Meant for a child process: decoders of foreign files may crash.

Sizes are checked before anything is decoded, JPEGs are made smaller while they are decoded, and of a moving picture
there is the first one.
"""

from __future__ import annotations

import io
import stat
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import PictureError
from .flattening import flattened, plain
from .kinds import FORMATS, cut_off, damaged, not_a_picture

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES = 500_000_000
MOST_PIXELS = 100_000_000
MOST_PIXELS_REDUCED = 400_000_000  # of a JPEG: an eighth of each side is decoded of the largest
_ORIENTATION = 0x0112  # in EXIF
_END = 0.05  # of the height: what may be missing of a file that is cut off
_HEAD = 4096


def upright(source: Path | bytes, called: str, longest_side: int | None = None) -> Image.Image:
    """The picture in RGB as a person sees it: turned as its EXIF data say, on white where it is transparent.

    With `longest_side` it is made smaller to at most so many pixels. `called` is its name in messages. Raises
    `PictureError`.
    """
    _check_file(source, called)
    try:
        return _upright(source, called, longest_side)
    except PictureError:
        raise
    except MemoryError as error:
        raise PictureError(f"{called} needs too much memory to be opened: make it smaller first.") from error
    except Exception as error:  # of a broken file a decoder raises nearly anything
        if not _is_short(error):
            raise damaged(called) from error
        raise cut_off(called) from error


def _upright(source: Path | bytes, called: str, longest_side: int | None) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about sizes, which are ours to judge, and damage, which shows
        with _opened(source, called) as image:
            reducible = image.format in ("JPEG", "MPO")
            _check_size(image.size, MOST_PIXELS_REDUCED if reducible else MOST_PIXELS, called)
            if reducible and longest_side is not None:
                scale = min(longest_side / max(image.size), 1.0)
                image.draft(None, (max(1, round(image.width * scale)), max(1, round(image.height * scale))))
            _check_size(image.size, MOST_PIXELS, called)
            _load(image)
            _check_size(image.size, MOST_PIXELS, called)  # of an icon it is known only now
            turn = _turn(image)
            picture = flattened(reduced(plain(image), longest_side))
            return picture if turn is None else picture.transpose(turn)


def _opened(source: Path | bytes, called: str) -> Any:
    from PIL import Image, UnidentifiedImageError

    _load_decoders()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS_REDUCED // 2  # above twice as many it raises
    try:
        return Image.open(io.BytesIO(source) if isinstance(source, bytes) else source, formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_large(called, "") from error
    except UnidentifiedImageError as error:
        raise not_a_picture(_head(source), called) from error


@cache
def _load_decoders() -> None:
    """Those for `FORMATS`, with one thread each: threads take address space, which is limited."""
    from PIL import AvifImagePlugin, Image
    from pillow_heif import options, register_heif_opener

    Image.init()
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    options.DECODE_THREADS = 1
    register_heif_opener(thumbnails=False)


def _load(image: Image.Image) -> None:
    """Where the end of the file is missing, what there is will do when it is nearly all."""
    from PIL import ImageFile

    try:
        image.load()
    except OSError as error:
        if not _is_short(error) or image.format not in ("JPEG", "MPO", "PNG"):
            raise
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        try:
            image.load()
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = False
        width, height = image.size
        end = image.convert("RGB").crop((0, height - max(1, round(_END * height)), width, height))
        extrema: Any = end.getextrema()  # of each colour
        if all(darkest == brightest for darkest, brightest in extrema):  # filled in by the decoder
            raise


def _is_short(error: Exception) -> bool:
    return isinstance(error, EOFError) or "truncated" in str(error).lower()


def _check_file(source: Path | bytes, called: str) -> None:
    try:
        if isinstance(source, bytes):
            size, regular = len(source), True
        else:
            status = source.stat()
            size, regular = status.st_size, stat.S_ISREG(status.st_mode)
            if stat.S_ISDIR(status.st_mode):
                raise PictureError(f"{called} is a folder: give one of the pictures in it.")
            with source.open("rb") if regular else io.BytesIO():
                pass
    except FileNotFoundError as error:
        raise PictureError(f"There is no file {source!s}.", spoken="There is no such picture.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise PictureError(f"{called} cannot be opened: {reason}.") from error
    if not regular:
        raise PictureError(f"{called} is not a file with a picture in it.")
    if size == 0:
        raise PictureError(f"{called} is empty.", spoken="That picture is an empty file.")
    if size > MOST_BYTES:
        raise _too_large(called, f": {size // 1_000_000} MB, {MOST_BYTES // 1_000_000} at most")


def _check_size(size: tuple[int, int], most: int, called: str) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise damaged(called)
    if width * height > most:
        megapixels = f"{width} x {height} pixels, {width * height // 1_000_000} megapixels"
        raise _too_large(called, f": {megapixels}, {most // 1_000_000} at most")


def _too_large(called: str, why: str) -> PictureError:
    return PictureError(
        f"{called} is too large to be opened{why}. Make it smaller first.", spoken="That picture is too large for me."
    )


def reduced(image: Image.Image, longest_side: int | None) -> Image.Image:
    """At most `longest_side` pixels wide and high."""
    from PIL import Image

    if longest_side is None or max(image.size) <= longest_side:
        return image
    scale = longest_side / max(image.size)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _turn(image: Image.Image) -> Any:
    """What makes it upright, None for nothing. Decoders that turn by themselves leave nothing to be done."""
    from PIL.Image import Transpose

    try:
        orientation = image.getexif().get(_ORIENTATION)
    except Exception:  # damaged EXIF data are no reason to show nothing
        return None
    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return turns.get(orientation) if isinstance(orientation, int) else None


def _head(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source[:_HEAD]
    with source.open("rb") as file:
        return file.read(_HEAD)
