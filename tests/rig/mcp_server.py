"""A small real MCP server: python -m tests.rig.mcp_server [PORT]; without PORT it speaks on stdio."""

from __future__ import annotations

import os
import sys

from mcp.server.mcpserver import MCPServer
from mcp.types import ToolAnnotations

server = MCPServer("small")


@server.tool(annotations=ToolAnnotations(read_only_hint=True))
def add_numbers(first: int, second: int) -> str:
    """Adds two numbers."""
    return f"The sum is {first + second}."


@server.tool()
def send_mail(to: str, text: str) -> str:
    """Sends a mail."""
    return f"Sent to {to}: {text}"


@server.tool()
def fail() -> str:
    """Always fails."""
    raise ValueError("no such thing")


@server.tool()
def crash() -> str:
    """Ends the server."""
    os._exit(1)


@server.resource("note://today")
def today() -> str:
    """The note of today."""
    return "Water the plants."


@server.prompt()
def greet(name: str) -> str:
    """Greets somebody."""
    return f"Please greet {name}."


if __name__ == "__main__":
    if len(sys.argv) > 1:
        server.run("streamable-http", port=int(sys.argv[1]))
    else:
        server.run()
