"""Numbers in words, by the rules of Unicode's CLDR."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unicode_rbnf import RbnfEngine

MOST = 10**15
"""From here on nobody knows the names: said digit by digit."""

_DIGITS_AFTER_POINT = frozenset({"en", "de", "nl", "zh", "ko"})
"""Languages that say 3.14 as "one four"; the others say "fourteen"."""


@cache
def _engine(language: str) -> RbnfEngine:
    from unicode_rbnf import RbnfEngine  # its rules are read from a file

    return RbnfEngine.for_language(language)


@cache
def _digit(digit: str, language: str) -> str:
    return _said(int(digit), language, None)


def _said(number: int, language: str, ruleset: str | None) -> str:
    rulesets = [ruleset] if ruleset else None
    text = _engine(language).format_number(number, ruleset_names=rulesets).text
    return text.replace("\u00ad", "").replace("〇", "零")


def cardinal(number: int, language: str = "en", ruleset: str | None = None) -> str:
    return _said(number, language, ruleset) if abs(number) < MOST else digits(str(number), language)


def ordinal(number: int, language: str = "en", ruleset: str = "spellout-ordinal") -> str:
    return _said(number, language, ruleset) if number < MOST else digits(str(number), language)


def year(number: int, language: str = "en") -> str:
    """As people say it: "nineteen oh-five"."""
    return _said(number, language, "spellout-numbering-year").replace("oh-", "oh ")


def digits(text: str, language: str = "en") -> str:
    """One by one; what is no ASCII digit is left out."""
    between = "" if language in ("zh", "ko") else " "
    return between.join(_digit(char, language) for char in text if char in "0123456789")


def decimal(whole: str, fraction: str, point: str, language: str = "en") -> str:
    """`whole` and `fraction` are digits; `point` is what is said between them."""
    between = "" if language in ("zh", "ko") else " "
    one_by_one = language in _DIGITS_AFTER_POINT or fraction.startswith("0") or len(fraction) > 2
    after = digits(fraction, language) if one_by_one else cardinal(int(fraction), language)
    return between.join((integer(whole or "0", language), point, after))


def integer(text: str, language: str = "en") -> str:
    """Digits as a number, or one by one when they are too many, or begin with a zero that no number has."""
    if len(text) > 15 or (len(text) > 1 and text[0] == "0"):
        return digits(text, language)
    return cardinal(int(text), language)
