"""What inserting a text knows and tells."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """The three honest ends of an insertion."""

    INSERTED = "inserted"
    COPIED = "copied"  # it could not be inserted; it is on the clipboard
    HELD = "held"  # the place is not the right one; kept until the person asks for it elsewhere


@dataclass(frozen=True, slots=True)
class Landed:
    """`detail` is one line for the person: how it was inserted, or why not, and what to do."""

    outcome: Outcome
    detail: str


@dataclass(frozen=True, slots=True)
class Target:
    """The place that had the keyboard. Two looks at the same place have the same `window`."""

    window: int | str  # what the platform calls it
    app: str = ""  # X11: class; Wayland: app id; macOS: bundle; Windows: program file
    title: str = ""
    pid: int | None = None
    is_password: bool | None = None  # None: nobody can tell

    @property
    def name(self) -> str:
        return self.app or "the window"


class Kind(StrEnum):
    PASTE = "paste"
    TYPE = "type"
    CLIPBOARD = "clipboard"


@dataclass(frozen=True, slots=True)
class Way:
    """How a text goes into a program. `chord` is what pastes there, as in `keys.parse`."""

    kind: Kind
    chord: str = ""

    def __str__(self) -> str:
        return f"{self.kind} with {self.chord}" if self.chord else str(self.kind)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one way. All is well when `problem` is ""."""

    inserted: int = 0  # characters
    problem: str = ""
    moved: bool = False  # the place was not the right one any more: the rest was kept back
    copied: bool = False  # the text has been left on the clipboard
    password: bool = False  # the place turned out to ask for a password: nothing was inserted


class Hands(Protocol):
    """What a platform can do. Only `copy` and `tap` raise `DeviceError`."""

    async def focused(self) -> Target | None:
        """The place that has the keyboard now; None for nowhere. `is_password` is only set where it is known."""
        ...

    async def prepare(self, target: Target) -> None:
        """The person has begun to speak: what takes time may be done now. Best effort."""
        ...

    async def insert(self, text: str, target: Target, way: Way) -> Attempt:
        """Put `text` into `target`, never anywhere else. `way` is no `CLIPBOARD`."""
        ...

    async def copy(self, text: str) -> None:
        """Leave `text` on the clipboard."""
        ...

    async def tap(self, chord: str, target: Target, times: int = 1) -> bool:
        """Press a key or chord in `target`; False when that has the keyboard no longer."""
        ...

    def close(self) -> None: ...
