"""What a person says when something is to be looked at: "look at this", "what is on my screen", "close your eyes"."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from ..config.schema import SightName


class Look(Enum):
    AT = auto()
    AWAY = auto()  # no more: the camera goes off
    BEGIN = auto()  # the camera goes on, nothing is asked yet


@dataclass(frozen=True, slots=True)
class LookWish:
    """`targets` as the sources of bindings are called; `reads`: it is about what is written there."""

    look: Look
    targets: tuple[SightName, ...] = ()
    reads: bool = False


def look_wish(text: str, language: str = "") -> LookWish | None:
    return None
