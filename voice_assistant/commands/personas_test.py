"""`personas test`: what a persona's examples and test questions get from the model, against what they should."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..config.schema import LanguageModelConfig
    from ..engines.base import LanguageModel
    from ..persona import Persona


@dataclass(frozen=True, slots=True)
class Case:
    """One question. `expected` is what an example says; `persona` is not shown that example."""

    user: str
    persona: Persona
    expected: str = ""
    matches: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """`faults` says what is wrong with the answer in so many words; `checked` whether anything could be."""

    case: Case
    got: str
    faults: tuple[str, ...]
    checked: bool


def cases(persona: Persona) -> Iterator[Case]:
    """The persona's tests, then its examples, each of them left out of what the model is shown."""
    for test in persona.tests:
        yield Case(test.user, persona, matches=test.matches)
    for number, example in enumerate(persona.examples):
        others = persona.examples[:number] + persona.examples[number + 1 :]
        yield Case(example.user, persona.model_copy(update={"examples": others}), example.assistant)


async def results(persona: Persona, config: LanguageModelConfig, model: LanguageModel) -> AsyncIterator[Result]:
    """In the order of `cases`. Always the same answers: nothing is left to chance. Raises `EngineError`."""
    for case in cases(persona):
        got = await answer(case.persona, case.user, config, model)
        yield Result(case, got, tuple(_faults(case, got)), _is_checked(case))


async def answer(persona: Persona, user: str, config: LanguageModelConfig, model: LanguageModel) -> str:
    """What `persona` answers to a first question, in its format, at temperature 0."""
    from ..concurrency import closing
    from ..conversation import Conversation
    from ..engines.base import Sampling
    from ..text.format import constraint_of, only_lines
    from ..text.thinking import without_thinking

    longest = min(persona.max_tokens or config.max_tokens, config.max_tokens)
    messages = Conversation().request(persona, user, budget_tokens=config.context_tokens - longest)
    form = persona.format
    sampling = Sampling(0.0, longest, constraint=None if form is None else constraint_of(form))
    text = without_thinking(model.stream(messages, sampling, model=persona.model))
    if form is not None and form.line is not None:
        text = only_lines(text, form.line, form.max_lines)
    async with closing(text) as pieces:
        return "".join([piece async for piece in pieces]).strip()


def _is_checked(case: Case) -> bool:
    return bool(case.persona.format or case.persona.check or case.matches)


def _faults(case: Case, got: str) -> Iterator[str]:
    from ..text.format import fits

    if not got:
        yield "no answer"
        return
    if case.persona.format is not None and not fits(got, case.persona.format):
        yield "not in its format"
    if case.persona.check is not None and not re.search(case.persona.check, got):
        yield f"does not hold {case.persona.check}"
    if case.matches is not None and not re.search(case.matches, got):
        yield f"does not hold {case.matches}"
