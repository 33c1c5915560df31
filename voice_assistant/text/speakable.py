"""Text for the ear: without the marks that are there for the eye, and in the words that people say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from .ear.elsewhere import said_in
from .ear.english.say import english
from .ear.markup import plain
from .ear.pronunciation import pronounced
from .ear.stream import whole_for_the_ear

_NO_WORDS: Mapping[str, str] = {}
_BLOCK = re.compile(r"^[ \t]*(?:```|~~~|\$\$|\\\[|\|)|<think>", re.MULTILINE)

LONGEST = 1000
"""Characters that are looked at together; sentences are shorter."""


def speakable(text: str, language: str = "en", pronunciation: Mapping[str, str] = _NO_WORDS) -> str:
    """What of `text` is to be said, on one line; empty when nothing is.

    `language` is the voice's: "en", "en_GB" (whose dates begin with the day), "de_DE", ... `pronunciation` says how
    words are to be said. A text without figures, signs and marks comes back as it is.
    """
    if _BLOCK.search(text):
        text = _blocks(text, language)
    return " ".join(filter(None, (_piece(piece, language, pronunciation) for piece in _pieces(text))))


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that no pattern can take long for, cut where it shows least."""
    start = 0
    while len(text) - start > LONGEST:
        cuts = (text.rfind(mark, start + LONGEST // 2, start + LONGEST) for mark in ("\n\n", ". ", "\n", " "))
        end = next((cut + 1 for cut in cuts if cut >= 0), start + LONGEST)
        yield text[start:end]
        start = end
    yield text[start:]


def _piece(text: str, language: str, pronunciation: Mapping[str, str]) -> str:
    text = plain(text)
    said = " ".join(_words(pronounced(text, pronunciation), language).split())
    if any(letter.isalnum() for letter in said):
        return said
    return text if any(letter.isalnum() for letter in text) else ""


def _blocks(text: str, language: str) -> str:
    """Only whole blocks: a fence without its other is half of one that was cut."""
    fences = len(re.findall(r"^[ \t]*(?:```|~~~)", text, re.MULTILINE))
    return text if fences % 2 else whole_for_the_ear(text, language=language[:2])


def _words(text: str, language: str) -> str:
    code, _, region = language.replace("-", "_").partition("_")
    code = code.lower()
    return english(text, region.upper() or "US") if code == "en" else said_in(text, code)
