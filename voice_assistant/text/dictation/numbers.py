"""Numbers, units, money, times and dates as they are written, where the recogniser left words.

`text2num` knows what numerals mean; what is written in figures is decided here: small numbers stay words unless a
unit follows, as in any newspaper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .clock_and_calendar import english_special, with_dates
from .east_asian_numbers import with_east_asian_numbers
from .numerals import NUMERALS, Numerals
from .tokens import Token, joined, tokens


def with_figures(text: str, language: str) -> str:
    """`text` with its numbers in figures; the same string when there are none, or none that we know."""
    if language in ("zh", "ko"):
        return with_east_asian_numbers(text, language)
    if (names := NUMERALS.get(language)) is None:
        return text
    if names.english:
        text = with_dates(text)
    said = tokens(text)
    done: list[Token] = []
    at, found = 0, False
    while at < len(said):
        length = _run(said, at, names)
        if not length:
            done.append(said[at])
            at += 1
            continue
        figure, used = _figure(said, at, length, done, names)
        if figure is None:
            done += said[at : at + used]
        else:
            found = True
            trail = said[at + used - 1].trail
            done.append(replace(said[at], core=figure, trail=trail[1:] if figure.endswith(".") else trail))
        at += used
    return joined(done) if found else text


def _run(said: Sequence[Token], at: int, names: Numerals) -> int:
    """How many words at `at` belong to one numeral; marks end it."""
    length = 0
    while at + length < len(said):
        token = said[at + length]
        inside = names.is_numeral(token.key) or (length and token.key in (*names.and_, names.point, *names.zero))
        if not inside or (length and token.lead):
            break
        length += 1
        if token.trail:
            break
    while length and said[at + length - 1].key in (*names.and_, names.point):
        length -= 1
    return length


def _figure(said: Sequence[Token], at: int, length: int, done: list[Token], names: Numerals) -> tuple[str | None, int]:
    """What to write for the numeral at `at`, None to leave its words, and how many words that takes."""
    for used in range(length, 0, -1):
        words = [token.key for token in said[at : at + used]]
        if words[-1] in (*names.and_, names.point):
            continue
        before = done[-1].key if done and not done[-1].trail else ""
        if names.english and (special := english_special(words, _after(said, at + used), before)) is not None:
            return special
        if (value := names.value(words)) is not None:
            return _plain(value, said, at, used, done, names)
    return None, length


def _plain(
    value: str, said: Sequence[Token], at: int, used: int, done: list[Token], names: Numerals
) -> tuple[str | None, int]:
    """A number and its unit. Takes a minus, or the article of "a hundred", off the end of `done`."""
    after = _after(said, at + used)
    unit = after[0] if after else ""
    before = done[-1].key if done and not done[-1].trail else ""
    percents = names.percents(after)
    counted = bool(percents) or unit in names.units or unit in names.money
    large = float(value) >= 10 or "." in value
    if before in names.one and used == 1 and said[at].key in names.round_ and not counted:
        return None, used  # "a hundred people"
    if not large and not counted and before not in names.minus:
        return None, used
    if not counted and float(value) <= 20 and _ends_range(done, names):
        return None, used  # "five to ten"
    if before in names.minus and (large or counted):
        done.pop()
        value = "-" + value
    elif before in names.one and said[at].key in names.round_:
        done.pop()
    shown = names.shown(value)
    if percents:
        return shown + names.percent_sign, used + percents
    if unit in names.money and names.money_first:
        cents, more = _cents(said, at + used + 1, names)
        return names.money[unit] + shown + (f".{cents:02d}" if more else ""), used + 1 + more
    if names.english and float(value) >= 1_000_000 and float(value) % 100_000 == 0:
        size, name = (1e9, "billion") if float(value) >= 1e9 else (1e6, "million")
        return f"{float(value) / size:g} {name}", used
    return shown, used


def _after(said: Sequence[Token], end: int) -> list[str]:
    """The words that follow, up to the next mark."""
    found: list[str] = []
    while end < len(said) and len(found) < 4 and not said[end - 1].trail:
        found.append(said[end].key)
        end += 1
    return found


def _ends_range(done: Sequence[Token], names: Numerals) -> bool:
    return (
        len(done) > 1
        and done[-1].key in ("to", "or", "bis", "oder", "à", "ou", "a", "o")
        and names.is_numeral(done[-2].key)
    )


def _cents(said: Sequence[Token], at: int, names: Numerals) -> tuple[int, int]:
    """ "and fifty cents" -> 50 and how many words that is, 0 when there is no such thing."""
    start = at + 1 if at < len(said) and said[at].key in names.and_ else at
    if at >= len(said) or said[at - 1].trail:
        return 0, 0
    length = _run(said, start, names)
    value = names.value([token.key for token in said[start : start + length]]) if length else None
    end = start + length
    if value is None or "." in value or not float(value) < 100 or end >= len(said) or said[end].key not in names.cents:
        return 0, 0
    return int(value), end + 1 - at
