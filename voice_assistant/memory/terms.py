"""The words of facts and questions, as the index sees them. Pure.

The index stems English words by itself. Scripts without spaces are cut into pairs of characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_WORD = re.compile(r"[^\W_]+")
_TOGETHER = re.compile(r"[぀-ヿ㐀-鿿가-힣]+")
_NO_MEANING = frozenset(
    """a an and are as at be been being but by can could d did do does doing for from had has have having he her here
    hers him his how i if in into is it its itself just know knew let ll m may me might mine must my of on or our ours
    please re remember remind s shall she should so some t tell than that the their them then there these they thing
    things this those to too up us ve very was we were what when where which who whom whose why will with would you
    your yours again about any anything ever really actually something someone kind sort much many more most get got
    after before between during under out off look looks looking please tell anybody somebody someone everything nothing
    mentioned said told give one also ok okay well now still use used usually normally always go going went does
    der die das ein eine einen ist sind war ich du er sie es wir ihr mein meine meinen dein deine und oder aber mit von
    zu in auf für was wer wie wo wann warum hat habe haben le la les un une des est sont je tu il elle nous vous mon ma
    mes ton ta tes et ou mais avec de du à quoi qui quel quelle comment où quand el los las una es son yo mi mis tu tus
    y o pero con de que quién cuál cómo dónde cuándo""".split()
)
_SUFFIX = re.compile(r"(?:ies|es|s|ed|ing)$")
_PREFIX_FROM = 6
"""Letters of a word of which the beginning is looked for as well: "allergic" finds "allergy"."""


@dataclass(frozen=True, slots=True)
class Concept:
    """Something a question asks about: `exact` in its own words, `near` in others. Both as queries of FTS5, or ""."""

    exact: str
    near: str = ""
    part: bool = False  # a piece of a word: not to be found says little


def indexed(text: str) -> str:
    """What goes into the index for `text`."""
    return " ".join([text, *(pair for run in _TOGETHER.findall(text) for pair in _pairs(run))])


def concepts(question: str) -> list[Concept]:
    """What `question` asks about, each once. Words that say nothing are left out."""
    found: list[Concept] = []
    words = words_of(question)
    line = f" {' '.join(words)} "
    done: set[str] = set()
    for phrase, others in _phrases():
        if f" {phrase} " in line:
            found.append(Concept("", _any(others)))
            done.update(phrase.split())
    for word in words:
        if word in done or word in _NO_MEANING or (len(word) < 2 and not word.isdigit()):
            continue
        done.add(word)
        if _TOGETHER.fullmatch(word):
            found += [Concept(_quoted(pair), part=True) for pair in _pairs(word)]
            continue
        near = set(_others(word))
        beginning = [f"{_quoted(word[: max(4, len(word) - 3)])} *"] if len(word) >= _PREFIX_FROM else []
        found.append(Concept(_quoted(word), " OR ".join([*beginning, *map(_quoted, sorted(near))])))
    return found


def words_of(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("'s ", " ").replace("’s ", " "))


def is_mine(text: str) -> bool:
    """Whether it speaks of the person who speaks."""
    return re.search(r"\b(?:i|i'm|i've|my|me|mine|we|our)\b", text.lower().replace("’", "'")) is not None


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def _quoted(term: str) -> str:
    return f'"{term}"'


def _any(terms: tuple[str, ...]) -> str:
    return " OR ".join(map(_quoted, terms))


def _others(word: str) -> Iterator[str]:
    groups = _groups()
    for form in dict.fromkeys((word, _SUFFIX.sub("", word), f"{_SUFFIX.sub('', word)}e", f"{_SUFFIX.sub('', word)}y")):
        for group in groups.get(form, ()):
            yield from (other for other in group if other != word)


@cache
def _groups() -> dict[str, tuple[tuple[str, ...], ...]]:
    """By word: the groups of words near it."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for group in _read():
        for word in group:
            if " " not in word:
                found[word] = (*found.get(word, ()), group)
    return found


@cache
def _phrases() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Wordings of several words, with what they are near to; the longest first."""
    found = [(phrase, group) for group in _read() for phrase in group if " " in phrase]
    return tuple(sorted(found, key=lambda item: -len(item[0])))


@cache
def _read() -> tuple[tuple[str, ...], ...]:
    lines = Path(__file__).with_name("synonyms.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.partition("#")[0] for line in lines)
    return tuple(tuple(word.strip() for word in row.split(",")) for row in rows if row.strip())
