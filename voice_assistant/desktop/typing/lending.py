"""Which spare key bears which character when, for text that the keyboard layout lacks characters of. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of text to be typed in one go."""

    text: str
    lend: dict[int, str]  # keycodes that get a new character before it
    keys: dict[str, int]  # where all its lent characters are


def plan(text: str, missing: Set[str], spare: Sequence[int], size: int) -> Iterator[Chunk]:
    """Cut `text` into chunks of at most `size` characters whose `missing` ones fit on the `spare` keycodes.

    All are lent at once if they fit. Otherwise a chunk uses at most half of the keys, and takes those anew that
    have not been used for longest: a program that is slow to look its key presses up has the time of a chunk to do so.
    """
    room = len(spare) if len(missing) <= len(spare) else max(1, len(spare) // 2)
    bearer: dict[str, int] = {}
    by_age: list[int] = list(spare)  # the longest unused first
    start = 0
    if missing and room == len(spare):
        bearer = dict(zip(sorted(missing), spare, strict=False))
    lend = {code: char for char, code in bearer.items()}
    while start < len(text):
        end = _end(text, start, size, missing, room)
        wanted = [char for char in dict.fromkeys(text[start:end]) if char in missing]
        kept = {bearer[char] for char in wanted if char in bearer}
        free = [code for code in by_age if code not in kept]
        for char in wanted:
            if char not in bearer:
                code = free.pop(0)
                bearer = {other: key for other, key in bearer.items() if key != code} | {char: code}
                lend[code] = char
        keys = {char: bearer[char] for char in wanted}
        by_age = [code for code in by_age if code not in keys.values()] + list(keys.values())
        yield Chunk(text[start:end], lend, keys)
        start, lend = end, {}


def _end(text: str, start: int, size: int, missing: Set[str], room: int) -> int:
    """Where the chunk that begins at `start` ends: before it needs more than `room` keys."""
    needed: set[str] = set()
    for end in range(start, min(len(text), start + size)):
        if text[end] in missing:
            needed.add(text[end])
            if len(needed) > room:
                return end
    return min(len(text), start + size)
