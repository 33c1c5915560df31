"""How something is watched for in the background."""

from __future__ import annotations

from pydantic import Field

from .section import Section


class WatchingConfig(Section):
    """ "Tell me when the number goes over 800"."""

    every_s: float = Field(2.0, ge=0.2, le=3600.0, description="between two looks; a still picture is not read again")
    model_every_s: float = Field(
        10.0, ge=1.0, le=3600.0, description="the same for what only a model that sees can tell; it is sent the picture"
    )
    minutes: float = Field(120.0, gt=0.0, le=10_080.0, description="when it ends, where nobody said how long")
