"""A rule says a kind of thing in words: a pattern, and what to say for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeAlias

Say: TypeAlias = str | Callable[[re.Match[str]], str]
Rule: TypeAlias = tuple[re.Pattern[str], Say]


def rules(*pairs: tuple[str, Say], flags: int = 0) -> tuple[Rule, ...]:
    return tuple((re.compile(pattern, flags), say) for pattern, say in pairs)


def apply(text: str, todo: Iterable[Rule]) -> str:
    for pattern, say in todo:
        text = pattern.sub(say, text)
    return text


def one_of(words: Iterable[str]) -> str:
    """A pattern for any of `words`, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
