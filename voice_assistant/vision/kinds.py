"""Which kinds of pictures are opened, and what is said of a file that is none of them."""

from __future__ import annotations

from ..errors import PictureError

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "TIFF", "BMP", "DIB", "ICO", "JPEG2000", "PPM")
"""As Pillow calls them. None that runs programs (EPS, WMF) and none without a mark at its beginning."""

_OPENED = "JPEG, PNG, WebP, HEIC, AVIF, TIFF, GIF and BMP can be opened"
_SOUNDS_AND_VIDEOS = (b"\x1a\x45\xdf\xa3", b"RIFF", b"OggS", b"ID3")


_MARKS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis")


def damaged(called: str) -> PictureError:
    return PictureError(f"{called} is damaged: it cannot be opened as a picture.", spoken="That picture is damaged.")


def cut_off(called: str) -> PictureError:
    return PictureError(
        f"{called} is cut off: the rest of the picture is missing. Copy or download it again.",
        spoken="That picture is cut off, the rest of it is missing.",
    )


def _begins_as_a_picture(head: bytes) -> bool:
    webp, brand = head[:4] == b"RIFF" and head[8:12] == b"WEBP", head[4:8] == b"ftyp" and head[8:12] in _BRANDS
    return head.startswith(_MARKS) or webp or brand


def not_a_picture(head: bytes, called: str) -> PictureError:
    """`head`: the first bytes of the file."""
    if _begins_as_a_picture(head):
        return damaged(called)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"%PDF"):
        return PictureError(
            f"{called} is a PDF, not a picture: have it read with `voice-assistant read`, or show it on the screen.",
            spoken="That is a PDF, not a picture.",
        )
    if start.startswith(b"<") and b"<svg" in head:
        return PictureError(
            f"{called} is a drawing (SVG), not a picture of pixels: export it as PNG, or show it on the screen.",
            spoken="That is a drawing without pixels. Please export it as a picture.",
        )
    if head[4:8] == b"ftyp" or head.startswith(_SOUNDS_AND_VIDEOS):
        return PictureError(f"{called} is a video or a sound, not a picture.", spoken="That is not a picture.")
    return PictureError(f"{called} is no picture that can be opened: {_OPENED}.", spoken="That is not a picture.")
