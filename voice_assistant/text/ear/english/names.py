"""Abbreviations, acronyms, and Roman numerals after names."""

from __future__ import annotations

import re

from ..rules import one_of, rules
from ..spelling import cardinal, ordinal

_TITLES = {
    "Dr": "Doctor", "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Mx": "Mix", "Prof": "Professor", "St": "Saint",
    "Gen": "General", "Col": "Colonel", "Capt": "Captain", "Cmdr": "Commander", "Lt": "Lieutenant", "Sgt": "Sergeant",
    "Rev": "Reverend", "Hon": "Honourable", "Gov": "Governor", "Sen": "Senator", "Rep": "Representative",
    "Pres": "President", "Mt": "Mount", "Ft": "Fort", "Messrs": "Messieurs",
}  # fmt: skip
_PHRASES = {
    "e.g": "for example", "eg": "for example", "i.e": "that is", "ie": "that is", "vs": "versus", "cf": "compare",
    "approx": "approximately", "viz": "namely", "incl": "including", "excl": "excluding",
    "a.k.a": "also known as", "w.r.t": "with respect to", "resp": "respectively", "esp": "especially",
    "dept": "department", "Dept": "Department", "univ": "university", "Univ": "University", "govt": "government",
    "misc": "miscellaneous", "avg": "average",
}  # fmt: skip
_PHRASE = one_of(set(_PHRASES) - {"eg", "ie"})
_LAST = {
    "etc": "et cetera", "et al": "and others", "Inc": "Incorporated", "Ltd": "Limited", "Corp": "Corporation",
    "Jr": "Junior", "Sr": "Senior", "Bros": "Brothers", "Co": "Company", "Ave": "Avenue", "Blvd": "Boulevard",
    "Rd": "Road", "Ph.D": "PhD",
}  # fmt: skip
_BEFORE_NUMBERS = {
    "no": "number", "nos": "numbers", "nr": "number", "fig": "figure", "figs": "figures", "vol": "volume",
    "ch": "chapter", "chap": "chapter", "sec": "section", "sect": "section", "eq": "equation", "p": "page",
    "pp": "pages", "pg": "page", "art": "article", "ver": "version", "approx": "approximately", "ca": "circa",
    "c": "circa",
}  # fmt: skip

_AS_LETTERS = (
    "IDE IDEs UX CLI CLIs GUI GUIs AWS IAM ETA EOF AM IE PY MD RS TS ERP EMI ADA ESP AKA APA EPA IPA IRA UAE UEFI "
    "ALU ORM ISP AST EST EDT AES ECU URI URIs ICU IQ ADHD EKG IRS ATM FAQ FAQs UFO"
).split()
"""Those that a synthesiser takes for words."""

_AS_WORDS = {
    "WYSIWYG": "wizzywig", "SCSI": "scuzzy", "IEEE": "I triple E", "OAuth": "O auth", "iOS": "I O S",
    "macOS": "mac O S", "GitHub": "git hub", "LaTeX": "lah tech", "nginx": "engine X", "LLaMA": "llama",
    "PyPI": "pie P I", "NumPy": "num pie", "SciPy": "sigh pie", "PyTorch": "pie torch", "TOML": "tom ul",
    "GNOME": "gnome",
}  # fmt: skip

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_NUMBERED = (
    "Chapter Part Book Volume Section Act Scene Appendix Article Phase Stage Type Class Level Canto Psalm Grade War "
    "Table Figure Title Version Episode Season Round Bowl Vatican Rocky Final Fantasy Apollo"
).split()
_RULERS = (
    "Henry Louis Charles George William Edward James Richard Elizabeth Mary Philip Ferdinand Francis Frederick "
    "Wilhelm Otto Napoleon Nicholas Alexander Peter Paul Ivan Catherine Pius John Benedict Gregory Leo Clement "
    "Innocent Urban Julius Ramses Rameses Ptolemy Thutmose Amenhotep Darius Xerxes Alfonso Carlos Juan Felipe "
    "Gustav Christian Harald Haakon Olaf Leopold Albert Baudouin Umberto Victor Emmanuel Maximilian Rudolf Joseph "
    "Sixtus Boniface Celestine Cyrus Mehmed Murad Selim Umar Hassan Mohammed Abdullah Tsar Pope King Queen"
).split()


def roman(text: str) -> int | None:
    """The value of a well-formed Roman numeral."""
    if not re.fullmatch(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})", text) or not text:
        return None
    values = [_ROMAN[letter] for letter in text]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def _value(match: re.Match[str]) -> int | None:
    """None also where "I" is somebody who does something: "Mary I think"."""
    if match[2] == "I" and re.match(r" [a-z]+", match.string[match.end() :][:12]):
        return (
            1
            if re.match(r" (?:of|and|was|is|in|on|to|by|who|had|the|began|ended)\b", match.string[match.end() :][:12])
            else None
        )
    return roman(match[2])


def _numbered(match: re.Match[str]) -> str:
    value = _value(match)
    return f"{match[1]} {cardinal(value)}" if value else match[0]


def _ruler(match: re.Match[str]) -> str:
    value = _value(match)
    return f"{match[1]} the {ordinal(value)}" if value else match[0]


def _last(match: re.Match[str]) -> str:
    """The period stays where it also ends the sentence."""
    after = match.string[match.end() : match.end() + 3]
    ends = not after.strip(")\"'”’ ") or re.match(r"[)\"'”’]*\s+[A-Z]", after)
    return _LAST[match[1]] + ("." if ends else "")


def _phrase(match: re.Match[str]) -> str:
    said = _PHRASES.get(match[1]) or _PHRASES[match[1].lower()]
    return said[0].upper() + said[1:] if match[1][0].isupper() else said


ABBREVIATIONS = rules(
    (rf"\b({one_of(_TITLES)})\.(?=\s+(?:[A-Z&]|and\b))", lambda m: _TITLES[m[1]]),
    (rf"\b(?i:({one_of(_BEFORE_NUMBERS)}))\.\s?(?=\d|[IVXL]{2,}\b)", lambda m: _BEFORE_NUMBERS[m[1].lower()] + " "),
    (rf"(?<![\w.])({_PHRASE}|E\.g|I\.e|Approx|Incl)\.(?!\w),?(?=\s)", _phrase),
    (r"(?<![\w.])(eg|ie)\.?,(?=\s)", _phrase),
    (r"(?<=[a-z\d)])\s(vs)\.?(?=\s)", lambda m: " versus"),
    (rf"(?<![\w.])({one_of(_LAST)})\.(?!\w)", _last),
    (r"(?<![\w.])((?:[A-Z]\.){1,3}[A-Z])\.(?=\s+\w)", lambda m: m[1]),
    (r"(?:(?<=^)|(?<=[A-Z]\s)|(?<=[A-Z]\.\s)|(?<=[a-z]\s))([A-HJ-Z])\.(?=\s+[A-Z][A-Za-z.])", lambda m: m[1]),
    (r"\bw/o\b", "without"),
    (r"\bw/(?=\s)", "with"),
    (r"\bb/c\b", "because"),
    (r"\b(\d+|[a-z]+) approx\b\.?", lambda m: f"{m[1]} approximately"),
)  # fmt: skip

ROMAN = rules(
    (rf"\b({one_of(_NUMBERED)}) ([IVXLCDM]+)\b(?!['’.]\w)", _numbered),
    (rf"\b({one_of(_RULERS)}) ([IVX]+)\b(?!['’.]\w)", _ruler),
)  # fmt: skip

ACRONYMS = rules(
    (rf"(?<![\w.])({one_of(_AS_LETTERS)})(?!\w)", lambda m: _lettered(m[1])),
    (rf"(?<![\w.])({one_of(_AS_WORDS)})(?!\w)", lambda m: _AS_WORDS[m[1]]),
)


def _lettered(acronym: str) -> str:
    """ "I.D.E": letter by letter, with no period at the end that could end a sentence."""
    letters, many = (acronym[:-1], "s") if acronym.endswith("s") else (acronym, "")
    return ".".join(letters) + many
