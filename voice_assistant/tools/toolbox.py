"""All tools there are, and who may use which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ..config.tools import ToolsConfig
from .base import Arguments, Permission, Tool
from .permissions import permission

Source = Callable[[], Iterable[Tool]]
"""Servers come and go, and their tools with them: asked anew for every question."""


@dataclass(frozen=True, slots=True)
class User:
    """The persona that uses tools: its name, and the tools its file names; None: all."""

    name: str = ""
    tools: Sequence[str] | None = None


class Toolbox:
    """An earlier source wins where two tools have one name."""

    def __init__(self, config: ToolsConfig, sources: Iterable[Source] = ()) -> None:
        self._config = config
        self.sources = list(sources)

    def permission(self, tool: Tool, user: User) -> Permission:
        own: Mapping[str, Permission] = self._config.personas.get(user.name, {})
        return permission(tool, own, self._config.permissions)

    def offered(self, user: User) -> list[Tool]:
        """What `user` may use, asking or not."""
        return [tool for tool in self._known(user) if not tool.lacks]

    def _known(self, user: User) -> list[Tool]:
        """The same, and what `user` might if it was set up."""
        if not self._config.enabled:
            return []
        tools: dict[str, Tool] = {}
        for source in self.sources:
            for tool in source():
                if self._named_by(user, tool) and self.permission(tool, user) != "deny":
                    tools.setdefault(tool.name, tool)
        return list(tools.values())

    def wanted(self, said: str, language: str, user: User) -> tuple[Tool, Arguments] | None:
        """The tool that the words `said` ask for, with what they say of its arguments."""
        known = self._known(user)
        tools = [tool for tool in known if not tool.lacks]
        called: list[tuple[Tool, Arguments]] = []
        for tool in tools:
            if tool.wanted is not None and (arguments := tool.wanted(said, language)) is not None:
                if not tool.origin:
                    return tool, arguments
                called.append((tool, arguments))
        if called:  # "list directory with sizes" is not "list directory"
            return max(called, key=lambda each: (_serves(each[0], said), len(each[0].name)))
        near = [(tool, *found) for tool in tools if tool.nearly and (found := tool.nearly(said, language)) is not None]
        best = max(near, key=lambda each: (_serves(each[0], said), each[1]), default=None)
        if best is not None:
            return best[0], best[2]
        for tool in known:
            if tool.lacks and tool.wanted is not None and (arguments := tool.wanted(said, language)) is not None:
                return tool, arguments
        return None

    def _named_by(self, user: User, tool: Tool) -> bool:
        return user.tools is None or any(
            fnmatchcase(name, pattern) for pattern in user.tools for name in (tool.full_name, tool.name)
        )


def _serves(tool: Tool, said: str) -> bool:
    """Whether its server is named."""
    return _letters(tool.origin) in _letters(said)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def names(tool: Tool, said: str, language: str) -> bool:
    """Whether the person's own words call for `tool`."""
    return tool.wanted is not None and tool.wanted(said, language) is not None
