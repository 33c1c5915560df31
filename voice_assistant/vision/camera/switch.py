"""The camera's switch for who is not asked by voice: the tray, scripts."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from ...bus import Bus
from ...errors import UsageError, VoiceAssistantError
from ...events import Event, Problem
from ...vision_events import CameraOff, CameraOn
from ..eyes import Eyes


class CameraSwitch:
    """`name` is what is looked through, "" while the camera is off."""

    def __init__(self, bus: Bus, eyes: Eyes | None) -> None:
        self.name = ""
        self._bus = bus
        self._eyes = eyes
        self._turning: asyncio.Task[None] | None = None
        bus.subscribe(self._follow)

    def turn(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """On or off, as `request` has it in "on"; without it, the other of the two. Raises `UsageError`."""
        if self._eyes is None:
            raise UsageError("there is no camera here")
        on = bool(request.get("on", not self.name))
        self._turning = asyncio.create_task(self._turn(self._eyes, on), name="camera switch")
        return {"on": on}

    async def _turn(self, eyes: Eyes, on: bool) -> None:
        try:
            await (eyes.open() if on else eyes.close())
        except VoiceAssistantError as error:
            self._bus.publish(Problem(str(error)))

    def _follow(self, event: Event) -> None:
        match event:
            case CameraOn(camera):
                self.name = camera
            case CameraOff():
                self.name = ""
