"""What the assistant may do besides talking."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .section import Seconds, Section

PermissionName = Literal["allow", "ask", "deny"]


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
    folders: list[str] = Field(default_factory=list, description="folders whose files may be read")
