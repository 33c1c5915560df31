"""Plain numbers: cardinals, ordinals, decimals, years, ranges, fractions."""

from __future__ import annotations

import re

from ..rules import rules
from ..spelling import cardinal, decimal, digits, integer, ordinal, year

FIGURE = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
"""Digits with or without commas and a fraction."""

BEFORE = r"(?<![\w.,/:^])"
AFTER = r"(?![\w/^]|[.,:]\d)"
MINUS = r"(?:(?<![\w)\]])[-−])?"
_DASH = r"\s?[-–—−]\s?"

_YEAR_WORDS = (
    "in since by until till before after from to of around circa year early late mid spring summer autumn fall winter "
    "through during between and copyright january february march april may june july august september october "
    "november december class vintage"
).split()
_NOT_PLURAL = "was is his its this has as us thus does always perhaps across".split()


def number(text: str) -> str:
    """A figure in words."""
    negative = text[:1] in "-−"
    whole, point, fraction = text.lstrip("-−+").replace(",", "").partition(".")
    said = decimal(whole, fraction, "point") if point else integer(whole)
    return f"minus {said}" if negative else said


def is_one(text: str) -> bool:
    return text.lstrip("-−") == "1"


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdigit() and 1100 <= int(text) < 2100


def _range(match: re.Match[str]) -> str:
    first, last = match["first"], match["last"]
    if _is_year(first) and (_is_year(last) or len(last) == 2):
        return f"{year(int(first))} to {year(int(last)) if len(last) == 4 else cardinal(int(last))}"
    return f"{number(first)} to {number(last)}"


_NAMED_PARTS = {"2": ("half", "halves"), "4": ("quarter", "quarters")}
_SAYINGS = {"24/7": "twenty-four seven", "9/11": "nine eleven", "50/50": "fifty fifty"}


def _fraction(match: re.Match[str]) -> str:
    if match[0] in _SAYINGS:
        return _SAYINGS[match[0]]
    whole, top, bottom = match["whole"], match["top"], match["bottom"]
    if _is_year(top) and len(bottom) == 2 and not whole:  # a season
        return f"{year(int(top))} {cardinal(int(bottom))}"
    if bottom in ("10", "100") and 1 < int(top) <= int(bottom) and not whole:
        return f"{number(top)} out of {number(bottom)}"
    if len(top) > 3 or len(bottom) > 4 or int(bottom) < 2 or (not whole and int(top) >= int(bottom)):
        return " ".join(filter(None, [whole and number(whole), f"{number(top)} over {number(bottom)}"]))
    one, many = _NAMED_PARTS.get(bottom) or (ordinal(int(bottom)), ordinal(int(bottom)) + "s")
    if int(bottom) > 100:
        said = f"{number(top)} over {number(bottom)}"
    elif top == "1":
        said = f"a {one}" if whole or bottom in _NAMED_PARTS else f"one {one}"
    else:
        said = f"{number(top)} {many}"
    return f"{number(whole)} and {said}" if whole else said


def _decade(match: re.Match[str]) -> str:
    text = match["decade"]
    century = year(int(text) // 100 * 100) if len(text) == 4 else ""
    tens = int(text[-2:])
    if tens == 0:
        return f"{century}s" if century else match[0]
    if century and int(text) // 100 != 20:
        century = cardinal(int(text) // 100)
    elif century:
        century = "twenty" if tens else century
    return f"{century} {cardinal(tens)[:-1]}ies".strip()


_VULGAR = dict(
    zip(
        "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞",
        "a half;one third;two thirds;a quarter;three quarters;one fifth;two fifths;three fifths;four fifths;"
        "one sixth;five sixths;one eighth;three eighths;five eighths;seven eighths".split(";"),
        strict=True,
    )
)


def _vulgar(match: re.Match[str]) -> str:
    said = _VULGAR[match["part"]]
    return f"{number(match['whole'])} and {said}" if match["whole"] else said


def _plain(match: re.Match[str]) -> str:
    text = match[0]
    following = match.string[match.end() : match.end() + 24]
    before = match.string[max(0, match.start() - 24) : match.start()]
    if _is_year(text) and _reads_as_year(before, following):
        return year(int(text))
    return number(text)


def _reads_as_year(before: str, following: str) -> bool:
    word = re.search(r"([A-Za-z]+)[.,]?\s+$", before)
    counted = re.match(r"\s+([a-z]+s)\b", following)
    if counted and counted[1] not in _NOT_PLURAL:
        return False
    if word:
        return word[1].lower() in _YEAR_WORDS
    return before.endswith(("(", "\u2019", "Q1 ", "Q2 ", "Q3 ", "Q4 ")) or (
        not before.strip() and re.match(r"\s+(?:was|is|saw|brought|will)\b", following) is not None
    )


RANGES_AND_FRACTIONS = rules(
    (rf"{BEFORE}(?P<first>{FIGURE}) - (?P<last>{FIGURE})(?= [a-z]+s\b)", _range),
    (rf"{BEFORE}(?P<whole>\d+)?\s?(?P<part>[{''.join(_VULGAR)}])(?!\w)", _vulgar),
    (rf"{BEFORE}(?:(?P<whole>\d+) )?(?P<top>\d+)[/⁄](?P<bottom>\d+){AFTER}", _fraction),
    (
        rf"{BEFORE}(?<![-–])(?P<first>{FIGURE}){_DASH.replace(chr(92) + 's?', '')}(?P<last>{FIGURE}){AFTER}(?![-–])",
        _range,
    ),
    (rf"{BEFORE}(?P<first>{FIGURE}) – (?P<last>{FIGURE}){AFTER}", _range),
)

DECADES = rules(
    (r"(?<![\w.,])(?P<decade>(?:1[1-9]|20)\d0)['’]?s\b", _decade),
    (
        r"(?:(?<=\bthe )|(?<=\bearly )|(?<=\bmid )|(?<=\bmid-)|(?<=\blate "
        r")|(?<!\w)(?=['’]))['’]?(?P<decade>[2-9]0)['’]?s\b",
        _decade,
    ),
)

NUMBERS = rules(
    (r"^\d{1,3}(?=\. +\w)", lambda m: number(m[0]).capitalize()),  # of a list
    (r"(?<![\w.,])(\d{1,3}(?:,\d{3})+|\d{1,15})(?:st|nd|rd|th)\b", lambda m: ordinal(int(m[1].replace(",", "")))),
    (
        r"(?i)\b(code|pin|zip|password|passcode|account|extension|call|dial|flight|room)((?: number)?(?: is|:)?) "
        r"(\d{3,12})\b(?![.,]\d)",
        lambda m: f"{m[1]}{m[2]} {digits(m[3])}",
    ),
    (rf"{BEFORE}{MINUS}(?:{FIGURE}|\.\d+){AFTER}", _plain),
    (r"(?<=[A-Za-z]-)\d+(?!\w|[.,]\d)", lambda m: number(m[0])),
)
