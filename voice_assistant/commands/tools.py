"""`tools`: what the assistant may do besides talking, and what it did."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from . import Subparsers, add_command, add_json
from .settings import add_settings, read_settings

if TYPE_CHECKING:
    from ..config.schema import Config
    from ..tools.base import Tool
    from ..tools.toolbox import Toolbox, User

_CONNECT_S = 60.0


def add(subparsers: Subparsers) -> None:
    parser = add_command(subparsers, "tools", example="voice-assistant tools --servers", run=_list)
    parser.add_argument("--persona", metavar="NAME", help="what this persona may do")
    parser.add_argument("--servers", action="store_true", help="connect to the MCP servers, and list their tools, too")
    parser.add_argument("--log", action="store_true", help="the calls that were made, the newest last")
    add_json(parser)
    add_settings(parser)


def _list(args: argparse.Namespace) -> int:
    import asyncio

    config = read_settings(args, persona=args.persona)
    if args.log:
        return _log(as_json=args.json)
    rows = asyncio.run(_rows(config, with_servers=args.servers))
    if args.json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return 0
    width = max((len(row["tool"]) for row in rows), default=0)
    for row in rows:
        print(f"{row['permission']:<6} {row['tool']:<{width}}  {row['description'].splitlines()[0][:90]}")
    if not rows:
        print("none: tools.enabled is false, or this persona uses none")
    elif not args.servers and _servers(config):
        print(f"\nand those of the MCP servers {', '.join(_servers(config))}: --servers connects to them")
    return 0


async def _rows(config: Config, *, with_servers: bool) -> list[dict[str, str]]:
    import sys

    from ..app import mcp_servers
    from ..bus import Bus
    from ..concurrency import running
    from ..engines.registry import create_language_model
    from ..events import Problem
    from ..persona_store import load_persona
    from ..tools.alarms import Alarms
    from ..tools.setup import add_watching, tool_use
    from ..tools.toolbox import User
    from ..vision.eyes import Eyes

    bus = Bus()
    bus.subscribe(lambda event: print(event.message, file=sys.stderr) if isinstance(event, Problem) else None)
    servers = mcp_servers(config, bus)
    model = create_language_model(config.language_model)  # not loaded
    use = tool_use(config, bus, model, alarms=Alarms(), servers=servers)
    add_watching(use, config, Eyes(config.vision), model, list, print)
    user = User(config.persona, load_persona(config.persona).tools)
    if not with_servers:
        return _told(use.toolbox, user)
    async with running(servers.run()):
        await servers.ready(_CONNECT_S)
        return _told(use.toolbox, user)


def _told(box: Toolbox, user: User) -> list[dict[str, str]]:
    def row(tool: Tool) -> dict[str, str]:
        return {"tool": tool.full_name, "permission": box.permission(tool, user), "description": tool.description}

    return [row(tool) for tool in box.offered(user)]


def _servers(config: Config) -> list[str]:
    from .. import paths
    from ..tools.mcp.servers import servers_of

    return list(servers_of(config.tools, paths.config_file().with_name("mcp.json")))


def _log(*, as_json: bool) -> int:
    from .. import paths
    from ..tools.call_log import read_log

    entries = read_log(paths.tool_calls_file())
    if as_json:
        print(json.dumps(entries, indent=2, ensure_ascii=False))
        return 0
    for entry in entries:
        given = f"  {json.dumps(entry['arguments'], ensure_ascii=False)}" if "arguments" in entry else ""
        when = str(entry.get("when", ""))[:19].replace("T", " ")
        took, outcome = float(entry.get("duration_s", 0)), entry.get("outcome", "")
        print(f"{when}  {outcome:<10} {took:7.2f} s  {entry.get('tool', '')}{given}")
    if not entries:
        print("no tool was called yet")
    return 0
