"""The nearest right spelling of what somebody wrote."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, names: Iterable[str]) -> str | None:
    """The one of `names` that `word` probably means; case, spaces, "-" and "_" do not count."""
    plain = {_plain(name): name for name in names}
    close = get_close_matches(_plain(word), plain, n=1, cutoff=0.6)
    return plain[close[0]] if close else None


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """` (did you mean "...")` to put at the end of a message, empty when nothing is near."""
    name = nearest(word, names)
    return f' (did you mean "{name}"?)' if name is not None else ""


def _plain(word: str) -> str:
    return word.lower().replace("-", "").replace("_", "").replace(" ", "")
