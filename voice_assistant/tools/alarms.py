"""Timers, alarms and reminders: kept in a file, so that they ring also after a restart.

Times are those of the wall clock, in seconds since 1970: a timer of five minutes is over five minutes later, also when
the computer slept meanwhile.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, Protocol

log = logging.getLogger(__name__)

Kind = Literal["timer", "alarm", "reminder"]

LOOK_S = 10.0
"""The clock may be set, and the computer may sleep: look at least so often."""
MOST = 200


@dataclass(frozen=True, slots=True)
class Alarm:
    number: int
    kind: Kind
    due: float  # seconds since 1970
    name: str = ""  # of a timer; what a reminder is about
    length_s: float = 0.0  # of a timer
    language: str = ""  # that it was asked for in


class AlarmBook(Protocol):
    """Where timers, alarms and reminders stand."""

    now: Callable[[], float]

    @property
    def all(self) -> list[Alarm]:
        """Those to come, the next one first."""
        ...

    @property
    def full(self) -> bool: ...

    def add(self, kind: Kind, due: float, name: str = "", length_s: float = 0.0, language: str = "") -> Alarm: ...

    def remove(self, alarm: Alarm) -> None: ...

    def left_s(self, alarm: Alarm) -> float: ...


class Alarms:
    """`file` None keeps them in memory only. All methods belong to the event loop's thread."""

    def __init__(self, file: Path | None = None, *, now: Callable[[], float] = time.time) -> None:
        self._file = file
        self.now = now
        self._changed = asyncio.Event()
        self._alarms: list[Alarm] = self._load()

    @property
    def all(self) -> list[Alarm]:
        """Those to come, the next one first."""
        return sorted(self._alarms, key=lambda alarm: alarm.due)

    @property
    def full(self) -> bool:
        return len(self._alarms) >= MOST

    def add(self, kind: Kind, due: float, name: str = "", length_s: float = 0.0, language: str = "") -> Alarm:
        number = 1 + max((alarm.number for alarm in self._alarms), default=0)
        alarm = Alarm(number, kind, due, name, length_s, language)
        self._alarms.append(alarm)
        self._keep()
        return alarm

    def remove(self, alarm: Alarm) -> None:
        with suppress(ValueError):
            self._alarms.remove(alarm)
            self._keep()

    def left_s(self, alarm: Alarm) -> float:
        return alarm.due - self.now()

    async def run(self, ring: Callable[[Alarm, float], None]) -> None:
        """Call `ring` with each alarm when it is due, and by how many seconds that is late. Until cancelled."""
        while True:
            self._changed.clear()
            for alarm in self.all:
                if (late_s := -self.left_s(alarm)) >= 0:
                    self.remove(alarm)
                    ring(alarm, late_s)
            wait_s = min([LOOK_S, *(self.left_s(alarm) for alarm in self._alarms)])
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, wait_s)):
                    await self._changed.wait()

    def _load(self) -> list[Alarm]:
        if self._file is None or not self._file.exists():
            return []
        try:
            return [Alarm(**entry) for entry in json.loads(self._file.read_text(encoding="utf-8"))]
        except (OSError, ValueError, TypeError) as error:
            log.warning("timers and reminders of before cannot be read: %s", type(error).__name__)
            with suppress(OSError):
                self._file.replace(self._file.with_suffix(".damaged"))
            return []

    def _keep(self) -> None:
        self._changed.set()
        if self._file is None:
            return
        text = json.dumps([asdict(alarm) for alarm in self._alarms], ensure_ascii=False, indent=1)
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside = self._file.with_suffix(".new")
            beside.write_text(text, encoding="utf-8")
            beside.chmod(0o600)
            beside.replace(self._file)
        except OSError as error:
            log.warning("timers and reminders are not kept: %s", error.strerror)
