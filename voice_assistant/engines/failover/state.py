"""How the engines of a stage are, for who asks."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from .chain import Chain


@runtime_checkable
class Failover(Protocol):
    """An engine that is several."""

    chain: Chain[Any]


def serving(engine: object, configured: str) -> str:
    """Which one does the work now, and why it is not the preferred one; `configured` where there is only one."""
    if not isinstance(engine, Failover):
        return configured
    link, first = engine.chain.serving, engine.chain.links[0]
    return link.name if first.failure is None else f"{link.name} ({first.failure})"


def health(engine: object) -> list[dict[str, Any]]:
    """Each of several, in the order of preference, in JSON types."""
    if not isinstance(engine, Failover):
        return []
    return [
        {"engine": link.name, "well": link.well, "problem": str(link.failure or ""), "last_resort": link.last_resort}
        for link in engine.chain.links
    ]
