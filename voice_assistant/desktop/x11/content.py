"""What a selection holds in one of its forms."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Content:
    """Data as an X property has it: `type` is an atom's name, `format` the bits of an item (8, 16 or 32).

    `data` is as it lies in memory: items of 16 and 32 bits are in this machine's byte order.
    """

    type: str
    format: int
    data: bytes
