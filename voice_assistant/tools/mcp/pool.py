"""All servers of a session."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from ...config.tools import McpServerConfig
from ..base import Tool
from .connection import Connection


class McpServers:
    """`run` connects to all of `servers` and stays connected; without servers it costs nothing."""

    def __init__(self, servers: Mapping[str, McpServerConfig], on_problem: Callable[[str], None]) -> None:
        self.connections = [Connection(name, config, on_problem) for name, config in servers.items()]

    def tools(self) -> list[Tool]:
        """Those of servers that were reached once; one that went away meanwhile is connected to again."""
        return [tool for connection in self.connections for tool in connection.tools]

    def status(self) -> list[dict[str, Any]]:
        """How each is, in JSON types."""
        return [
            {"server": each.name, "connected": each.connected, "tools": len(each.tools)} for each in self.connections
        ]

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            for connection in self.connections:
                group.create_task(connection.run(), name=f"MCP {connection.name}")
            await asyncio.Event().wait()

    async def ready(self, within_s: float) -> None:
        """Wait until all are connected, but no longer than that: for a single question."""
        waiting = [connection.until_connected() for connection in self.connections]
        if waiting:
            tasks = [asyncio.ensure_future(each) for each in waiting]
            await asyncio.wait(tasks, timeout=within_s)
            for task in tasks:
                task.cancel()
