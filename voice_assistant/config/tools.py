"""What the assistant may do besides talking."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from .section import BaseUrl, Seconds, Section

PermissionName = Literal["allow", "ask", "deny"]


def _server_name(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", value):
        raise ValueError('is no name for a server: use letters, digits, "-" and "_"')
    return value


ServerName = Annotated[str, AfterValidator(_server_name)]


class WebConfig(Section):
    """The web, through whom you choose. Nothing is searched or fetched unless it is set here."""

    search: Literal["none", "searxng", "brave"] = Field(
        "none", description='"searxng" needs base_url, "brave" a key (`config set-key web`)'
    )
    base_url: BaseUrl | None = Field(None, description="address of the search engine")
    pages: bool = Field(False, description="pages may be fetched and read when you ask for one")

    @model_validator(mode="after")
    def _address(self) -> WebConfig:
        if self.search == "searxng" and self.base_url is None:
            raise ValueError('search = "searxng" needs base_url, the address of that server')
        return self


class McpServerConfig(Section):
    """A server of tools: `command` is started here, or `url` is called."""

    command: str | None = Field(None, description="program that is started; it speaks over its standard input")
    args: list[str] = Field(default_factory=list)
    env: dict[str, str] = Field(default_factory=dict, description='for the program; "${NAME}" is taken from ours')
    cwd: str | None = Field(None, description="folder that the program works in")
    url: BaseUrl | None = Field(None, description="address of a server that speaks streamable HTTP")
    headers: dict[str, str] = Field(default_factory=dict, description='for the address; "${NAME}" is taken from ours')
    enabled: bool = True

    @model_validator(mode="after")
    def _one(self) -> McpServerConfig:
        if (self.command is None) == (self.url is None):
            raise ValueError("needs a command, or a url, and not both")
        return self


class ThinkingConfig(Section):
    """ "Think hard about this": in the background, by another model, while the talk goes on."""

    model: str | None = Field(None, description="the reasoning model's name; left out: there is no such thing")
    base_url: BaseUrl | None = Field(
        None, description="address of its server, ending in /v1; left out: that of the language model"
    )
    options: dict[str, Any] = Field(default_factory=dict, description="more for that server, in each request")
    max_tokens: int = Field(4000, ge=1, le=1_000_000, description="longest thoughts and answer, in tokens")
    timeout_s: float = Field(900.0, gt=0, le=86_400, description="longest time for one question")


class ToolsConfig(Section):
    """What the assistant may do besides talking: see docs/tools.md."""

    enabled: bool = Field(True, description="false: it only talks")
    permissions: dict[str, PermissionName] = Field(
        default_factory=dict,
        description='by tool, * stands for anything: open = "allow", "files.*" = "deny"; left out: each tool\'s own',
    )
    personas: dict[str, dict[str, PermissionName]] = Field(
        default_factory=dict, description="the same for one persona, before it"
    )
    calling: Literal["auto", "model", "words"] = Field(
        "auto",
        description='who chooses a tool: "model" (function calling), "words" (your wording alone), '
        '"auto" the model if it is on a server',
    )
    ask_within_s: Seconds = Field(30.0, description="a question for consent that is not answered by then is a no")
    timeout_s: Seconds = Field(30.0, description="longest time for one call")
    log_arguments: bool = Field(False, description="the log of calls also holds what they were called with")
    mcp: dict[ServerName, McpServerConfig] = Field(
        default_factory=dict, description="servers of tools by the name they are spoken of: see docs/tools.md"
    )
    mcp_file: str | None = Field(
        None, description='a JSON file with "mcpServers", as other programs have; left out: mcp.json beside this file'
    )
    thinking: ThinkingConfig = Field(default_factory=ThinkingConfig)
    web: WebConfig = Field(default_factory=WebConfig)
    folders: list[str] = Field(default_factory=list, description="folders whose files may be read")
