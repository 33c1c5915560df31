"""What kind of document something is, told from its first bytes, its name, or what was said about it."""

from __future__ import annotations

import re
from pathlib import PurePath

from ..errors import DocumentError

_ENDINGS = {
    "text": "txt text log nfo rst org tex adoc asc srt",
    "markdown": "md markdown mdown mkd mdx qmd rmd",
    "html": "html htm xhtml xht shtml mhtml",
    "pdf": "pdf",
    "epub": "epub kepub",
    "docx": "docx docm dotx",
    "picture": "png jpg jpeg jpe tif tiff bmp webp gif heic heif avif",
}
_MEDIA = {ending: media for media, endings in _ENDINGS.items() for ending in endings.split()}
_TYPES = {
    "text/plain": "text",
    "text/markdown": "markdown",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "application/epub+zip": "epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
_FOREIGN = {
    "doc": "an old Word document: save it as DOCX",
    "odt": "an OpenDocument text: save it as DOCX or PDF",
    "rtf": "a rich text file: save it as DOCX or PDF",
    "pages": "a Pages document: export it as EPUB or PDF",
    "mobi": "a Kindle book: convert it to EPUB",
    "azw": "a Kindle book: convert it to EPUB",
    "azw3": "a Kindle book: convert it to EPUB",
    "kfx": "a Kindle book: convert it to EPUB",
    "djvu": "a DjVu file: convert it to PDF",
    "ps": "a PostScript file: convert it to PDF",
    "xlsx": "a spreadsheet: export the part to read as CSV or PDF",
    "pptx": "a presentation: export it as PDF",
    "odp": "a presentation: export it as PDF",
    "mp3": "a sound: `voice-assistant transcribe` writes it down",
    "wav": "a sound: `voice-assistant transcribe` writes it down",
    "mp4": "a video",
    "zip": "an archive: unpack it first",
}
_PICTURE_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis")
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)


def media_of(name: str, head: bytes, media: str = "") -> str:
    """ "text", "markdown", "html", "pdf", "epub", "docx" or "picture". Content tells before names.

    `head` is the first few kilobytes. Raises `DocumentError` for what is none of them.
    """
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK"):
        return _of_archive(name, head, media)
    if _is_picture(head):
        return "picture"
    told = _told(media) or _told(PurePath(name).suffix)
    if _HTML.match(head[:4096].removeprefix(b"\xef\xbb\xbf")) and told != "markdown":
        return "html"
    if told in ("pdf", "epub", "docx", "picture"):
        raise DocumentError(f"{_called(name)} is damaged: it does not begin like {_A[told]}.")
    ending = PurePath(name).suffix.lstrip(".").lower()
    if ending in _FOREIGN and not told:
        raise DocumentError(f"{_called(name)} is {_FOREIGN[ending]}.")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise DocumentError(
            f"{_called(name)} is an old Office document, or one with a password: save it as DOCX or PDF."
        )
    if head.startswith(b"{\\rtf"):
        raise DocumentError(f"{_called(name)} is {_FOREIGN['rtf']}.")
    if is_binary(head):
        raise DocumentError(f"{_called(name)} is not a text, and no document that can be read.")
    return told or "text"


_A = {"pdf": "a PDF", "epub": "an EPUB book", "docx": "a DOCX document", "picture": "a picture"}


def _told(media: str) -> str:
    media = media.partition(";")[0].strip().lower()
    return media if media in _ENDINGS else _TYPES.get(media) or _MEDIA.get(media.lstrip("."), "")


def _of_archive(name: str, head: bytes, media: str) -> str:
    if b"application/epub+zip" in head[:200]:
        return "epub"
    if b"word/" in head or b"[Content_Types].xml" in head[:100]:
        return "docx"
    told = _told(media) or _told(PurePath(name).suffix)
    if told in ("epub", "docx"):
        return told
    if b"META-INF/" in head:
        return "epub"
    ending = PurePath(name).suffix.lstrip(".").lower()
    raise DocumentError(f"{_called(name)} is {_FOREIGN.get(ending, _FOREIGN['zip'])}.")


def _is_picture(head: bytes) -> bool:
    if head[4:8] == b"ftyp":
        return head[8:12] in _PICTURE_BRANDS
    return head.startswith(_PICTURES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP")


def is_binary(head: bytes) -> bool:
    """Many zeros and control characters, and not as in wide encodings."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")) or not head:
        return False
    zeros = max(head[::2].count(0), head[1::2].count(0))
    wide = zeros * 4 > len(head) and min(head[::2].count(0), head[1::2].count(0)) * 16 < len(head)
    control = sum(byte < 32 and byte not in b"\t\n\r\f\x1b\x08" for byte in head)
    return not wide and control * 20 > len(head)


def _called(name: str) -> str:
    return PurePath(name).name or "This"
