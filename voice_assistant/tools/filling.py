"""Arguments that the wording left open, written by the model: it can write nothing but what the tool's schema allows.

Works with the smallest of models, because everything that plain rules can tell has been taken out already.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..concurrency import closing
from ..engines.base import Constraint, LanguageModel, Message, Sampling
from ..errors import VoiceAssistantError
from .base import Arguments, Tool

MAX_TOKENS = 300


def missing(tool: Tool, arguments: Arguments) -> dict[str, Any]:
    """The schemas of required arguments that are not there."""
    properties: Mapping[str, Any] = tool.parameters.get("properties", {})
    return {name: properties.get(name, {}) for name in tool.parameters.get("required", ()) if name not in arguments}


async def fill(model: LanguageModel, tool: Tool, said: str, gaps: Mapping[str, Any]) -> dict[str, Any]:
    """What `said` holds for `gaps`; what the model fails to write stays open."""
    bounded = {name: _bounded(gap) for name, gap in gaps.items()}
    schema = {"type": "object", "properties": bounded, "required": list(gaps), "additionalProperties": False}
    wanted = "; ".join(f"{name} ({gap.get('description') or gap.get('type', 'text')})" for name, gap in gaps.items())
    messages = [
        Message("system", "You take arguments for a tool out of a request. Write JSON only."),
        Message("user", f"Tool: {tool.description}\nArguments: {wanted}\nRequest: {said}"),
    ]
    sampling = Sampling(temperature=0.0, max_tokens=MAX_TOKENS, constraint=Constraint(json_schema=schema))
    pieces = []
    try:
        written = model.stream(messages, sampling)
        async with closing(written):
            async for piece in written:
                pieces.append(piece)
        values = json.loads("".join(pieces))
    except (VoiceAssistantError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def _bounded(schema: Any) -> Any:
    """No text and no list without end: a small model would write on until its reply is cut, and is no JSON."""
    if isinstance(schema, list):
        return [_bounded(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    bounded = {key: _bounded(value) for key, value in schema.items() if key not in ("$schema", "default", "examples")}
    if bounded.get("type") == "string" and "enum" not in bounded:
        bounded.setdefault("maxLength", 80)
    if bounded.get("type") == "array":
        bounded.setdefault("maxItems", 1)  # a second one would be made up
    return bounded
