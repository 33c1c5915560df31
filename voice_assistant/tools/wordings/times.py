"""Lengths and moments as they are said: "an hour and a half", "half past seven", "tomorrow at 9 pm". Pure.

Works on the `forms` of spoken.py: lower case, numbers in figures. In a pattern, groups are named by no one here.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

_UNITS = {
    "second": 1, "seconds": 1, "sec": 1, "secs": 1, "2nd": 1, "sekunde": 1, "sekunden": 1, "seconde": 1,
    "secondes": 1, "segundo": 1, "segundos": 1,
    "minute": 60, "minutes": 60, "min": 60, "mins": 60, "minuten": 60, "minuto": 60, "minutos": 60,
    "hour": 3600, "hours": 3600, "hr": 3600, "hrs": 3600, "stunde": 3600, "stunden": 3600, "heure": 3600,
    "heures": 3600, "hora": 3600, "horas": 3600,
    "day": 86400, "days": 86400, "tag": 86400, "tage": 86400, "tagen": 86400, "jour": 86400, "jours": 86400,
    "día": 86400, "días": 86400,
    "week": 604800, "weeks": 604800, "woche": 604800, "wochen": 604800,
}  # fmt: skip
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_NUMBER = (
    r"(?:\d+(?:[.]\d+)?(?: and a half| 1/2)?|an?|one|half an?|half a|a half|a quarter of an?|3 quarters of an?"
    r"|a couple of|a few|eine[rn]?|une?|una?)"
)
_PART = rf"(?:{_NUMBER})[ -]?(?:{_UNIT})\b"
LENGTH = rf"{_PART}(?:(?: and | und | et | y | ){_PART})*(?: and a half| and a quarter)?"

_WORTH = {"a couple of": 2.0, "a few": 3.0, "half an": 0.5, "half a": 0.5, "a half": 0.5, "a quarter of an": 0.25,
          "a quarter of a": 0.25, "3 quarters of an": 0.75, "3 quarters of a": 0.75}  # fmt: skip


def length_s(said: str) -> float | None:
    """ "an hour and a half" -> 5400.0; None for anything else."""
    said = said.strip()
    if not re.fullmatch(LENGTH, said):
        return None
    total, last_unit = 0.0, 0
    for number, unit in re.findall(rf"({_NUMBER})[ -]?({_UNIT})\b", said):
        last_unit = _UNITS[unit]
        total += _worth(number) * last_unit
    if said.endswith(" and a half"):
        total += 0.5 * last_unit
    elif said.endswith(" and a quarter"):
        total += 0.25 * last_unit
    return total


def _worth(number: str) -> float:
    if number in _WORTH:
        return _WORTH[number]
    half = 0.5 if number.endswith((" and a half", " 1/2")) else 0.0
    match = re.match(r"\d+(?:\.\d+)?", number)
    return (float(match[0]) if match else 1.0) + half


_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_DAY = (
    r"(?:today|tonight|(?:tomorrow|(?:on |next |this )?(?:"
    + "|".join(_DAYS)
    + "))(?: morning| afternoon| evening| night)?"
    r"|this (?:morning|afternoon|evening))"
)
_PART_OF_DAY = r"(?:in the (?:morning|afternoon|evening)|at night|this (?:morning|afternoon|evening)|tonight)"
_CLOCK = (
    r"(?:(?:half past|quarter past|a quarter past|quarter to|a quarter to|\d{1,2} (?:minutes )?(?:past|to)) \d{1,2}"
    r"|\d{1,2}[:. ]\d{2}|\d{1,2}[0-5]\d|\d{1,2}|noon|midday|midnight)(?: ?o'?clock)?(?: ?[ap]m)?"
)
MOMENT = (
    rf"(?:(?:{_DAY} )?(?:at |for |by )?{_CLOCK}(?: {_PART_OF_DAY})?(?: {_DAY}(?: {_PART_OF_DAY})?)?"
    rf"|{_DAY}(?: {_PART_OF_DAY})?(?: at {_CLOCK})?)"
)


def moment(said: str, now: datetime) -> datetime | None:
    """The next time that is meant by "tomorrow at half past seven"; None for anything else."""
    said = said.strip()
    if not re.fullmatch(MOMENT, said):
        return None
    clock = re.search(_CLOCK + r"(?= |$)", _without_days(said))
    hour, minute, exact = _hour(clock[0]) if clock else (9, 0, True)
    if clock is None and re.search(r"evening|night", said):
        hour = 20
    if not exact and hour < 12 and re.search(r"afternoon|evening|tonight|at night", said):
        hour += 12
    morning = "morning" in said
    when = now.replace(hour=hour % 24, minute=minute, second=0, microsecond=0)
    days = _days_ahead(said, now)
    if days is not None:
        when += timedelta(days=days)
        if when <= now and not exact and not morning and hour < 12:
            when += timedelta(hours=12)
        return when if when > now else when + timedelta(days=7 if days == 0 and "day" not in said[:5] else 1)
    if exact or morning:
        return when if when > now else when + timedelta(days=1)
    steps = (when + timedelta(hours=12 * step) for step in range(4))
    return next(step for step in steps if step > now)


def _without_days(said: str) -> str:
    return re.sub(rf"{_PART_OF_DAY}|{_DAY}", " ", said)


def _days_ahead(said: str, now: datetime) -> int | None:
    if "tomorrow" in said:
        return 1
    if "today" in said or "tonight" in said or "this " in said:
        return 0
    for number, day in enumerate(_DAYS):
        if day in said:
            return (number - now.weekday()) % 7 or (7 if "next" in said else 0)
    return None


def _hour(clock: str) -> tuple[int, int, bool]:
    """Hour and minute, and whether they can mean but one time of the day."""
    if "midnight" in clock:
        return 0, 0, True
    if "noon" in clock or "midday" in clock:
        return 12, 0, True
    half_of_day = clock[-2:] if clock.endswith(("am", "pm")) else ""
    figures = [int(figure) for figure in re.findall(r"\d+", clock)]
    if "past" in clock or " to " in clock:
        away = 30 if "half" in clock else 15 if "quarter" in clock else figures[0]
        hour, minute = figures[-1], away
        if " to " in clock:
            hour, minute = (hour - 1) % 24, 60 - away
    else:
        hour, minute = figures[0], figures[1] if len(figures) > 1 else 0
        if hour >= 100:  # "six fifteen" is often written 615
            hour, minute = divmod(hour, 100)
    if half_of_day:
        hour = hour % 12 + (12 if half_of_day == "pm" else 0)
    return hour % 24, minute % 60, bool(half_of_day) or hour > 12 or hour == 0


def spoken_length(seconds: float) -> str:
    """ "1 hour and 30 minutes"."""
    left, parts = round(seconds), []
    for unit, worth in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, left = divmod(left, worth)
        if count and not (unit == "second" and seconds >= 600):
            parts.append(f"{count} {unit}{'s' if count != 1 else ''}")
    if not parts:
        return "no time"
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def spoken_moment(when: datetime, now: datetime) -> str:
    """ "at 7:30 AM tomorrow"."""
    time = f"at {when.hour % 12 or 12}:{when.minute:02} {'AM' if when.hour < 12 else 'PM'}"
    days = (when.date() - now.date()).days
    if days == 0:
        return time
    if days == 1:
        return f"{time} tomorrow"
    return f"{time} on {when:%A}" if days < 7 else f"{time} on {when:%A}, {when:%B} {when.day}"
