"""How a language model is asked to go on with an answer that another began. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, runtime_checkable

from ..base import Message

_LAST_WORDS = 8


@runtime_checkable
class GoesOn(Protocol):
    """A language model that goes on with a last message of the assistant, as if it had written that itself."""

    goes_on: bool


def gone_on(messages: Sequence[Message], written: str, engine: object) -> list[Message]:
    """What `engine` is asked after `written` has been said to the person already."""
    if not written.strip():
        return list(messages)
    begun = [*messages, Message("assistant", written.rstrip())]
    if isinstance(engine, GoesOn) and engine.goes_on:
        return begun
    last = " ".join(written.split()[-_LAST_WORDS:])
    wish = (
        f'Your answer was cut off after "{last}". Write only the rest of it, beginning with the very next word: '
        "repeat nothing, explain nothing. If nothing is missing, write nothing."
    )
    return [*begun, Message("user", wish)]


def without_tools(messages: Sequence[Message]) -> list[Message]:
    """For a model that knows no tools: what they brought stands in the person's words."""
    plain: list[Message] = []
    for message in messages:
        if message.role == "tool":
            plain.append(Message("user", f"(What was found: {message.text})"))
        elif message.text or not message.calls:
            plain.append(replace(message, calls=()))
    return plain
