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
from .times_said import said_length, said_moment, said_time, say

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
        self._add("timer", self._now().timestamp() + seconds, name, seconds, _language(arguments))
        said = f"{spoken_length(seconds)}{f' for {name}' if name else ''}, from now."
        language = _language(arguments)
        spoken = say("timer_named" if name else "timer", language, length=said_length(seconds, language), name=name)
        return Result(f"A timer is set for {said}", spoken[:1].upper() + spoken[1:])

    async def set_alarm(self, arguments: Arguments) -> Result:
        when = self._due(arguments)
        language = _language(arguments)
        self._add("alarm", when.timestamp(), language=language)
        said = f"The alarm is set for {spoken_moment(when, self._now()).removeprefix('at ')}."
        return Result(
            said, said if not language else say("alarm", language, when=said_moment(when, self._now(), language))
        )

    async def remind(self, arguments: Arguments) -> Result:
        about = str(arguments.get("name") or "").strip()
        when = self._due(arguments)
        language = _language(arguments)
        self._add("reminder", when.timestamp(), about, language=language)
        if arguments.get("length"):
            left_s = when.timestamp() - self._now().timestamp()
            said = say("remind_in", language, length=said_length(left_s, language))
        else:
            said = say("remind", language, when=said_moment(when, self._now(), language))
        return Result(said, said)

    async def list_timers(self, arguments: Arguments) -> Result:
        kind = str(arguments.get("kind") or "")
        name = str(arguments.get("name") or "").lower()
        found = [alarm for alarm in self._alarms.all if _fits(alarm, kind, name)]
        language = _language(arguments)
        if not found:
            nothing = f"There is no {f'{name} ' if name else ''}{kind or 'timer or reminder'}."
            return Result(nothing, say("none", language) if language else nothing)
        lines = [self._line(alarm, language) for alarm in found]
        return Result("\n".join(lines), " ".join(lines[:5]))

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
        language = _language(arguments)
        return Result(said, say("cancelled", language, count=len(found)) if language else said)

    def _sounding_alike(self, found: Sequence[Alarm]) -> Alarm | None:
        """One can be meant only when they are all the same."""
        return found[0] if len({(alarm.name, round(alarm.due)) for alarm in found}) == 1 else None

    def _line(self, alarm: Alarm, language: str) -> str:
        if alarm.kind == "timer":
            return say(
                "left_named" if alarm.name else "left",
                language,
                name=alarm.name,
                length=said_length(alarm.length_s, language),
                left=said_length(max(1.0, self._alarms.left_s(alarm)), language),
            )
        when = said_moment(datetime.fromtimestamp(alarm.due), self._now(), language)
        return say("reminder_at" if alarm.kind == "reminder" else "alarm_at", language, when=when, name=alarm.name)

    def _add(self, kind: Kind, due: float, name: str = "", length: float = 0.0, language: str = "") -> None:
        if self._alarms.full:
            raise ToolError("there are too many timers and reminders already")
        self._alarms.add(kind, due, name[:200], length, language)

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


def _language(arguments: Arguments) -> str:
    """That it was asked for in, "" for English."""
    return str(arguments.get("language") or "")


def announcement(alarm: Alarm, late_s: float) -> str:
    """What is said when it rings."""
    language, when = alarm.language, datetime.fromtimestamp(alarm.due)
    said = say(
        f"rings_{alarm.kind}{'_named' if alarm.name and alarm.kind != 'alarm' else ''}",
        language,
        name=alarm.name,
        length=said_length(alarm.length_s, language) if alarm.length_s else "",
        time=said_time(when, language),
    )
    return f"{said} {say('late', language, ago=said_length(late_s, language))}" if late_s > 60 else said
