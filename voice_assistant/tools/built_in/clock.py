"""What time it is, here or elsewhere, and which day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import cache

from ...errors import ToolError
from ...text.phrases import day_of_year, weekday
from ..base import Arguments, Result, Tool, no_parameters, parameters
from ..wordings.clock import date_wanted, time_wanted
from .times_said import said_time, say


def clock(now: Callable[[tzinfo | None], datetime] = datetime.now) -> list[Tool]:
    async def time(arguments: Arguments) -> Result:
        place = str(arguments.get("place") or "").strip()
        when = now(zone_of(place) if place else None)
        there = f" in {place.title()}" if place else ""
        text, language = when.strftime("%H:%M on %A, %d %B %Y") + there, str(arguments.get("language") or "")
        if language and not place:
            return Result(text, say("time_is", language, time=said_time(when, language)))
        return Result(text, f"It is {spoken_time(when)}{there}.")

    async def date(arguments: Arguments) -> Result:
        when = now(None)
        text, language = when.strftime("%A, %d %B %Y"), str(arguments.get("language") or "")
        if language:
            day = {"weekday": weekday(when, language), "day": day_of_year(when, language)}
            return Result(text, say("date_is", language, **day))
        return Result(text, f"It is {spoken_date(when)}.")

    place = {"type": "string", "description": "a city, for the time elsewhere; left out: here"}
    return [
        Tool("get_time", "The time of day", parameters(place=place), time, instant=True, wanted=time_wanted),
        Tool("get_date", "Today's date and day of the week", no_parameters(), date, instant=True, wanted=date_wanted),
    ]


def spoken_time(when: datetime) -> str:
    """ "10:05 PM": read well by every voice."""
    return f"{when.hour % 12 or 12}:{when.minute:02} {'AM' if when.hour < 12 else 'PM'}"


def spoken_date(when: datetime) -> str:
    return f"{when:%A}, {when:%B} {when.day}, {when.year}"


def zone_of(place: str) -> tzinfo:
    """The time zone of a city, as the tz database names it. Raises `ToolError`."""
    from zoneinfo import ZoneInfo

    name = _zones().get(place.lower().removeprefix("the ").replace(" ", "_"))
    if name is None:
        raise ToolError(f"I do not know the time zone of {place}: name a large city near it")
    return ZoneInfo(name)


@cache
def _zones() -> dict[str, str]:
    from zoneinfo import available_timezones

    zones = {name.rpartition("/")[2].lower(): name for name in sorted(available_timezones())}
    return zones | {alias: zones[city] for alias, city in _ALIASES.items() if city in zones}


_ALIASES = {
    "san_francisco": "los_angeles", "california": "los_angeles", "seattle": "los_angeles", "boston": "new_york",
    "washington": "new_york", "miami": "new_york", "beijing": "shanghai", "china": "shanghai", "india": "kolkata",
    "delhi": "kolkata", "new_delhi": "kolkata", "mumbai": "kolkata", "munich": "berlin", "hamburg": "berlin",
    "germany": "berlin", "france": "paris", "italy": "rome", "spain": "madrid", "england": "london",
    "milan": "rome", "barcelona": "madrid", "korea": "seoul", "south_korea": "seoul", "geneva": "zurich",
    "rio_de_janeiro": "sao_paulo", "brazil": "sao_paulo", "moscow": "moscow", "kyoto": "tokyo", "osaka": "tokyo",
    "texas": "chicago", "dallas": "chicago", "houston": "chicago", "las_vegas": "los_angeles", "hawaii": "honolulu",
}  # fmt: skip
