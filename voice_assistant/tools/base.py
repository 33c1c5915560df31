"""What a tool is. A tool is a value: name, what the model is told of it, and a coroutine that does it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from ..errors import ToolError

Arguments = Mapping[str, Any]
"""By the names of the tool's JSON schema, in JSON's types."""

Permission = Literal["allow", "ask", "deny"]


class Outcome(StrEnum):
    """How a call ended: what the log keeps of it."""

    DONE = "done"
    FAILED = "failed"
    TIMED_OUT = "timed out"
    CANCELLED = "cancelled"
    DECLINED = "declined"  # by the person, or nobody answered
    DENIED = "denied"  # by the config
    UNKNOWN = "unknown tool"


@dataclass(frozen=True, slots=True)
class Result:
    """What a tool brought back."""

    text: str  # for the model
    spoken: str = ""  # the same as a sentence for the ear, where no model puts it into words
    outside: bool = False  # written by somebody else: a page, a file, a server; never an instruction to us
    addresses: tuple[str, ...] = ()  # found by the person's own search engine: may be fetched without asking


def unquestioned(arguments: Arguments) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Tool:
    """`run` raises `ToolError`, in words for the person, or any `VoiceAssistantError`."""

    name: str  # letters, digits, "_" and "-": what models accept
    description: str  # for the model
    parameters: Mapping[str, Any]  # JSON schema of an object
    run: Callable[[Arguments], Awaitable[Result]]
    acts: bool = False  # it changes or sends something
    instant: bool = False  # pure and quick: may be computed before it is sure that it was asked for
    default: Permission = "allow"  # where the config says nothing
    doing: Callable[[Arguments], str] = unquestioned  # "open example.org": what the person is asked about, and shown
    wanted: Callable[[str, str], Arguments | None] | None = None
    """(what was said, language) -> the arguments, when the words ask for this tool and nothing else; else None."""
    nearly: Callable[[str, str], tuple[float, Arguments] | None] | None = None
    """The same where its name was not heard quite right, and how likely it is meant; the likeliest of all is taken."""
    working: str = ""  # "I'm searching the web.": said when it takes long
    lacks: str = ""  # why it cannot be used yet, said to who asks for it; no model hears of it
    origin: str = ""  # the server it comes from, "" for one of ours
    timeout_s: float | None = None  # None: the config's
    cautious: Callable[[Arguments, Sequence[str]], bool] | None = None
    """(arguments, what the person said and their search engine found) -> whether it could carry something out."""

    @property
    def full_name(self) -> str:
        """As the config's permissions and the log have it: "set_timer", "memory.read_graph"."""
        return f"{self.origin}.{self.name.removeprefix(f'{self.origin}_')}" if self.origin else self.name


def no_parameters() -> dict[str, Any]:
    return {"type": "object", "properties": {}, "additionalProperties": False}


def parameters(*required: str, **properties: Mapping[str, Any]) -> dict[str, Any]:
    """A schema from {"type": ..., "description": ...} by name; those not `required` may be left out."""
    return {
        "type": "object",
        "properties": {name: dict(schema) for name, schema in properties.items()},
        "required": list(required),
        "additionalProperties": False,
    }


def text_of(arguments: Arguments, name: str) -> str:
    """A text that must be there. Raises `ToolError`."""
    value = arguments.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ToolError(f"the tool was not told the {name}")
    return value.strip()
