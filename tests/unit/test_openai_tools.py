"""Calls as servers stream them: in pieces, with and without index and id."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from voice_assistant.engines.base import Message, ToolCall, ToolSpec
from voice_assistant.engines.openai_tools import CallsWritten, function_of, message_of


def delta(index: int | None, call_id: str | None, name: str | None, arguments: str | None) -> Any:
    return SimpleNamespace(index=index, id=call_id, function=SimpleNamespace(name=name, arguments=arguments))


def written(*deltas: Any) -> list[ToolCall]:
    calls = CallsWritten()
    for each in deltas:
        calls.add([each])
    return list(calls.whole())


def test_pieces_are_put_together_by_their_index() -> None:
    found = written(
        delta(0, "a", "get_time", ""), delta(1, "b", "calculate", '{"expr'), delta(0, None, None, "{}"),
        delta(1, None, None, 'ession": "1"}'),
    )  # fmt: skip
    assert found == [ToolCall("a", "get_time", "{}"), ToolCall("b", "calculate", '{"expression": "1"}')]


def test_whole_calls_without_an_index_are_told_apart_by_their_id() -> None:
    found = written(delta(None, "a", "one", "{}"), delta(None, "b", "two", "{}"))
    assert [call.name for call in found] == ["one", "two"]


def test_whole_calls_that_all_have_the_index_0_are_told_apart_by_their_id() -> None:
    found = written(delta(0, "a", "one", "{}"), delta(0, "b", "two", "{}"))
    assert [call.name for call in found] == ["one", "two"]


def test_a_call_without_an_id_or_arguments_gets_them() -> None:
    assert written(delta(0, None, "one", None)) == [ToolCall("call-0", "one", "{}")]


def test_what_has_no_name_is_no_call() -> None:
    assert written(delta(0, "a", None, "{}")) == []


def test_messages_and_tools_as_the_protocol_writes_them() -> None:
    asked = message_of(Message("assistant", "", (ToolCall("a", "one", "{}"),)))
    assert asked["tool_calls"] == [{"id": "a", "type": "function", "function": {"name": "one", "arguments": "{}"}}]
    assert message_of(Message("tool", "fine", answers="a")) == {"role": "tool", "content": "fine", "tool_call_id": "a"}
    assert message_of(Message("user", "Hi")) == {"role": "user", "content": "Hi"}
    assert function_of(ToolSpec("one", "does", {"type": "object"}))["function"]["name"] == "one"
