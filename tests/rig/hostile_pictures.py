"""Pictures as they come out of bad disks, bad mails and bad people: the same ones for the same seed."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from functools import cache

from .bombs import bombs
from .drawn_pictures import file_of, quarters

ENDINGS = {
    "JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp", "TIFF": "tif", "BMP": "bmp", "HEIF": "heic",
    "AVIF": "avif", "JPEG2000": "jp2", "ICO": "ico", "PPM": "ppm",
}  # fmt: skip
SIZE = (160, 120)


def hostile(count: int, seed: int = 7) -> Iterator[tuple[str, bytes]]:
    """`count` names and contents: all `bombs`, and pictures of every format damaged by chance."""
    made = list(bombs())[:count]
    yield from made
    yield from damaged(count - len(made), seed)


def damaged(count: int, seed: int = 7) -> Iterator[tuple[str, bytes]]:
    """Of every format in turn."""
    forms = list(ENDINGS)
    for number in range(count):
        form = forms[number % len(forms)]
        chance = random.Random(f"{seed} {form} {number}")
        damage = chance.choice(_DAMAGES)
        yield f"{damage.__name__[1:].replace('_', ' ')} {number}.{ENDINGS[form]}", damage(_whole(form), chance)


@cache
def _whole(form: str) -> bytes:
    mode = "P" if form == "GIF" else "RGB"
    return file_of(quarters((64, 64) if form == "ICO" else SIZE, mode), form)


def _some_bytes_changed(file: bytes, chance: random.Random) -> bytes:
    changed = bytearray(file)
    for _ in range(chance.randint(1, 40)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _its_head_changed(file: bytes, chance: random.Random) -> bytes:
    changed = bytearray(file)
    for _ in range(chance.randint(1, 12)):
        changed[chance.randrange(4, min(200, len(changed)))] = chance.choice(
            (0, 0xFF, 0x7F, 0x80, chance.randrange(256))
        )
    return bytes(changed)


def _cut_off(file: bytes, chance: random.Random) -> bytes:
    return file[: chance.randrange(1, len(file))]


def _a_part_missing(file: bytes, chance: random.Random) -> bytes:
    begin = chance.randrange(8, len(file))
    return file[:begin] + file[begin + chance.randint(1, 400) :]


def _a_part_many_times(file: bytes, chance: random.Random) -> bytes:
    begin = chance.randrange(8, len(file))
    return file[:begin] + file[begin : begin + chance.randint(1, 60)] * chance.randint(2, 3000) + file[begin:]


def _parts_in_another_order(file: bytes, chance: random.Random) -> bytes:
    parts = [file[at : at + 32] for at in range(16, len(file), 32)]
    chance.shuffle(parts)
    return file[:16] + b"".join(parts)


def _another_size(file: bytes, chance: random.Random) -> bytes:
    """Wherever its width or height stands, there is another number."""
    other = chance.choice((0, 1, 3, 161, 20_000, 65_535, 2**31 - 1, 2**32 - 1))
    for number in SIZE:
        for form in (">I", "<I", ">H", "<H"):
            limit = 2**32 if form.endswith("I") else 2**16
            file = file.replace(struct.pack(form, number), struct.pack(form, other % limit))
    return file


def _noise_after_the_mark(file: bytes, chance: random.Random) -> bytes:
    return file[: chance.randint(12, 40)] + chance.randbytes(chance.randint(100, 20_000))


_DAMAGES = (
    _some_bytes_changed,
    _its_head_changed,
    _cut_off,
    _a_part_missing,
    _a_part_many_times,
    _parts_in_another_order,
    _another_size,
    _noise_after_the_mark,
)
