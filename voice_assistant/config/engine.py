"""What the sections of all engines have in common."""

from __future__ import annotations

from typing import Any, Self

from pydantic import Field, PrivateAttr

from .section import Seconds, Section

FALLBACKS = (
    "what takes over when this engine fails, in order; what an entry leaves out is as above: [{ base_url = ... }]"
)


class EngineConfig(Section):
    """What every engine section has in common."""

    engine: str = Field(description="name of the engine; `voice-assistant doctor` lists them")
    timeout_s: Seconds = Field(30.0, description="longest wait for a server's first answer, in seconds")
    unload_after_s: float = Field(
        300.0, ge=0, le=604_800, description="a local model idle for so long gives its memory back; 0 never does"
    )
    options: dict[str, Any] = Field(
        default_factory=dict, description="more for the engine; a server gets them in each request"
    )
    last_resort: bool = Field(
        True, description="where only servers are named: an engine of this computer takes over when all fail"
    )
    _number: int = PrivateAttr(1)  # in the order of preference
    _alone: bool = PrivateAttr(True)  # nothing takes over when it fails

    @property
    def others(self) -> list[Self]:
        """What takes over, as it was given."""
        others: list[Self] = getattr(self, "fallbacks", [])
        return others

    @property
    def number(self) -> int:
        """Its place in the order of preference, from 1."""
        return self._number

    @property
    def alone(self) -> bool:
        """Nothing takes over when it fails: see fallbacks.py."""
        return self._alone

    def placed(self, number: int, *, alone: bool) -> Self:
        """The same, at place `number` in the order of preference."""
        made = self.model_copy()
        made._number, made._alone = number, alone
        return made
