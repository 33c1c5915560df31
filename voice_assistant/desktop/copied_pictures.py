"""A picture on the clipboard: the forms in which programs copy one, and files that a file manager has copied."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ..errors import DeviceError

PICTURES = (
    "image/png",
    "image/jpeg",
    "image/webp",
    "image/avif",
    "image/heic",
    "image/tiff",
    "image/bmp",
    "image/x-bmp",
    "image/x-MS-bmp",
    "image/gif",
)
"""In the order of our liking: the first is not lossy, and nearly every program has it."""
FILES = "text/uri-list"
FORMS = (*PICTURES, FILES)
MOST_BYTES = 256 << 20

_ENDINGS = {"png", "jpg", "jpeg", "webp", "avif", "heic", "heif", "tif", "tiff", "bmp", "gif", "jp2", "ico"}


def picture_in(form: str, content: bytes) -> bytes | None:
    """The content of a picture's file, from what was copied in one of `FORMS`. Raises `DeviceError`."""
    if form != FILES:
        return content or None
    return next((_read(path) for path in _paths(content) if path.suffix[1:].lower() in _ENDINGS), None)


def _paths(uris: bytes) -> list[Path]:
    lines = (line.strip() for line in uris.decode(errors="replace").replace("\0", "").splitlines())
    parts = [urlsplit(line) for line in lines if line.lower().startswith("file:")]
    return [Path(unquote(part.path)) for part in parts if part.netloc in ("", "localhost")]


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES or not path.is_file():
            raise DeviceError(f"the copied file {path.name} is too large to be opened as a picture")
        return path.read_bytes()
    except OSError as error:
        raise DeviceError(f"the copied file {path.name} cannot be opened: {error.strerror}") from error


async def grabbed() -> bytes | None:
    """The picture on the clipboard of macOS and Windows, through Pillow. Raises `DeviceError`."""
    return await asyncio.to_thread(_grabbed)


def _grabbed() -> bytes | None:
    from PIL import Image, ImageGrab

    try:
        found = ImageGrab.grabclipboard()
    except (OSError, NotImplementedError, ValueError) as error:
        raise DeviceError(f"the clipboard's picture cannot be read: {error}") from error
    if isinstance(found, Image.Image):
        file = io.BytesIO()
        found.save(file, "PNG", compress_level=1)
        return file.getvalue()
    names = [Path(name) for name in found or () if isinstance(name, str)]
    return next((_read(path) for path in names if path.suffix[1:].lower() in _ENDINGS), None)
