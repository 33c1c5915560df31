"""A text letter by letter, for the ear. Pure."""

from __future__ import annotations

import re

_SIGNS = {
    "en": {".": "dot", ",": "comma", "-": "dash", "_": "underscore", "/": "slash", ":": "colon", "@": "at", "&": "and",
           "%": "percent", "+": "plus", "'": "apostrophe", "(": "open bracket", ")": "close bracket", "#": "hash",
           "!": "exclamation mark", "?": "question mark", "$": "dollar", "€": "euro", "*": "star", "=": "equals"},
    "de": {".": "Punkt", ",": "Komma", "-": "Strich", "_": "Unterstrich", "/": "Schrägstrich", ":": "Doppelpunkt",
           "@": "at", "&": "und", "%": "Prozent", "+": "plus", "'": "Apostroph", "#": "Raute", "€": "Euro",
           "!": "Ausrufezeichen", "?": "Fragezeichen"},
    "fr": {".": "point", ",": "virgule", "-": "tiret", "_": "tiret bas", "/": "barre", ":": "deux points",
           "@": "arobase", "&": "et", "%": "pour cent", "+": "plus", "'": "apostrophe", "€": "euro"},
    "es": {".": "punto", ",": "coma", "-": "guion", "_": "guion bajo", "/": "barra", ":": "dos puntos",
           "@": "arroba", "&": "y", "%": "por ciento", "+": "más", "'": "apóstrofo", "€": "euro"},
}  # fmt: skip
_CASES = {
    "en": ("capital", "small"),
    "de": ("groß", "klein"),
    "fr": ("majuscule", "minuscule"),
    "es": ("mayúscula", "minúscula"),
}
_CODE = re.compile(r"(?=.*[a-z])(?=.*(?:\d|.[A-Z])).*")
MOST = 80
"""Characters; more nobody wants spelled."""


def spelled_out(text: str, language: str = "en") -> str:
    """ "Tofu 2" -> "T, O, F, U. 2." Where it matters, as in a password, it says what is a capital."""
    signs = _SIGNS.get(language, _SIGNS["en"])
    return " ".join(f"{_word(word, signs, language)}." for word in text[:MOST].split())


def _word(word: str, signs: dict[str, str], language: str) -> str:
    large, small = _CASES.get(language, _CASES["en"])
    inner = word.strip(".,:;!?()'\"")
    case_matters = bool(_CODE.fullmatch(inner)) and not inner.isupper()
    said = []
    for letter in word if case_matters else inner or word:
        if letter.isalpha() and letter.lower() != letter.upper():
            said.append(f"{large if letter.isupper() else small} {letter.upper()}" if case_matters else letter.upper())
        else:
            said.append(signs.get(letter, letter))
    return ", ".join(said)
