"""The person's own dictionary: `"kubectl" = "cube control"`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache


def pronounced(text: str, dictionary: Mapping[str, str]) -> str:
    """`text` with the dictionary's words as they are said.

    Whole words only. A word with a capital is only found written like that, the others in any case.
    """
    if not dictionary:
        return text
    pattern, exact, folded = _compiled(tuple(dictionary.items()))

    def say(match: re.Match[str]) -> str:
        word = match[0]
        return exact.get(word) or folded.get(word.lower()) or word

    return pattern.sub(say, text)


@lru_cache(maxsize=8)
def _compiled(items: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], dict[str, str], dict[str, str]]:
    items = tuple((word.strip(), said.strip()) for word, said in items if word.strip() and said.strip())
    exact = {word: said for word, said in items if word != word.lower()}
    folded = {word: said for word, said in items if word == word.lower()}
    words = sorted((re.escape(word) for word in {**exact, **folded}), key=len, reverse=True)
    pattern = "|".join(rf"(?<!\w){word}(?!\w)" for word in words) or r"(?!)"
    return re.compile(pattern, re.IGNORECASE), exact, folded
