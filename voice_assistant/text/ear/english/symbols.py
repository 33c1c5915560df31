"""Mathematics and signs that stand for words."""

from __future__ import annotations

import re

from ..rules import rules
from .numbers import FIGURE, number

_SIGNS = {
    "=": "equals", "≈": "is about", "≠": "is not equal to", "≤": "is at most", "≥": "is at least", "±": "plus or minus",
    "×": "times", "÷": "divided by", "→": "to", "⇒": "so", "←": "from", "↔": "to and from", "∞": "infinity",
    "√": "the square root of", "∑": "the sum of", "∫": "the integral of", "∈": "in", "∉": "not in", "∪": "union",
    "∩": "intersection", "∀": "for all", "∃": "there exists", "∂": "partial", "∆": "delta", "π": "pi", "µ": "micro",
    "≡": "is identical to", "∝": "is proportional to", "¬": "not", "∧": "and", "∨": "or", "⊂": "subset of",
}  # fmt: skip
_COMPARED = {
    "!=": "is not equal to", "==": "equals", "<=": "is at most", ">=": "is at least", "->": "to", "=>": "to",
    "<-": "from", "<->": "to and from", "&&": "and", "||": "or", ":=": "is set to", "+=": "plus equals", "...": "...",
}  # fmt: skip
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ", "0123456789-n")


def _power(match: re.Match[str]) -> str:
    base, exponent = match["base"], match["exponent"].translate(_RAISED).strip("{}()")
    said = number(base) if base[0].isdigit() else base
    if exponent in ("2", "3"):
        return f"{said} {'squared' if exponent == '2' else 'cubed'}"
    if re.fullmatch(r"-?\d+", exponent):
        exponent = number(exponent)
    return f"{said} to the power of {exponent.replace('-', 'minus ')}"


POWERS = rules(
    (
        rf"(?<![\w.,])(?P<base>{FIGURE})[eE](?P<exponent>[-+−]?\d{{1,3}})(?![\w.])",
        lambda m: f"{number(m['base'])} times ten to the power of {number(m['exponent'])}",
    ),
    (
        rf"(?<![\w.,])(?P<base>{FIGURE}|[A-Za-z]{{1,2}}|\))\s?(?:\^|\*\*)\s?(?P<exponent>[-−]?\d+|[a-z]\b|\{{[^{{}}\n]{{1,20}}\}}|\([^()\n]{{1,20}}\))",
        _power,
    ),
    (rf"(?<![\w.,])(?P<base>{FIGURE}|[A-Za-z])(?P<exponent>⁻?[⁰²³⁴⁵⁶⁷⁸⁹¹ⁿ]+)", _power),
    (r"(?<=[a-z.,;!?])[¹²³⁴⁵⁶⁷⁸⁹⁰]+", ""),  # a footnote's mark
)  # fmt: skip

ROUGHLY = rules(
    (r"(?<![\w+)])\+(?=\d)", "plus "),
    (r"(?:(?<=[\d)])|(?<=\b\w)) < (?=[\w$£€-])", " is less than "),
    (r"(?:(?<=[\d)])|(?<=\b\w)) > (?=[\w$£€-])", " is greater than "),
    (r"(?<![\w~])[~≈∼]\s?(?=[$£€¥]?\d)", "about "),
    (r"(?<![\w.<-])<\s?(?=[$£€¥]?\d)", "less than "),
    (r"(?<![\w.>=-])>\s?(?=[$£€¥]?\d)", "more than "),
)

SYMBOLS = rules(
    (r"(?<=\s)(!=|==|<=|>=|<->|->|=>|<-|&&|\|\||:=|\+=)(?=\s)", lambda m: _COMPARED[m[1]]),
    (r"(?<=\w)\s?(->|=>)\s?(?=\w)", " to "),
    (r"(?<=[\d)])\s?[*·∙]\s?(?=[\d(A-Za-z])|(?<=[A-Za-z]) \* (?=[\w(])", " times "),
    (r"(?<=\d)\s?[x×]\s?(?=\d)", " times "),
    (r"(?:(?<=[\d)])|(?<=\d[a-z])) [-−] (?=[\d(a-z])|(?<=\b[a-z]) [-−] (?=\d|[a-z]\b)", " minus "),
    (r"(?<=[\w)])\s?\+\s?(?=[\d(])|(?<=[\w)]) \+ (?=[\w(])", " plus "),
    (r"(?<=\d)\+(?![\w+])", " plus"),
    (r"(?<=[\d)]) / (?=[\d(a-z])", " divided by "),
    (r"(?<=[\w)])\s?={1,3}\s?(?=[\w(\"'-])", " equals "),
    (r"(?<![\w#&])#\s?(?=\d)", "number "),
    (r"(?<![\w#&])#(?=[A-Za-z])", "hashtag "),
    (r"\b([CF])#(?!\w)", r"\1 sharp"),
    (r"\bC\+\+", "C plus plus"),
    (r"(?<![\w@])@(?=\w)", "at "),
    (r" @ ", " at "),
    (r"\s?&(?:amp;)?\s?", " and "),
    (r"§§?\s?(?=\d)", "section "),
    (r"[™®©]", ""),
    (r"\b([Hh]e|[Ss]he|[Hh]im|[Hh]is|[Hh]er)/(she|he|her|hers|him|his|they|them)\b", r"\1 or \2"),
    (r"\band/or\b", "and or"),
    (r"(?<=[A-Za-z])/(?=[A-Za-z])", " "),
    (rf"[{''.join(_SIGNS)}]", lambda m: f" {_SIGNS[m[0]]} "),
    (r"(?<=\S) ?\| ?(?=\S)", ", "),
    (r"[|{}]|(?<!\w)[<>~^]+(?!\w)|\\(?=\s|$)", " "),
)  # fmt: skip
