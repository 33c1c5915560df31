"""Words whose period does not end a sentence."""

from __future__ import annotations

# In lower case and without the last period.
_TITLES = "dr mr mrs ms mx prof st sr jr gen col capt cmdr lt sgt rev hon mt ft gov sen rep pres hr dra sra mme mlle"
_INSIDE = (
    "e.g i.e eg ie cf vs viz ca approx incl excl al dept univ inc ltd co corp bros a.k.a "
    "jan feb apr aug sept oct nov dec z z.b d.h u.a bzw ggf evtl inkl p.ej"
)
_ALWAYS = frozenset(f"{_TITLES} {_INSIDE}".split())

_BEFORE_NUMBERS = frozenset("no nos nr fig figs vol ch chap sec sect eq p pp pg art bd abb s".split())
"""Abbreviations only with a number after them: "No. 5" but "No. That is wrong." """


def is_abbreviation(word: str, following: str) -> bool:
    """Whether the period after `word` (given without it) belongs to the word; `following` comes after the space.

    In doubt yes: two sentences spoken as one are a smaller fault than one torn apart.
    """
    lower = word.lower()
    if lower in ("a.m", "p.m"):
        return not following[0].isupper()
    if lower in _BEFORE_NUMBERS:
        return following[0].isdigit()
    return lower in _ALWAYS or _is_initials(word)


def _is_initials(word: str) -> bool:
    """ "J", "U.S", "e.V", but neither "I" nor a word of one syllable in a script that has no cases."""
    letters = word.split(".")
    if any(len(letter) != 1 or letter.upper() == letter.lower() for letter in letters):
        return False
    return len(letters) > 1 or (word.isupper() and word != "I")
