"""Which servers there are: from the config, and from a JSON file as other programs keep it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ...config.tools import McpServerConfig, ToolsConfig
from ...errors import ConfigError

_TYPES = ("stdio", "http", "streamable-http", "streamableHttp", "streamable_http")


def servers_of(config: ToolsConfig, beside: Path) -> dict[str, McpServerConfig]:
    """By name; those of the config win. `beside` is where a file lies that nobody names. Raises `ConfigError`."""
    file = Path(config.mcp_file).expanduser() if config.mcp_file else beside
    listed = read_servers(file) if config.mcp_file or file.exists() else {}
    return {name: server for name, server in {**listed, **config.mcp}.items() if server.enabled}


def read_servers(file: Path) -> dict[str, McpServerConfig]:
    """The servers in `file`. Raises `ConfigError`."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ConfigError(f"{file}: is no JSON: {error}") from error
    tables = data.get("mcpServers", data.get("servers")) if isinstance(data, dict) else None
    if not isinstance(tables, dict):
        raise ConfigError(f'{file}: holds no "mcpServers"')
    servers = {}
    for name, table in tables.items():
        try:
            servers[re.sub(r"[^A-Za-z0-9_-]+", "-", name)] = _server(table)
        except (ValidationError, TypeError, AttributeError) as error:
            said = error.errors()[0]["msg"] if isinstance(error, ValidationError) else "must be a table"
            raise ConfigError(f"{file}: mcpServers.{name}: {said}") from error
    return servers


def _server(table: Mapping[str, Any]) -> McpServerConfig:
    """What other programs write besides is of no interest here."""
    known = {key: table[key] for key in McpServerConfig.model_fields if key in table}
    if table.get("type") not in (None, *_TYPES):
        raise TypeError
    if table.get("disabled"):
        known["enabled"] = False
    return McpServerConfig.model_validate(known)


def expanded(texts: Mapping[str, str]) -> dict[str, str]:
    """With "${NAME}" taken from the environment, so that keys need not stand in files."""
    return {
        name: re.sub(r"\$\{(?:env:)?(\w+)\}", lambda match: os.environ.get(match[1], ""), text)
        for name, text in texts.items()
    }
