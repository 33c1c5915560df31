""" "What is 17 times 23?" "How much is 15 percent of 80?" In words or signs, to Python's notation."""

from __future__ import annotations

import re

from ..base import Arguments
from ..spoken import forms

_BEFORE = re.compile(
    r"(?:what(?:'s| is| are| does| a)?|how much (?:is|are|does)|calculate|compute|work out|figure out|evaluate|solve"
    r"|the (?:answer|result) (?:of|to)|was ist|wie viel ist|wieviel ist|rechne|combien font|combien fait"
    r"|cuánto es|cuánto son) (?:the (?:result|value|answer|product|sum) of )?"
)
_AFTER = re.compile(r" ?(?:equals?|make|equal to|is|=|make(?:s)? what|equals? what)$")
_N = r"(-?\d+(?:\.\d+)?)"
_SENTENCES = [  # whole forms, rewritten
    (re.compile(rf"(?:the )?(?:sum of|add) {_N} (?:and|to|plus) {_N}"), r"\1 + \2"),
    (re.compile(rf"(?:the )?(?:difference (?:between|of)) {_N} and {_N}"), r"\1 - \2"),
    (re.compile(rf"subtract {_N} from {_N}"), r"\2 - \1"),
    (re.compile(rf"(?:the )?(?:product of|multiply) {_N} ?(?:and|by|with|times|x) ?{_N}"), r"\1 * \2"),
    (re.compile(rf"(?:the )?(?:quotient of|divide) {_N} (?:and|by) {_N}"), r"\1 / \2"),
]
_WORDS = [
    (re.compile(pattern), sign)
    for pattern, sign in (
        (rf"{_N} ?(?:percent|per cent|%) of ", r"\1 / 100 * "),
        (rf"{_N} ?(?:percent|per cent|%)", r"(\1 / 100)"),
        (rf"(?:the )?(?:square root|root) of {_N}", r"sqrt(\1)"),
        (rf"(?:the )?(?:cube root|cubic root) of {_N}", r"cbrt(\1)"),
        (rf"(?:the )?factorial of {_N}|{_N} factorial", r"factorial(\1\2)"),
        (rf"half of {_N}|half {_N}", r"\1\2 / 2"),
        (r" ?(?:to the power of|raised to the power of|raised to|to the power|hoch) ?", " ** "),
        (r" to the third(?: power)?", " ** 3"),
        (r" to the second(?: power)?", " ** 2"),
        (r" to the (\d+)(?:st|nd|rd|th)(?: power)?", r" ** \1"),
        (r" squared\b", " ** 2"),
        (r" cubed\b", " ** 3"),
        (r" ?(?:times|multiplied by|multiplied with|mal|fois|por) ?", " * "),
        (r"(?<=[\d)]) ?x ?(?=[\d(])", " * "),
        (r" ?(?:divided by|over|geteilt durch|durch|divisé par|entre|dividido por) ?", " / "),
        (r" ?(?:plus|und|added to) ?", " + "),
        (r" ?(?:minus|less|moins|menos|take away) ?", " - "),
        (r" ?(?:modulo|mod) ?", " % "),
        (r"\bpi\b", "pi"),
    )
]
_EXPRESSION = re.compile(r"(?:[\d.\s+\-*/%()]|sqrt|cbrt|factorial|pi)+")
_OPERATION = re.compile(r"\d\s*[+*/%]|\d\s*-\s*[\d(]|\d\s+-|sqrt|cbrt|factorial|\)\s*[-+*/%]|pi\s*[-+*/]")
_ALONE = re.compile(r"\d+ ?[-/] ?\d+(?: ?[-/] ?\d+)?")


def calculation_wanted(text: str, language: str) -> Arguments | None:
    for form in forms(text, language):
        asked = _BEFORE.match(form)
        said = _AFTER.sub("", form[asked.end() :] if asked else form)
        expression = _expression(said)
        if expression is None or (asked is None and _ALONE.fullmatch(said)):  # a date, a score, "24/7"
            continue
        return {"expression": expression}
    return None


def _expression(said: str) -> str | None:
    for pattern, sign in _SENTENCES:
        said = pattern.sub(sign, said) if pattern.fullmatch(said) else said
    for pattern, sign in _WORDS:
        said = pattern.sub(lambda match, sign=sign: match.expand(sign), said)  # type: ignore[misc]
    said = " ".join(said.split())
    if not (_EXPRESSION.fullmatch(said) and _OPERATION.search(said)):
        return None
    from ...errors import ToolError
    from ..built_in.arithmetic import evaluate

    try:
        evaluate(said)
    except ToolError as error:
        return said if "zero" in str(error) or "large" in str(error) else None
    return said
