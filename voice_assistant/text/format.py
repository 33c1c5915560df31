"""Holding an answer to the format of a persona: by the engine, and line by line whatever the engine does."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

from ..concurrency import closing
from ..engines.base import Constraint
from ..persona import Format
from .grammar import grammar_of, grammar_of_lines


def constraint_of(wanted: Format) -> Constraint:
    """What an engine is asked to keep to."""
    if wanted.line is not None:
        return Constraint(grammar=grammar_of_lines(wanted.line, wanted.max_lines))
    if wanted.pattern is not None:
        return Constraint(grammar=grammar_of(wanted.pattern))
    if wanted.grammar is not None:
        return Constraint(grammar=wanted.grammar)
    return Constraint(json_schema=wanted.json_schema)


async def only_lines(text: AsyncIterator[str], line: str, most: int) -> AsyncIterator[str]:
    """The lines of `text` that `line` matches as a whole, each once and at most `most`.

    What a model writes around them is left out, and the last one if the answer broke off within it.
    """
    matches, seen, rest = re.compile(line).fullmatch, set[str](), ""
    async with closing(text):
        async for piece in text:
            *whole, rest = (rest + piece).split("\n")
            for each in map(str.strip, whole):
                if matches(each) and each not in seen and len(seen) < most:
                    seen.add(each)
                    yield f"{each}\n"
    if matches(rest.strip()) and rest.strip() not in seen and len(seen) < most:
        yield rest.strip()


def fits(answer: str, wanted: Format) -> bool:
    """Whether `answer` has the form. A grammar is not read here: what it wrote is taken for right."""
    if wanted.line is not None:
        lines = answer.strip().splitlines()
        return 0 < len(lines) <= wanted.max_lines and all(re.fullmatch(wanted.line, each) for each in lines)
    if wanted.pattern is not None:
        return re.fullmatch(wanted.pattern, answer.strip()) is not None
    if wanted.json_schema is not None:
        import json

        try:
            json.loads(answer)
        except ValueError:
            return False
    return True
