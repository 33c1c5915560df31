"""Bytes to text, whatever they were written with."""

from __future__ import annotations

import codecs
import re
import unicodedata

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 64_000
"""Bytes that are looked at to find out about the encoding."""


def decoded(data: bytes, declared: str = "") -> str:
    """`data` as text; `declared` is the encoding that its sender or its head names. Never fails.

    Lines end in "\\n", accents are composed, and characters without a shape are gone.
    """
    return _cleaned(_decoded(data, declared))


_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)


def declared_in_html(data: bytes) -> str:
    """The encoding that the head of a page names, "" where it names none."""
    found = _CHARSET.search(data[:4096])
    return found[1].decode() if found else ""


def _decoded(data: bytes, declared: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    for encoding in ("utf-8", declared):
        try:
            if encoding and (encoding == declared or b"\0" not in data[:_SAMPLE]):
                return data.decode(encoding)
        except (LookupError, ValueError):
            pass
    encoding = _wide(data) or _guessed(data) or "cp1252"
    return data.decode(encoding, errors="replace")


def _wide(data: bytes) -> str:
    """UTF-16 without its mark: every other byte of a western text is zero."""
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd * 4 > len(sample) and even * 8 < len(sample):
        return "utf-16-le"
    return "utf-16-be" if even * 4 > len(sample) and odd * 8 < len(sample) else ""


def _guessed(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(_with_letters(data)).best()
    return best.encoding if best is not None else ""


def _with_letters(data: bytes) -> bytes:
    """A sample around the first byte that tells encodings apart."""
    first = next((number for number, byte in enumerate(data) if byte > 127), 0)
    start = max(0, first - 1000)
    sample = data[start : start + _SAMPLE]
    return sample[: sample.rfind(b"\n") + 1] or sample if len(sample) == _SAMPLE else sample  # no half character


def _cleaned(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_GONE)
    return text.translate(_CONTROL)


_CONTROL = {code: None for code in range(32) if chr(code) not in "\n\t"} | {127: None}
_GONE = dict.fromkeys((0xFEFF, 0xFFFE, 0x200B, 0x2060, 0x00AD, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
