"""How long a server may take."""

from __future__ import annotations

from dataclasses import dataclass

from ..config.engine import EngineConfig

CONNECT_S = 5.0
CHECK_S = 3.0
"""For a sign of life."""

HURRIED_CONNECT_S = 1.5
HURRIED_FIRST_S = 10.0
HURRIED_STALL_S = 5.0
"""Where another engine takes over and the person has not said how long to wait: within a house a connection takes
milliseconds, and somebody waits."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: for the connection, for the first word or sound, and for the next one in the middle of an answer."""

    connect_s: float
    first_s: float
    stall_s: float

    @classmethod
    def of(cls, config: EngineConfig) -> Limits:
        if config.alone or "timeout_s" in config.model_fields_set:
            connect_s = CONNECT_S if config.alone else HURRIED_CONNECT_S
            return cls(min(connect_s, config.timeout_s), config.timeout_s, config.timeout_s)
        return HURRIED


HURRIED = Limits(HURRIED_CONNECT_S, HURRIED_FIRST_S, HURRIED_STALL_S)
