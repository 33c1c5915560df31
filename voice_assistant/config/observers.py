"""Who sees and hears what the assistant is doing."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .section import Section


class CuesConfig(Section):
    enabled: bool = Field(True, description="soft tones: recording, done, nothing heard, problem")
    volume: float = Field(0.4, ge=0.0, le=1.0, description="0.0 ... 1.0")


class IndicatorConfig(Section):
    enabled: bool = Field(True, description="overlay, notifications and (with the extra `indicator`) a tray icon")
    overlay: bool = Field(True, description="a small bar with level, partial text and outcome; never takes the focus")
    notify: Literal["all", "problems", "none"] = Field("problems", description="what is worth a notification")


class ControlConfig(Section):
    port: int = Field(0, ge=0, le=65_535, description="loopback port of the control socket, 0 for any free one")
