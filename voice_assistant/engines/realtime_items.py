"""What a realtime session holds of the conversation, and how that becomes what it should hold. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..audio.types import Audio
from .base import Message, ToolCall


@dataclass(eq=False, slots=True)
class Item:
    """One there: a message of `role`, a "call", or its "output". `id` is "" until the server has told it."""

    role: str
    text: str = ""
    id: str = field(default_factory=lambda: f"item_{uuid.uuid4().hex[:24]}")
    sound: Audio | None = None  # it is what was said
    call: ToolCall | None = None
    pictures: tuple[str, ...] = ()

    def content(self) -> dict[str, Any]:
        """As it is sent."""
        if self.role == "call" and self.call is not None:
            call = self.call
            return {
                "id": self.id,
                "type": "function_call",
                "call_id": call.id,
                "name": call.name,
                "arguments": call.arguments,
            }
        if self.role == "output" and self.call is not None:
            return {"id": self.id, "type": "function_call_output", "call_id": self.call.id, "output": self.text}
        kind = "output_text" if self.role == "assistant" else "input_text"
        parts: list[dict[str, Any]] = [{"type": kind, "text": self.text}] if self.text else []
        parts += [{"type": "input_image", "image_url": picture} for picture in self.pictures]
        return {"id": self.id, "type": "message", "role": self.role, "content": parts}


def items_of(messages: Sequence[Message]) -> tuple[str, list[Item]]:
    """The instructions, and the items that `messages` are."""
    instructions = [message.text for message in messages[:1] if message.role == "system"]
    items = []
    for message in messages[len(instructions) :]:
        if message.role == "tool":
            items.append(Item("output", message.text, call=ToolCall(message.answers, "", "")))
            continue
        if message.text or message.pictures:
            items.append(Item(message.role, message.text, pictures=message.pictures))
        if message.sound is not None:
            items.append(Item("user", sound=message.sound))
        items += [Item("call", call=call) for call in message.calls]
    return "".join(instructions), items


def steps(there: Sequence[Item], wanted: Sequence[Item]) -> tuple[int, list[Item]]:
    """How many of the items `there` can stay, and which of those `wanted` must follow them."""
    kept = 0
    for number, item in enumerate(wanted):
        more = _matching(there[kept:], item)
        if not more:
            return kept, list(wanted[number:])
        kept += more
    return kept, []


def _matching(there: Sequence[Item], item: Item) -> int:
    """How many items at the beginning of `there` are `item`: what was said in two is one message in a history."""
    together = ""
    for number, present in enumerate(there):
        if present.role != item.role:
            return 0
        if item.sound is not None or item.call is not None:
            same_call = item.call is not None and present.call is not None and present.call.id == item.call.id
            return int(same_call or (item.sound is not None and present.sound is item.sound))
        if present.pictures != item.pictures and number == 0:
            return 0
        together = f"{together}\n{present.text}" if number else present.text
        if together.strip() == item.text.strip():
            return number + 1
        if not item.text.startswith(together):
            return 0
    return 0
