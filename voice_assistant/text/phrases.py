"""What the assistant says by itself, in the language it is spoken to in: tables of phrases, and lengths and days.

A table is a TOML file of sections by language; what a language lacks is said in English.
"""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

ENGLISH = "en"
_UNITS: tuple[tuple[Literal["day", "hour", "minute", "second"], int], ...] = (
    ("day", 86400),
    ("hour", 3600),
    ("minute", 60),
    ("second", 1),
)


class Phrases:
    """Of the `file`, read when something is said."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __call__(self, key: str, language: str = "", **values: object) -> str:
        """The phrase, with `values` in its braces."""
        tables = _tables(self._file)
        phrase = tables.get(language[:2], {}).get(key) or tables[ENGLISH][key]
        return phrase.format(**values)

    @property
    def languages(self) -> list[str]:
        return list(_tables(self._file))


@cache
def _tables(file: Path) -> dict[str, dict[str, str]]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def length(seconds: float, language: str) -> str:
    """ "1 Stunde und 30 Minuten"; `language` is one that babel knows, English for any other."""
    from babel.dates import format_timedelta
    from babel.lists import format_list

    left, parts = round(seconds), []
    for unit, worth in _UNITS:
        count, left = divmod(left, worth)
        if count and not (unit == "second" and seconds >= 600):
            parts.append(
                format_timedelta(
                    timedelta(seconds=count * worth), granularity=unit, threshold=1e9, locale=_locale(language)
                )
            )
    return str(format_list(parts, locale=_locale(language))).replace("\xa0", " ")


def weekday(day: date, language: str) -> str:
    """ "Montag"."""
    from babel.dates import format_date

    return format_date(day, "EEEE", locale=_locale(language))


def day_of_year(day: date, language: str) -> str:
    """ "2. März"."""
    from babel.dates import format_skeleton

    return format_skeleton("MMMMd", datetime(day.year, day.month, day.day), locale=_locale(language))


@cache
def _locale(language: str) -> str:
    from babel import localedata

    return language[:2] if language and localedata.exists(language[:2]) else ENGLISH
