"""Dates and the years in them."""

from __future__ import annotations

import re

from ..rules import Rule, one_of, rules
from ..spelling import ordinal, year

MONTHS = "January February March April May June July August September October November December".split()
_SHORT = {name[:3]: name for name in MONTHS} | {"Sept": "September"}
_NAMES = {name: name for name in MONTHS} | _SHORT
_MONTH = rf"(?P<month>{one_of(_NAMES)})\b\.?"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:(?P<comma>,?)\s(?P<year>[12]\d{3})(?!\w|[.,:]\d))?"
_END = r"(?![\w%°]|[.,:]\d)"
_ISO = r"(?<![\w/-])(?P<year>[12]\d{3})([-/])(?P<month>0?[1-9]|1[0-2])\2(?P<day>0?[1-9]|[12]\d|3[01])"
_NOT_COUNTED = r"(?!\s(?:miles|km|people|percent|times|million|billion|hours|minutes|days|weeks|months|years))"


def _spoken(day: int, month: int, number: int | None) -> str | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    said = f"{MONTHS[month - 1]} {ordinal(day)}"
    return said if number is None else f"{said}, {year(number)}"


def _iso(match: re.Match[str]) -> str:
    return _spoken(int(match["day"]), int(match["month"]), int(match["year"])) or match[0]


def _named(match: re.Match[str]) -> str:
    said = f"{_NAMES[match['month']]} {ordinal(int(match['day']))}"
    if last := match["last"]:
        said += f" to {ordinal(int(last))}"
    return said + (f", {year(int(match['year']))}" if match["year"] else "")


def _day_first(match: re.Match[str]) -> str:
    the = "" if re.search(r"\b[Tt]he\s+$", match.string[max(0, match.start() - 5) : match.start()]) else "the "
    said = f"{the}{ordinal(int(match['day']))} of {_NAMES[match['month']]}"
    return said + (f", {year(int(match['year']))}" if match["year"] else "")


def _month_and_year(match: re.Match[str]) -> str:
    return f"{_NAMES[match['month']]} {year(int(match['year']))}"


def _figures(day_first: bool) -> Rule:
    def say(match: re.Match[str]) -> str:
        first, second, number = int(match[1]), int(match[3]), int(match[4])
        number += 2000 if number < 70 else 1900 if number < 100 else 0
        dotted = match[2] == "."
        day, month = (first, second) if (day_first or dotted or first > 12) and second <= 12 else (second, first)
        return _spoken(day, month, number) or match[0]

    (rule,) = rules((r"(?<![\w./-])(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)\d\d|(?<![.])\d\d)(?![\w/]|[.-]\d)", say))
    return rule


_NAMED = rules(
    (rf"{_ISO}T(?=\d\d:)", lambda match: f"{_iso(match)} at "),
    (rf"{_ISO}(?![\w/-])", _iso),
    (rf"(?<![\w]){_DAY}(?: of)? {_MONTH}{_YEAR}(?!\w)", _day_first),
    (rf"\b{_MONTH} {_DAY}(?:\s?[-–]\s?(?P<last>[12]\d|3[01]|[1-9])(?:st|nd|rd|th)?)?{_END}{_NOT_COUNTED}{_YEAR}",
    _named),
    (rf"\b{_MONTH},? (?P<year>(?:1[1-9]|20)\d\d)(?!\w|[.,]\d)", _month_and_year),
    (rf"\b(?P<month>{one_of(name for name in _SHORT if name != 'May')})\.(?=\s)", lambda m: _SHORT[m["month"]]),
)  # fmt: skip
US_DATES = (_figures(day_first=False), *_NAMED)
DATES = (_figures(day_first=True), *_NAMED)
