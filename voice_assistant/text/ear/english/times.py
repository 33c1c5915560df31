"""Times of day and lengths of time."""

from __future__ import annotations

import re

from ..rules import one_of, rules
from ..spelling import cardinal

_HALF = r"(?:\s?(?P<half>[AaPp])\.?[Mm]\b\.?(?P<stop>(?=\s*$)|(?=\s+[A-Z]))?)"
_UNITS = {
    "d": "day", "day": "day", "days": "day", "h": "hour", "hr": "hour", "hrs": "hour", "hour": "hour", "hours": "hour",
    "m": "minute", "min": "minute", "mins": "minute", "s": "second", "sec": "second", "secs": "second",
    "ms": "millisecond",
}  # fmt: skip
_UNIT = one_of(_UNITS)
_PART = re.compile(rf"(\d+)\s?({_UNIT})?")


def _minutes(minute: int) -> str:
    return f"oh {cardinal(minute)}" if minute < 10 else cardinal(minute)


def clock(hour: int, minute: int, half: str | None, *, padded: bool = False) -> str:
    said = cardinal(hour)
    if minute:
        said += f" {_minutes(minute)}"
    elif not half:
        said += " o'clock" if 1 <= hour <= 12 and not padded else " hundred"
    return f"{said} {half.upper()}.M" if half else said


def _clock(match: re.Match[str]) -> str:
    hour, minute, second, half = int(match["hour"]), int(match["minute"]), match["second"], match["half"]
    if hour > 24 or minute > 59:
        return match[0]
    said = clock(hour, minute, half)
    if second and int(second):
        said += f" and {cardinal(int(second))} seconds"
    return said + _stop(match)


def _stop(match: re.Match[str]) -> str:
    """The period of "p.m." that also ends the sentence."""
    return "." if match[0].endswith(".") and match["stop"] is not None and match["half"] else ""


def _hour(match: re.Match[str]) -> str:
    first = f"{cardinal(int(match['first']))} to " if match["first"] else ""
    return first + clock(int(match["hour"]), 0, match["half"]) + _stop(match)


def _length(match: re.Match[str]) -> str:
    said = []
    parts = _PART.findall(match[0])
    for number, short in parts:
        unit = _UNITS[short] if short else "minute"
        said.append(f"{cardinal(int(number))} {unit}{'' if number == '1' else 's'}")
    return " ".join(said)


TIMES = rules(
    (r"(?<![\w.,:/])(\d{1,2}(?::\d\d)?\s?[AaPp]\.?[Mm]\.?)\s?[-–]\s?(?=\d)", r"\1 to "),
    (r"(?<![\w.,:/])(\d{1,2}:\d\d)\s?[-–]\s?(?=\d{1,2}:\d\d(?!\w|:\d))", r"\1 to "),
    (
        rf"(?<![\w.,:/])(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?(?:Z\b)?{_HALF}?(?![\w/]|:\d)",
        _clock,
    ),
    (rf"(?<![\w.,:/$£€])(?:(?P<first>1[0-2]|[1-9])\s?[-–]\s?)?(?P<hour>1[0-2]|0?[1-9]){_HALF}(?!\w)", _hour),
    (rf"(?<![\w.,])\d{{1,4}}\s?(?:{_UNIT})(?:\s?\d{{1,4}}\s?(?:{_UNIT}))+(?!\w)", _length),
    (r"(?<![\w.,])\d{1,3}h\s?\d{1,2}(?!\w|[.,]\d)", _length),
    (r"(?<![\w.,:/])(\d{1,3}):(\d{1,3})(?![\w/]|:\d)", lambda m: f"{cardinal(int(m[1]))} to {cardinal(int(m[2]))}"),
)
