"""A calculator: what language models are worst at."""

from __future__ import annotations

from ..base import Arguments, Result, Tool, parameters, text_of
from ..wordings.arithmetic import calculation_wanted
from .arithmetic import evaluate, spoken_number


def calculator() -> list[Tool]:
    async def calculate(arguments: Arguments) -> Result:
        value = evaluate(text_of(arguments, "expression"))
        said = spoken_number(value)
        exact = str(value).replace(",", "") in (said.replace(",", ""), f"{said.replace(',', '')}.0")
        return Result(f"{value}", f"That is {'' if exact else 'about '}{said}.")

    expression = {"type": "string", "description": "in Python's notation: (17 * 23) ** 2, sqrt(2), sin(pi / 6)"}
    return [
        Tool(
            "calculate",
            "Calculate exactly. Use it for every calculation.",
            parameters("expression", expression=expression),
            calculate,
            instant=True,
            wanted=calculation_wanted,
        )
    ]
