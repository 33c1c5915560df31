"""What a person can want of the assistant: the commands that hotkeys, the command line and the control socket send."""

from __future__ import annotations

from dataclasses import dataclass

from .talks.files import Talk


@dataclass(frozen=True, slots=True)
class Press:
    """The key of `binding` went down at `at_s`, on any one clock."""

    binding: str
    at_s: float


@dataclass(frozen=True, slots=True)
class Release:
    """The key came up. `chord`: it turned out to be held for another program's shortcut, the press was not meant."""

    binding: str
    at_s: float
    chord: bool = False


@dataclass(frozen=True, slots=True)
class Cancel:
    """Silence, and forget what is going on."""


@dataclass(frozen=True, slots=True)
class SetPersona:
    name: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A question in writing, answered through `binding`'s sinks."""

    text: str
    binding: str


@dataclass(frozen=True, slots=True)
class Forget:
    """Start a new conversation."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on with a conversation that was kept."""

    talk: Talk


@dataclass(frozen=True, slots=True)
class Converse:
    """Talk without keys: after each answer, `binding` listens again.

    `place` in the sound of the talk's microphone is where the first question begins; None: now.
    """

    binding: str
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Interrupt:
    """Speech was heard while the assistant thought or spoke; it begins at `place` of the talk's microphone.

    `goes_on`: nothing of the answer was heard before it, so that it belongs to what was asked.
    """

    place: int
    goes_on: bool


@dataclass(frozen=True, slots=True)
class CutOff:
    """We spoke before the person had finished: wait longer, and let them go on."""


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Remove what was inserted last."""


Command = Press | Release | Cancel | SetPersona | Ask | Forget | Resume | Converse | Interrupt | CutOff | TakeBack
