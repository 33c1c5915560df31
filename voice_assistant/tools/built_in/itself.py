"""The assistant's control of itself: how loud and fast it speaks, who it is, what it remembers of the talk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ...errors import ToolError
from ..base import Arguments, Result, Tool, no_parameters, parameters, text_of
from ..wordings.itself import devices_wanted, personas_wanted, speed_wanted, volume_wanted


class Itself(Protocol):
    """What can be changed."""

    @property
    def volume(self) -> float:
        """1.0 is as loud as the voice was made."""
        ...

    def set_volume(self, level: float) -> None: ...

    @property
    def speed(self) -> float: ...

    def set_speed(self, factor: float) -> None: ...

    @property
    def persona_names(self) -> Sequence[str]: ...

    def set_persona(self, name: str) -> None:
        """Raises `UsageError` when there is none of that name."""
        ...

    def new_conversation(self) -> None: ...

    def devices(self) -> str:
        """A sentence on what is listened and spoken with."""
        ...


def control_of(itself: Itself) -> list[Tool]:
    async def set_volume(arguments: Arguments) -> Result:
        percent = _number(arguments, "percent", itself.volume * 100)
        itself.set_volume(percent / 100)
        said = f"The volume is {round(itself.volume * 100)} percent."
        return Result(said, said)

    async def set_speed(arguments: Arguments) -> Result:
        itself.set_speed(_number(arguments, "factor", itself.speed))
        said = "Like this." if arguments else f"The speed is {itself.speed:g}."
        return Result(said, said)

    async def set_persona(arguments: Arguments) -> Result:
        itself.set_persona(text_of(arguments, "name"))
        return Result("done", "Here I am.")

    async def personas(arguments: Arguments) -> Result:
        names = itself.persona_names
        return Result(", ".join(names), f"There is {', '.join(names[:-1])} and {names[-1]}.")

    async def forget(arguments: Arguments) -> Result:
        itself.new_conversation()
        return Result("a new conversation begins with the next question", "All right, from the beginning.")

    async def devices(arguments: Arguments) -> Result:
        said = itself.devices()
        return Result(said, said)

    percent = {"type": "number", "description": "0 to 400; 100 is usual; left out: tells it"}
    factor = {"type": "number", "description": "2 is twice as fast; left out: tells it"}
    name = {"type": "string", "description": f"one of: {', '.join(itself.persona_names)}"}
    return [
        Tool("set_volume", "How loud you speak", parameters(percent=percent), set_volume, acts=True,
             doing=lambda arguments: "change the volume", wanted=volume_wanted),
        Tool("set_speed", "How fast you speak", parameters(factor=factor), set_speed, acts=True,
             doing=lambda arguments: "change my speed", wanted=speed_wanted),
        Tool("set_persona", "Become another persona", parameters("name", name=name), set_persona, acts=True,
             doing=lambda arguments: f"become {arguments.get('name', 'somebody else')}"),
        Tool("list_personas", "Which personas there are", no_parameters(), personas, wanted=personas_wanted),
        Tool("new_conversation", "Forget this conversation and begin a new one", no_parameters(), forget, acts=True,
             doing=lambda arguments: "forget this conversation"),
        Tool("which_devices", "Which microphone and speaker are in use", no_parameters(), devices,
             wanted=devices_wanted),
    ]  # fmt: skip


def _number(arguments: Arguments, name: str, default: float) -> float:
    value = arguments.get(name, default)
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ToolError(f"{name} must be a number") from None
