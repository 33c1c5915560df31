"""Who may: by tool, persona and config, and by how much of what the model has read was written by others."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from fnmatch import fnmatchcase

from .base import Permission, Tool


class Trust(IntEnum):
    """Whose words led to a call, from best to worst."""

    PERSON = 0  # nothing but the person's own, and ours
    MIXED = 1  # before this turn, something from outside was read: a page, a picture, a server's description
    OUTSIDE = 2  # in this very turn


def permission(tool: Tool, *tables: Mapping[str, Permission]) -> Permission:
    """As the first table says that has the tool: by its own name, then by the longest pattern; else the tool's own.

    The strictest of all that match at the same length wins within a table.
    """
    for table in tables:
        if (name := _match(tool, table)) is not None:
            return table[name]
    return tool.default


def _match(tool: Tool, table: Mapping[str, Permission]) -> str | None:
    for exact in (tool.full_name, tool.name):
        if exact in table:
            return exact
    fitting = [pattern for pattern in table if fnmatchcase(tool.full_name, pattern)]
    return max(fitting, key=lambda pattern: (len(pattern), _STRICTNESS[table[pattern]]), default=None)


_STRICTNESS: dict[Permission, int] = {"allow": 0, "ask": 1, "deny": 2}


def needs_consent(allowed: Permission, tool: Tool, trust: Trust, *, named: bool, cautious: bool) -> bool:
    """Whether the person is asked before an allowed or askable call.

    `named`: their own words of this turn call for this tool. `cautious`: the call could carry something out.
    What was written by others never has anything done by itself.
    """
    if allowed == "ask":
        return True
    if not (tool.acts or cautious):
        return False
    return trust is Trust.OUTSIDE or (trust is Trust.MIXED and not named)
