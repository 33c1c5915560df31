""" "Open example dot org." "Start Firefox." Not: "open the window"."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..base import Arguments
from ..spoken import forms

_OPEN = re.compile(
    r"(?:open|launch|start|run|go to|show me|bring up|öffne|starte|ouvre|lance|abre)(?: up)? "
    r"(?:(?:the|my|a|website|web|page|site) )*"
    r"(?P<what>.+?)(?: (?:app|application|program|website|web site|page|in (?:the|my) browser|for me))*"
)
_ADDRESS = re.compile(r"(?:https?://)?(?:[\w-]+\.)+(?:[a-z]{2,})(?:[/?#]\S*)?(?::\d+)?", re.IGNORECASE)


def open_wanted(text: str, language: str, known: Callable[[str], bool]) -> Arguments | None:
    """`known` says whether there is such a program."""
    for form in forms(text, language):
        match = _OPEN.fullmatch(form)
        if match and (address_in(match["what"]) or known(match["what"])):
            return {"what": match["what"]}
    return None


def address_in(said: str) -> str | None:
    """ "example dot org" -> "https://example.org"; None for what is no address of the web."""
    text = re.sub(r"\s+(?:dot|point|punkt)\s+", ".", said.strip())
    text = re.sub(r"\s+slash\s+", "/", text)
    if not _ADDRESS.fullmatch(text):
        return None
    return text if text.lower().startswith(("http://", "https://")) else f"https://{text}"
