"""All of English, in the order in which one thing may look like another."""

from __future__ import annotations

from ..rules import apply
from .addresses import ADDRESSES
from .dates import DATES, US_DATES
from .identifiers import FILES, IDENTIFIERS
from .money import MONEY
from .names import ABBREVIATIONS, ACRONYMS, ROMAN
from .numbers import DECADES, NUMBERS, RANGES_AND_FRACTIONS
from .symbols import POWERS, ROUGHLY, SYMBOLS
from .times import TIMES
from .units import UNITS

_BEFORE = (*ADDRESSES, *FILES, *ABBREVIATIONS)
_AFTER = (
    *ROUGHLY,
    *DECADES,
    *TIMES,
    *MONEY,
    *UNITS,
    *POWERS,
    *RANGES_AND_FRACTIONS,
    *SYMBOLS,
    *NUMBERS,
    *IDENTIFIERS,
    *ROMAN,
    *ACRONYMS,
)


def english(text: str, region: str = "US") -> str:
    """`region` decides what 12/05/2026 is: in the US the fifth of December, elsewhere the twelfth of May."""
    return apply(text, (*_BEFORE, *(US_DATES if region == "US" else DATES), *_AFTER))
