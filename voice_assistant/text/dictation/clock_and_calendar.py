"""Times of day, years, dates and telephone numbers in English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .numerals import NUMERALS

_TIME_BEFORE = frozenset("at by until till from before after around about to between".split())
_HALF_OF_DAY = {"a.m": "a.m.", "p.m": "p.m.", "am": "a.m.", "pm": "p.m."}
_MONTHS = frozenset("january february march april may june july august september october november december".split())


def english_special(words: Sequence[str], after: Sequence[str], before: str) -> tuple[str, int] | None:
    """Times of day, years and digits one by one, and how many words they take; None for other numbers.

    `after` are the words that follow up to the next mark, `before` the one in front or "".
    """
    names, used = NUMERALS["en"], len(words)
    half, more = _half_of_day(after)
    if half and (hour := names.value(words)) and hour.isdigit() and 1 <= int(hour) <= 12:
        return f"{hour} {half}", used + more
    for hour_or_century, rest in _pairs(words):
        if half and 1 <= hour_or_century <= 12 and rest < 60:
            return f"{hour_or_century}:{rest:02d} {half}", used + more
        counted = names.percents(after) or (after and (after[0] in names.units or after[0] in names.money))
        if before in _TIME_BEFORE and 1 <= hour_or_century <= 12 and rest < 60 and not counted:
            return f"{hour_or_century}:{rest:02d}", used
        if 16 <= hour_or_century <= 20 and not counted:
            return f"{hour_or_century}{rest:02d}", used
    digits = [digit for word in words if (digit := names.digit(word)) is not None]
    if used >= 4 and len(digits) == used:
        return _telephone("".join(digits)), used
    return None


def _pairs(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """ "seven forty five" -> (7, 45)."""
    for at in range(1, len(words)):
        first, second = NUMERALS["en"].value(words[:at]), _two_digits(words[at:])
        if first is not None and first.isdigit() and second is not None:
            yield int(first), second


def _telephone(digits: str) -> str:
    if len(digits) == 7:
        return f"{digits[:3]}-{digits[3:]}"
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" if len(digits) == 10 else digits


def _two_digits(words: Sequence[str]) -> int | None:
    """ "oh five" -> 5, "forty five" -> 45, "five" -> None."""
    names = NUMERALS["en"]
    if len(words) == 2 and words[0] in names.zero and (digit := names.digit(words[1])) is not None:
        return int(digit)
    value = names.value(words)
    return int(value) if value is not None and value.isdigit() and 10 <= int(value) <= 99 else None


def _half_of_day(after: Sequence[str]) -> tuple[str, int]:
    if after and after[0] in _HALF_OF_DAY:
        return _HALF_OF_DAY[after[0]], 1
    if len(after) > 1 and after[0] in ("a", "p") and after[1] == "m":
        return f"{after[0]}.m.", 2
    return "", 0


_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth "
    "twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
).split()
_DAY = "|".join(sorted((ordinal.replace("-", "[- ]") for ordinal in _ORDINALS), key=len, reverse=True))
_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
_DAY_OF_MONTH = re.compile(rf"\b(?P<day>{_DAY}) of (?P<month>{_MONTH})\b", re.IGNORECASE)
_MONTH_AND_DAY = re.compile(rf"\b(?P<month>{_MONTH}) (?:the )?(?P<day>{_DAY})\b(?! of\b)", re.IGNORECASE)


def with_dates(text: str) -> str:
    """ "the third of march" -> "the 3rd of March", "March third" -> "March 3"."""
    text = _DAY_OF_MONTH.sub(lambda match: f"{_ordinal(_day(match))} of {match['month'].capitalize()}", text)
    return _MONTH_AND_DAY.sub(lambda match: f"{match['month'].capitalize()} {_day(match)}", text)


def _day(match: re.Match[str]) -> int:
    return _ORDINALS.index(match["day"].lower().replace(" ", "-")) + 1


def _ordinal(day: int) -> str:
    return f"{day}{'th' if 10 < day < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"
