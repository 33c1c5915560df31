"""The person's own words: told to the recogniser beforehand, and put right where it wrote something near.

A near miss sounds the same and looks alike. Common words are left alone: with "Rust" in the vocabulary, rust stays
rust.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from .tokens import Token, joined, tokens

if TYPE_CHECKING:
    from spellchecker import SpellChecker

PROMPT_CHARACTERS = 600
"""Whisper takes 224 tokens of prompt; names cost more tokens than common words do."""

_COMMON = 5e-7
"""Share of all words from which a word is common: flask 9e-7, cooper 6e-7, netties 0."""

_FUNCTION_WORD = 1e-3


def bias_prompt(words: Sequence[str]) -> str | None:
    """A prompt that makes a recogniser expect `words`; None without words. The first ones count when there are
    too many."""
    kept: list[str] = []
    for word in dict.fromkeys(word.strip() for word in words):
        if word and sum(len(one) + 2 for one in kept) + len(word) < PROMPT_CHARACTERS:
            kept.append(word)
    return f"{', '.join(kept)}." if kept else None


def warm_up(words: Sequence[str], language: str) -> None:
    """Load what `corrected` needs, a third of a second, before somebody waits for it. Blocks."""
    if words:
        _dictionary(language)


def corrected(text: str, words: Sequence[str], language: str) -> str:
    """`text` with near misses of `words` put right; the same string when there is nothing to correct."""
    terms = _terms(tuple(words))
    if not terms or not text:
        return text
    said = tokens(text)
    done: list[Token] = []
    at, found = 0, False
    while at < len(said):
        match = _near_miss(said, at, terms, language)
        if match is None:
            done.append(said[at])
            at += 1
            continue
        term, length, ending = match
        right = term.written + ending
        found = found or length > 1 or right != said[at].core
        done.append(replace(said[at], core=right, trail=said[at + length - 1].trail))
        at += length
    return joined(done) if found else text


@dataclass(frozen=True, slots=True)
class _Term:
    written: str
    letters: str
    sound: str


@lru_cache(16)
def _terms(words: tuple[str, ...]) -> tuple[_Term, ...]:
    """Longest first, so that "New York Times" comes before "New York"."""
    terms = [_Term(word.strip(), _letters(word), _sound(_letters(word))) for word in words if _letters(word)]
    return tuple(sorted(terms, key=lambda term: -len(term.letters)))


def _letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", text.casefold()))


@lru_cache(4096)
def _sound(letters: str) -> str:
    """The consonants as they sound; voiced and unvoiced ones are the same to a recogniser in doubt."""
    import jellyfish

    coded: str = jellyfish.metaphone(letters)
    return coded.replace(" ", "").translate(str.maketrans("BDGVZJ", "PTKFSX"))


def _alike(one: str, other: str) -> float:
    """1.0 for the same letters, 0.0 for none in common."""
    import jellyfish

    return 1.0 - float(jellyfish.damerau_levenshtein_distance(one, other)) / max(len(one), len(other))


def _near_miss(said: Sequence[Token], at: int, terms: Sequence[_Term], language: str) -> tuple[_Term, int, str] | None:
    """The term meant at `at`, how many words it takes there, and an ending such as "'s"."""
    ending_of = {"en": r"['’]s$"}.get(language, r"$^")
    for length in (4, 3, 2, 1):
        part = said[at : at + length]
        if len(part) < length or any(one.trail or other.lead for one, other in pairwise(part)):
            continue
        last = part[-1].core
        ending = found[0] if (found := re.search(ending_of, last)) else ""
        bare = [token.core for token in part[:-1]] + [last.removesuffix(ending)]
        letters = _letters("".join(bare))
        for term in terms:
            if letters and _means(term, letters, bare, language):
                return term, length, ending
    return None


def _means(term: _Term, letters: str, bare: Sequence[str], language: str) -> bool:
    if letters == term.letters:
        return len(bare) > 1 or len(letters) > 6 or _share(letters, language) < _COMMON
    if len(term.letters) < 4 or not 0.6 < len(letters) / len(term.letters) < 1.6:
        return False
    if not (letters.isascii() and term.letters.isascii()) or any(character.isdigit() for character in letters):
        return False
    if len(bare) == 1 and _share(letters, language) > 0:
        return False  # a word in its own right
    likeness = _alike(letters, term.letters)
    same_sound = _sound(letters) == term.sound
    if len(bare) == 1:
        return (same_sound and likeness >= 0.6) or (likeness >= 0.85 and len(letters) >= 6)
    if any(_share(word.casefold(), language) > _FUNCTION_WORD for word in bare):
        return same_sound and likeness >= 0.9
    return same_sound and len(letters) >= 6 and likeness >= (0.45 if len(term.sound) >= 5 else 0.55)


@lru_cache(4096)
def _share(word: str, language: str) -> float:
    """How common `word` is: its share of all words; 1.0 where nothing is known about the language."""
    dictionary = _dictionary(language)
    return 1.0 if dictionary is None else float(dictionary.word_usage_frequency(word))


@cache
def _dictionary(language: str) -> SpellChecker | None:
    from spellchecker import SpellChecker  # reads its list for 0.3 s: only for those who have a vocabulary

    return SpellChecker(language=language, distance=1) if language in SpellChecker.languages() else None
