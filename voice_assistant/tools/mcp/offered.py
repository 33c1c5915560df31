"""What a server offers, as tools of ours: its tools, and one each for its resources and prompts."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ...errors import ToolError
from ..base import Arguments, Result, Tool, no_parameters, parameters, text_of
from .wording import call_wanted, nearly_wanted

if TYPE_CHECKING:
    from mcp import Client

    from .connection import Connection

LONGEST_NAME = 64
LONGEST_DESCRIPTION = 1024
MOST_PAGES = 20


async def offered_by(connection: Connection, client: Client) -> list[Tool]:
    """Raises whatever the client raises."""
    can = client.server_capabilities
    tools: list[Tool] = []
    if can.tools is not None:
        tools += [_tool(connection, each) for each in await _all(client.list_tools, "tools")]
    if can.resources is not None:
        tools += _resources(connection)
    if can.prompts is not None:
        tools += _prompts(connection, await _all(client.list_prompts, "prompts"))
    return tools


async def _all(ask: Any, name: str) -> list[Any]:
    found: list[Any] = []
    cursor = None
    for _ in range(MOST_PAGES):
        page = await ask(cursor=cursor) if cursor else await ask()
        found += getattr(page, name)
        if not (cursor := page.next_cursor):
            break
    return found


def _tool(connection: Connection, told: Any) -> Tool:
    schema = told.input_schema or no_parameters()

    async def run(arguments: Arguments) -> Result:
        given = {name: value for name, value in arguments.items() if value is not None}
        return _result(await connection.call(lambda client: client.call_tool(told.name, given)))

    read_only = told.annotations is not None and bool(told.annotations.read_only_hint)
    return _made(connection.name, told.name, told.description or told.name, schema, run, acts=not read_only)


def _resources(connection: Connection) -> list[Tool]:
    async def listed(arguments: Arguments) -> Result:
        found = await connection.call(lambda client: _all(client.list_resources, "resources"))
        lines = [f"{each.name}: {each.uri}" for each in found]
        said = ", ".join(str(each.name) for each in found[:10])
        return Result("\n".join(lines) or "none", said or "There are none.", outside=True)

    async def read(arguments: Arguments) -> Result:
        uri = text_of(arguments, "uri")
        answer = await connection.call(lambda client: client.read_resource(uri))
        return Result("\n".join(filter(None, map(_resource, answer.contents))) or "(empty)", outside=True)

    uri = {"type": "string", "description": "as list_resources tells it"}
    name = connection.name
    return [
        _made(name, "list_resources", f"What {name} has to read", no_parameters(), listed),
        _made(name, "read_resource", f"Read something of {name}", parameters("uri", uri=uri), read),
    ]


def _prompts(connection: Connection, prompts: list[Any]) -> list[Tool]:
    if not prompts:
        return []

    async def get(arguments: Arguments) -> Result:
        name = text_of(arguments, "name")
        given = {key: str(value) for key, value in dict(arguments.get("arguments") or {}).items()}
        answer = await connection.call(lambda client: client.get_prompt(name, given))
        return Result("\n".join(_block(message.content) for message in answer.messages), outside=True)

    known = "; ".join(f"{each.name} ({each.description or ''})" for each in prompts)[:LONGEST_DESCRIPTION]
    schema = parameters(
        "name",
        name={"type": "string", "enum": [each.name for each in prompts], "description": known},
        arguments={"type": "object", "additionalProperties": {"type": "string"}},
    )
    return [_made(connection.name, "get_prompt", f"A prepared prompt of {connection.name}", schema, get)]


def _made(server: str, name: str, description: str, schema: Any, run: Any, *, acts: bool = False) -> Tool:
    said = re.sub(r"[^A-Za-z0-9_-]+", "_", f"{server}_{name}")[:LONGEST_NAME]
    return Tool(
        said,
        description[:LONGEST_DESCRIPTION],
        schema,
        run,
        acts=acts,
        default="ask",
        doing=lambda arguments: _doing(server, name, arguments),
        wanted=call_wanted(server, name, schema),
        nearly=nearly_wanted(server, name, schema),
        working=f"I'm asking {server}.",
        origin=server,
    )


def _doing(server: str, name: str, arguments: Arguments) -> str:
    """What the person says yes to: the tool, and what it is given."""
    given = ", ".join(f"{key} {_shown(value)}" for key, value in arguments.items())
    words = re.sub(r"[_-]+", " ", name)
    return f"use {words} of {server}{f', with {given[:160]}' if given else ''}"


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _result(answer: Any) -> Result:
    text = "\n".join(filter(None, map(_block, answer.content)))
    if not text and answer.structured_content:
        text = json.dumps(answer.structured_content, ensure_ascii=False)
    if answer.is_error:
        raise ToolError(text[:1000] or "it failed", spoken="That did not work.")
    return Result(text or "(done)", "" if text else "Done.", outside=True)


def _block(block: Any) -> str:
    match block.type:
        case "text":
            return str(block.text)
        case "image":
            return "(a picture)"
        case "audio":
            return "(a sound)"
        case "resource_link":
            return f"{block.name}: {block.uri}"
        case "resource":
            return _resource(block.resource)
    return ""


def _resource(content: Any) -> str:
    text = getattr(content, "text", None)
    return str(text) if text is not None else f"({content.mime_type or 'data'} that is no text)"
