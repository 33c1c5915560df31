"""`[replacements]`: short for long, spoken for written."""

from __future__ import annotations

import re
from collections.abc import Mapping


def replaced(text: str, replacements: Mapping[str, str]) -> str:
    """`text` with each spoken form replaced, in any case, where it stands as whole words. The longest counts; what
    was put in is not replaced again."""
    spoken = {_folded(key): value for key, value in replacements.items() if key.strip()}
    if not spoken:
        return text
    either = "|".join(_pattern(key) for key in sorted(spoken, key=len, reverse=True))
    return re.sub(either, lambda match: spoken[_folded(match[0])], text, flags=re.IGNORECASE)


def _folded(text: str) -> str:
    return " ".join(text.lower().split())


def _pattern(key: str) -> str:
    words = r"\s+".join(re.escape(word) for word in key.split())
    start = r"(?<!\w)" if re.match(r"\w", key) and key[0].isascii() else ""
    end = r"(?!\w)" if re.search(r"\w$", key) and key[-1].isascii() else ""
    return start + words + end
