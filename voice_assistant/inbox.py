"""What a person can want of the assistant: the commands that hotkeys, the command line and the control socket send."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .config.schema import BindingConfig
from .errors import UsageError
from .spelling import did_you_mean
from .talks.files import Talk
from .text.reading_commands import ReadingCommand


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


@dataclass(frozen=True, slots=True)
class Read:
    """Read this aloud: `text`, or the document `document`, a path or address, from `begin` on; else the selection.

    `begin` is "start", a page, a chapter, a piece of its text, or "bookmark"; "" is where it was left.
    """

    text: str = ""
    document: str = ""
    begin: str = ""
    companion: bool | None = None  # None: as the config says


@dataclass(frozen=True, slots=True)
class Steer:
    """Say to what is being read where to go, or how."""

    command: ReadingCommand


@dataclass(frozen=True, slots=True)
class Say:
    """A remark of our own, such as that a timer is over; said as soon as nobody else speaks."""

    text: str


@dataclass(frozen=True, slots=True)
class Decide:
    """The answer, by key or click, to what the person is asked."""

    allowed: bool


Command = (
    Press
    | Release
    | Cancel
    | SetPersona
    | Ask
    | Forget
    | Resume
    | Converse
    | Interrupt
    | CutOff
    | TakeBack
    | Read
    | Steer
    | Say
    | Decide
)


def named(bindings: Mapping[str, BindingConfig], name: str) -> BindingConfig:
    """Raises `UsageError` when there is no such binding."""
    if name not in bindings:
        raise UsageError(f'there is no binding "{name}"{did_you_mean(name, bindings)}')
    return bindings[name]


def check(command: Command, bindings: Mapping[str, BindingConfig], known: Callable[[str], object]) -> None:
    """Raises `UsageError` for a binding that does not exist, or cannot do this; `known` does it for a persona."""
    match command:
        case Press(name) | Release(name) | Ask(binding=name):
            named(bindings, name)
        case Converse(name):
            binding = named(bindings, name)
            if "microphone" not in binding.sources or "speak" not in binding.sinks:
                raise UsageError(f'"{name}" cannot talk: it needs the source microphone and the sink speak')
        case SetPersona(name):
            known(name)
