"""Money: "$29.99" is twenty-nine dollars and ninety-nine cents."""

from __future__ import annotations

import re

from ..rules import one_of, rules
from ..spelling import cardinal
from .numbers import FIGURE, is_one, number

_CURRENCIES = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"),
    "¥": ("yen", "yen", "sen", "sen"),
    "₹": ("rupee", "rupees", "paisa", "paise"),
    "₩": ("won", "won", "jeon", "jeon"),
    "₽": ("ruble", "rubles", "kopeck", "kopecks"),
    "₺": ("lira", "lira", "kurus", "kurus"),
    "₿": ("bitcoin", "bitcoins", "cent", "cents"),
    "CHF": ("Swiss franc", "Swiss francs", "centime", "centimes"),
    "CNY": ("yuan", "yuan", "fen", "fen"),
    "SEK": ("Swedish krona", "Swedish kronor", "öre", "öre"),
}
_SAME = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩", "RUB": "₽", "RMB": "CNY"}
_COUNTRIES = {
    "US$": "US", "C$": "Canadian", "CA$": "Canadian", "CAD": "Canadian", "A$": "Australian", "AU$": "Australian",
    "AUD": "Australian", "NZ$": "New Zealand", "HK$": "Hong Kong", "S$": "Singapore",
}  # fmt: skip
_MAGNITUDES = {
    "k": "thousand", "m": "million", "mn": "million", "mio": "million", "b": "billion", "bn": "billion",
    "tn": "trillion", "t": "trillion", "thousand": "thousand", "million": "million", "billion": "billion",
    "trillion": "trillion",
}  # fmt: skip

_SIGN = one_of([*_CURRENCIES, *_SAME, *_COUNTRIES])
_MAGNITUDE = rf"(?:\s?(?P<magnitude>(?i:{one_of(_MAGNITUDES)}))\b)?"
_PER = r"(?:\s?/\s?(?P<per>[A-Za-z]{1,8})\b)?"
_PERIODS = {"mo": "month", "yr": "year", "hr": "hour", "h": "hour", "d": "day", "wk": "week", "m": "month", "y": "year"}


def _amount(sign: str, figure: str, magnitude: str | None, *, first: str | None = None) -> str:
    country = _COUNTRIES.get(sign, "")
    one, many, small_one, small_many = _CURRENCIES[_SAME.get(sign, "$" if country else sign)]
    if country:
        one, many = f"{country} {one}", f"{country} {many}"
    if first:
        said = [number(first), "to", number(figure)]
    else:
        whole, point, fraction = figure.partition(".")
        if point and len(fraction) == 2 and not magnitude:
            large, small = int(whole.replace(",", "")), int(fraction)
            parts = [f"{number(whole)} {one if large == 1 else many}"] if large or not small else []
            parts += [f"{cardinal(small)} {small_one if small == 1 else small_many}"] if small else []
            return " and ".join(parts)
        said = [number(figure)]
    if magnitude:
        said.append(_MAGNITUDES[magnitude.lower()])
    return " ".join([*said, one if is_one(figure) and not (magnitude or first) else many])


def _money(match: re.Match[str]) -> str:
    found = match.groupdict()
    said = _amount(found["sign"], found["figure"], found["magnitude"], first=found.get("first"))
    minus = "minus " if found.get("minus") else ""
    per = found.get("per")
    return minus + said + (f" per {_PERIODS.get(per, per)}" if per else "")


MONEY = rules(
    (
        rf"(?<![\w.,])(?P<minus>(?<![\w)])[-−])?(?P<sign>{_SIGN})\s?"
        rf"(?:(?P<first>{FIGURE})\s?[-–]\s?(?:{_SIGN})?)?(?P<figure>{FIGURE}){_MAGNITUDE}{_PER}(?!\w|[.,]\d)",
        _money,
    ),
    (
        rf"(?<![\w.,])(?P<minus>(?<![\w)])[-−])?(?:(?P<first>{FIGURE})\s?[-–]\s?)?"
        rf"(?P<figure>{FIGURE}){_MAGNITUDE}\s?(?P<sign>{_SIGN}){_PER}(?!\w)",
        _money,
    ),
    (r"(?<![\w.,])(\d+)\s?¢", lambda m: f"{number(m[1])} {'cent' if is_one(m[1]) else 'cents'}"),
)
