"""Timers and reminders of the assistant that runs: a single question sets them there, because they ring there."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..control_client import request
from ..errors import ControlError, ToolError, UsageError
from .alarms import MOST, Alarm, Alarms, Kind

NOT_RUNNING = "timers and reminders ring in the running assistant: begin it with `voice-assistant start`"
SPOKEN = "Timers and reminders need me to be running: start me first."


class AlarmsElsewhere:
    """Fits `AlarmBook`. Each call asks the assistant of `runtime_dir`, and raises `ToolError` when none runs."""

    def __init__(self, runtime_dir: Path) -> None:
        self._runtime_dir = runtime_dir
        self.now = time.time

    @property
    def all(self) -> list[Alarm]:
        return [Alarm(**entry) for entry in self._ask("alarms")["alarms"]]

    @property
    def full(self) -> bool:
        return len(self.all) >= MOST

    def add(self, kind: Kind, due: float, name: str = "", length_s: float = 0.0, language: str = "") -> Alarm:
        new = {"kind": kind, "due": due, "name": name, "length_s": length_s, "language": language}
        return Alarm(**self._ask("alarms", add=new)["added"])

    def remove(self, alarm: Alarm) -> None:
        self._ask("alarms", remove=alarm.number)

    def left_s(self, alarm: Alarm) -> float:
        return alarm.due - self.now()

    def _ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        try:
            return request(self._runtime_dir, command, **arguments)
        except ControlError as error:
            raise ToolError(NOT_RUNNING, spoken=SPOKEN) from error


def alarm_requests(alarms: Alarms) -> dict[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]]:
    """What the control socket does with them: `alarms` lists, and may `add` one or `remove` one, by its number."""

    def handle(asked: Mapping[str, Any]) -> Mapping[str, Any]:
        if isinstance(new := asked.get("add"), Mapping):
            if alarms.full:
                raise UsageError("there are too many timers and reminders already")
            kind = new.get("kind")
            if kind not in ("timer", "alarm", "reminder"):
                raise UsageError(f"no kind {kind!r}: timer, alarm or reminder")
            length_s = float(new.get("length_s") or 0.0)
            name, language = str(new.get("name") or "")[:200], str(new.get("language") or "")[:3]
            added = alarms.add(kind, float(new["due"]), name, length_s, language)
            return {"added": asdict(added)}
        for alarm in alarms.all:
            if alarm.number == asked.get("remove"):
                alarms.remove(alarm)
        return {"alarms": [asdict(alarm) for alarm in alarms.all]}

    return {"alarms": handle}
