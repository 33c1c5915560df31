"""Texts with places in braces: "Talk about {topic}." Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def names_in(text: str) -> set[str]:
    """What `text` has places for."""
    return set(_PLACE.findall(text))


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with `values` in their places. A place without a value stays."""
    return _PLACE.sub(lambda match: values.get(match[1], match[0]), text)
