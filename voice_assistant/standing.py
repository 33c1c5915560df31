"""How the running assistant is, for `status`: which engines serve, which road a question takes, what went wrong."""

from __future__ import annotations

import dataclasses
import logging
from collections import deque
from typing import Any

from .app import Engines
from .bus import Bus
from .config.schema import Config
from .engine_events import EngineChanged
from .events import DeviceLost, DeviceRecovered, EchoChanged, Event, Overrun, Problem
from .latency import LatencyLedger, Waterfall
from .persona import Persona
from .roads import Roads
from .tools.mcp.pool import McpServers

log = logging.getLogger(__name__)

_PROBLEMS = 5
"""The last ones are told."""


class Standing:
    """Follows the bus, and asks the others when somebody wants to know."""

    def __init__(self, config: Config, bus: Bus, engines: Engines, roads: Roads, servers: McpServers | None) -> None:
        self._config = config
        self._engines = engines
        self._roads = roads
        self._servers = servers
        self._problems: deque[str] = deque(maxlen=_PROBLEMS)
        self._overruns: dict[str, int] = {}
        self._latency: Waterfall | None = None
        self._echo: EchoChanged | None = None
        bus.subscribe(self._follow)
        bus.subscribe(LatencyLedger(self._measured))

    def told(self, persona: Persona) -> dict[str, Any]:
        """In JSON types, as it is for `persona`. Holds nothing that was said."""
        return {
            "engines": self._engines.serving(self._config),
            "engine_health": self._engines.health(),
            "road": self._roads.status(persona),
            "tool_servers": [] if self._servers is None else self._servers.status(),
            "echo": None if self._echo is None else dataclasses.asdict(self._echo),
            "latency_s": None if self._latency is None else self._latency.ends(),
            "overruns": dict(self._overruns),
            "problems": list(self._problems),
        }

    def _follow(self, event: Event) -> None:
        match event:
            case Problem(message) | DeviceLost(message=message) | DeviceRecovered(message=message):
                self._problems.append(message)
                log.warning("%s", message)
            case EngineChanged(message=message):
                self._problems.append(message)
            case Overrun(device, total):
                self._overruns[device] = total
            case EchoChanged():
                self._echo = event

    def _measured(self, waterfall: Waterfall) -> None:
        self._latency = waterfall
        log.debug("turn: %s", {stage: f"{1000 * end:.0f} ms" for stage, end in waterfall.ends().items()})
