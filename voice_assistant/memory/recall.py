"""Of all facts, those that a question needs: relevant enough, few enough, and not shown in this conversation before."""

from __future__ import annotations

from collections.abc import Iterable

from .facts import Fact, Known, as_note
from .search import Found, Search

MOST = 5
_ENOUGH_WORDS = 0.34
"""Of what the question speaks of, a fact must hold so much ..."""
_ENOUGH_MEANING = 0.36
"""... or be so near to it in meaning."""
_OF_THE_BEST = 0.55
"""And fit so well, compared with the one that fits best."""
_CHARACTERS_PER_TOKEN = 3.0


def relevant(found: Iterable[Found], budget_tokens: int) -> Known:
    """The best of what was `found`, as far as it is about the question and fits."""
    chosen: list[Fact] = []
    best = 0.0
    for each in found:
        best = best or each.score
        if each.words < _ENOUGH_WORDS and each.meaning < _ENOUGH_MEANING:
            continue
        if each.score < _OF_THE_BEST * best or len(chosen) == MOST:
            break
        if _tokens([*chosen, each.fact]) <= budget_tokens:
            chosen.append(each.fact)
    return Known(tuple(chosen))


def similar(search: Search, text: str, scope: str, **vector: object) -> list[Fact]:
    """The facts that somebody means who says "forget `text`": the best, and what is as good."""
    found = search.find(text, MOST, scope=scope, **vector)  # type: ignore[arg-type]
    sure = [each for each in found if each.words >= _ENOUGH_WORDS or each.meaning >= 0.5]
    return [each.fact for each in sure if each.score >= 0.9 * sure[0].score]


def _tokens(facts: list[Fact]) -> float:
    return len(as_note(facts)) / _CHARACTERS_PER_TOKEN
