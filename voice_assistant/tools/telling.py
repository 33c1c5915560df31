"""What a tool brought, said aloud where no model puts it into words. Pure."""

from __future__ import annotations

import json
import re
from typing import Any

from .base import Result

MAX_CHARACTERS = 700
"""About three quarters of a minute: whoever wants more asks for more."""


def told(result: Result) -> str:
    """A few sentences."""
    return result.spoken or shortened(_readable(result.text)) or "Done."


def shortened(text: str, characters: int = MAX_CHARACTERS) -> str:
    """`text` up to the last sentence, or else word, that fits."""
    text = text.strip()
    if len(text) <= characters:
        return text
    cut = text[:characters]
    ends = [match.end() for match in re.finditer(r"[.!?。！？]\s", cut)]
    return cut[: ends[-1]].strip() if ends else cut.rpartition(" ")[0] + " …"


def _readable(text: str) -> str:
    """JSON as words: {"name": "tea", "left": 3} -> "name: tea, left: 3"."""
    if not text.lstrip().startswith(("{", "[")):
        return text
    try:
        return _words(json.loads(text))
    except ValueError:
        return text


def _words(value: Any) -> str:
    match value:
        case dict():
            return ", ".join(f"{_name(key)}: {_words(item) or 'nothing'}" for key, item in value.items())
        case list():
            return "; ".join(map(_words, value)) or "nothing"
        case bool():
            return "yes" if value else "no"
        case None:
            return "nothing"
        case _:
            return str(value)


def _name(key: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[_-]", " ", key).lower()
