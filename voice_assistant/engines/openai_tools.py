"""Function calling, as the OpenAI protocol writes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .base import Message, ToolCall, ToolSpec
from .pcm import base64_of, wav


def function_of(tool: ToolSpec) -> dict[str, Any]:
    function = {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)}
    return {"type": "function", "function": function}


def message_of(message: Message) -> dict[str, Any]:
    written: dict[str, Any] = {"role": message.role, "content": _content(message)}
    if message.calls:
        written["tool_calls"] = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
            for call in message.calls
        ]
    if message.answers:
        written["tool_call_id"] = message.answers
    return written


def _content(message: Message) -> str | list[dict[str, Any]]:
    if message.sound is None and not message.pictures:
        return message.text
    parts: list[dict[str, Any]] = [{"type": "text", "text": message.text}] if message.text else []
    parts += [{"type": "image_url", "image_url": {"url": picture}} for picture in message.pictures]
    if message.sound is not None:
        sound = {"data": base64_of(wav(message.sound)), "format": "wav"}
        parts.append({"type": "input_audio", "input_audio": sound})
    return parts


class CallsWritten:
    """Puts calls together from the pieces they come in. Servers differ: some send no index, some no id."""

    def __init__(self) -> None:
        self._calls: list[dict[str, str]] = []
        self._by_index: dict[int, dict[str, str]] = {}

    def add(self, deltas: Sequence[Any]) -> None:
        for delta in deltas:
            call = self._call(delta)
            call["id"] = call["id"] or (delta.id or "")
            if delta.function is not None:
                call["name"] += delta.function.name or ""
                call["arguments"] += delta.function.arguments or ""

    def _call(self, delta: Any) -> dict[str, str]:
        index = getattr(delta, "index", None)
        known = self._by_index.get(index) if index is not None else (self._calls[-1] if self._calls else None)
        new_id = bool(delta.id) and known is not None and known["id"] not in ("", delta.id)
        if known is None or new_id:
            known = {"id": "", "name": "", "arguments": ""}
            self._calls.append(known)
            if index is not None:
                self._by_index[index] = known
        return known

    def whole(self) -> Iterator[ToolCall]:
        for number, call in enumerate(self._calls):
            if call["name"]:
                yield ToolCall(call["id"] or f"call-{number}", call["name"], call["arguments"] or "{}")
