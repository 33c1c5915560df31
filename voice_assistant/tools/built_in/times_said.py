"""Lengths and moments in the language that a tool was asked in. Pure."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from ...text.phrases import Phrases, day_of_year, length, weekday
from ..wordings.times import spoken_length, spoken_moment

say = Phrases(Path(__file__).with_name("phrases.toml"))


def said_length(seconds: float, language: str) -> str:
    """ "1 Stunde und 30 Minuten"; without a language in English."""
    return length(seconds, language) if language else spoken_length(seconds)


def said_time(when: datetime, language: str) -> str:
    """ "7:30 PM", "19:30 Uhr"."""
    if not language:
        return f"{when.hour % 12 or 12}:{when.minute:02} {'AM' if when.hour < 12 else 'PM'}"
    return say("clock", language, hour=when.hour, minute=f"{when.minute:02}")


def said_moment(when: datetime, now: datetime, language: str) -> str:
    """ "at 7:30 AM tomorrow", "morgen um 7:30 Uhr"."""
    if not language:
        return spoken_moment(when, now)
    days = (when.date() - now.date()).days
    key = "at" if days == 0 else "at_tomorrow" if days == 1 else "at_weekday" if days < 7 else "at_day"
    day = {"weekday": weekday(when, language), "day": day_of_year(when, language)}
    return say(key, language, time=said_time(when, language), **day)
