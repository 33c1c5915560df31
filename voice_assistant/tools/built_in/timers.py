"""Timers, alarms and reminders by voice; alarms.py keeps and rings them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from ...errors import ToolError
from ..alarms import Alarm, AlarmBook, Kind
from ..base import Arguments, Result, Tool, parameters, text_of
from ..spoken import forms
from ..wordings.alarms import alarm_wanted, cancel_wanted, list_wanted, reminder_wanted, timer_wanted
from ..wordings.times import length_s, moment, spoken_length, spoken_moment

LONGEST_S = 366 * 86_400.0
_LENGTH = {"type": "string", "description": 'how long, such as "1 hour and 30 minutes"'}
_MOMENT = {"type": "string", "description": 'when, such as "7:30 am" or "tomorrow at 9 pm"; or leave it out'}
_LEFT_OUT = {"type": "string", "description": 'instead of that, how long from now, such as "10 minutes"'}


class Timers:
    """The tools, and what they have in common."""

    def __init__(self, alarms: AlarmBook) -> None:
        self._alarms = alarms

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._alarms.now())

    def tools(self) -> list[Tool]:
        name = {"type": "string", "description": "what it is for; may be left out"}
        about = {"type": "string", "description": "what to remind of"}
        kind = {"type": "string", "enum": ["timer", "alarm", "reminder"]}
        every = {"type": "boolean", "description": "all of that kind"}
        return [
            Tool(
                "set_timer",
                "Set a timer that rings after a time",
                parameters("length", length=_LENGTH, name=name),
                self.set_timer,
                acts=True,
                doing=lambda arguments: f"set a timer for {arguments.get('length', 'some time')}",
                wanted=timer_wanted,
            ),
            Tool(
                "set_alarm",
                "Set an alarm that rings at a time of day",
                parameters(moment=_MOMENT, length=_LEFT_OUT),
                self.set_alarm,
                acts=True,
                doing=lambda arguments: f"set an alarm {_when(arguments)}",
                wanted=alarm_wanted,
            ),
            Tool(
                "remind",
                "Remind the person of something at a time or after a time",
                parameters("name", name=about, moment=_MOMENT, length=_LEFT_OUT),
                self.remind,
                acts=True,
                doing=lambda arguments: f"remind you {_when(arguments)}",
                wanted=reminder_wanted,
            ),
            Tool(
                "list_timers",
                "Which timers, alarms and reminders there are, and how much time is left",
                parameters(kind=kind, name=name),
                self.list_timers,
                wanted=list_wanted,
            ),
            Tool(
                "cancel_timer",
                "Cancel a timer, alarm or reminder",
                parameters("kind", kind=kind, name=name, all=every),
                self.cancel,
                acts=True,
                doing=lambda arguments: f"cancel {'all ' if arguments.get('all') else 'the '}{arguments.get('kind')}",
                wanted=cancel_wanted,
            ),
        ]

    async def set_timer(self, arguments: Arguments) -> Result:
        seconds = self._seconds(text_of(arguments, "length"))
        name = re.sub(r"^(?:the|my|a|an) ", "", str(arguments.get("name") or "").strip())
        self._add("timer", self._now().timestamp() + seconds, name, seconds)
        said = f"{spoken_length(seconds)}{f' for {name}' if name else ''}, from now."
        return Result(f"A timer is set for {said}", said[:1].upper() + said[1:])

    async def set_alarm(self, arguments: Arguments) -> Result:
        when = self._due(arguments)
        self._add("alarm", when.timestamp())
        said = f"The alarm is set for {spoken_moment(when, self._now()).removeprefix('at ')}."
        return Result(said, said)

    async def remind(self, arguments: Arguments) -> Result:
        about = str(arguments.get("name") or "").strip()
        when = self._due(arguments)
        self._add("reminder", when.timestamp(), about)
        if arguments.get("length"):
            said = f"I'll remind you in {spoken_length(when.timestamp() - self._now().timestamp())}."
        else:
            said = f"I'll remind you {spoken_moment(when, self._now())}."
        return Result(said, said)

    async def list_timers(self, arguments: Arguments) -> Result:
        kind = str(arguments.get("kind") or "")
        name = str(arguments.get("name") or "").lower()
        found = [alarm for alarm in self._alarms.all if _fits(alarm, kind, name)]
        if not found:
            nothing = f"There is no {f'{name} ' if name else ''}{kind or 'timer or reminder'}."
            return Result(nothing, nothing)
        return Result("\n".join(map(self._line, found)), " ".join(map(self._line, found[:5])))

    async def cancel(self, arguments: Arguments) -> Result:
        kind, name = str(arguments.get("kind") or ""), str(arguments.get("name") or "").lower()
        found = [alarm for alarm in self._alarms.all if _fits(alarm, kind, name)]
        if not found:
            raise ToolError(f"there is no {f'{name} ' if name else ''}{kind or 'timer'}")
        if len(found) > 1 and not arguments.get("all"):
            which = self._sounding_alike(found)
            if which is None:
                raise ToolError(f"there are {len(found)} {kind}s", spoken=f"There are {len(found)} {kind}s. Which one?")
            found = [which]
        for alarm in found:
            self._alarms.remove(alarm)
        said = f"{len(found)} {kind}s cancelled." if len(found) > 1 else f"The {_called(found[0])} is cancelled."
        return Result(said, said)

    def _sounding_alike(self, found: Sequence[Alarm]) -> Alarm | None:
        """One can be meant only when they are all the same."""
        return found[0] if len({(alarm.name, round(alarm.due)) for alarm in found}) == 1 else None

    def _line(self, alarm: Alarm) -> str:
        left = spoken_length(max(1.0, self._alarms.left_s(alarm)))
        if alarm.kind == "timer":
            named = f"The {alarm.name} timer" if alarm.name else f"The timer for {spoken_length(alarm.length_s)}"
            return f"{named} has {left} left."
        when = spoken_moment(datetime.fromtimestamp(alarm.due), self._now())
        return f"A reminder {when}: {alarm.name}." if alarm.kind == "reminder" else f"An alarm {when}."

    def _add(self, kind: Kind, due: float, name: str = "", length: float = 0.0) -> None:
        if self._alarms.full:
            raise ToolError("there are too many timers and reminders already")
        self._alarms.add(kind, due, name[:200], length)

    def _seconds(self, said: str) -> float:
        seconds = next((value for form in forms(said) if (value := length_s(form)) is not None), None)
        if seconds is None or not 0 < seconds <= LONGEST_S:
            raise ToolError("I did not understand for how long")
        return seconds

    def _due(self, arguments: Arguments) -> datetime:
        now = self._now()
        if length := arguments.get("length"):
            return datetime.fromtimestamp(now.timestamp() + self._seconds(str(length)))
        said = str(arguments.get("moment") or "")
        when = next((value for form in forms(said) if (value := moment(form, now)) is not None), None)
        if when is None:
            raise ToolError("I did not understand at what time")
        return when


def _fits(alarm: Alarm, kind: str, name: str) -> bool:
    if kind and alarm.kind != ("timer" if kind == "countdown" else kind):
        return False
    if not name or name in alarm.name.lower():
        return True
    said = forms(name)[0]
    due = datetime.fromtimestamp(alarm.due)
    at = moment(said, due.replace(second=0) - timedelta(seconds=1))
    return length_s(said) == alarm.length_s or (at is not None and abs((at - due).total_seconds()) < 60)


def _when(arguments: Arguments) -> str:
    return f"in {arguments['length']}" if arguments.get("length") else str(arguments.get("moment", "then"))


def _called(alarm: Alarm) -> str:
    return f"{alarm.name} {alarm.kind}" if alarm.name and alarm.kind == "timer" else alarm.kind


def announcement(alarm: Alarm, late_s: float) -> str:
    """What is said when it rings."""
    ago = f" It was due {spoken_length(late_s)} ago, while I was off." if late_s > 60 else ""
    match alarm.kind:
        case "timer" if alarm.name:
            return f"The {alarm.name} timer is over.{ago}"
        case "timer":
            return f"Your timer for {spoken_length(alarm.length_s)} is over.{ago}"
        case "alarm":
            return f"Your alarm: it is {spoken_moment(datetime.fromtimestamp(alarm.due), datetime.now())[3:]}.{ago}"
    return f"A reminder: {alarm.name or 'you wanted to be reminded now'}.{ago}"
