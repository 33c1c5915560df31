"""What a text is about, in its own words: its most telling sentences, and the names and words it turns on. Pure.

No model, so nothing is made up; what a summary says when there is no model that can be trusted with it.
"""

from __future__ import annotations

import re
from collections import Counter

_WORD = re.compile(r"[^\W\d_]{2,}")
_LONG = 5  # letters: shorter words are mostly grammar
_LONGEST_SENTENCE = 220
_SHORTEST_SENTENCE = 30
_NAME = re.compile(r"(?<=[a-zà-ÿ,;] )[A-ZÀ-Þ][^\W\d_]{2,}")


def key_sentences(sentences: list[str], most: int = 3) -> list[str]:
    """In their order in the text. Those whose words the text uses most; of two that say the same only one."""
    counts = Counter(word for sentence in sentences for word in _meaningful(sentence))
    worth = {
        number: sum(counts[word] for word in words) / (len(words) + 4)
        for number, sentence in enumerate(sentences)
        if _SHORTEST_SENTENCE <= len(sentence) <= _LONGEST_SENTENCE
        and sentence[-1:] not in "?？"
        and (words := _meaningful(sentence))
    }
    chosen: list[int] = []
    for number in sorted(worth, key=lambda number: -worth[number]):
        words = _meaningful(sentences[number])
        if all(len(words & _meaningful(sentences[other])) * 2 < len(words) for other in chosen):
            chosen.append(number)
        if len(chosen) == most:
            break
    return [sentences[number] for number in sorted(chosen)]


def key_words(text: str, most: int = 3) -> list[str]:
    """Names first, then the words that come up most often; in the order in which the text brings them up."""
    names = Counter(match[0] for match in _NAME.finditer(text))
    found = [name for name, count in names.most_common() if count > 1][:most]
    known = {name.lower() for name in found}
    words = Counter(word for word in map(str.lower, _WORD.findall(text)) if len(word) >= _LONG + 1)
    found += [word for word, count in words.most_common() if count > 1 and word not in known][: most - len(found)]
    return sorted(found, key=text.find)


def grounded(told: str, text: str) -> float:
    """The part of the meaningful words of `told` that `text` has, too; 0.0 where there are none."""
    words = _meaningful(told)
    return len(words & _meaningful(text)) / len(words) if words else 0.0


def repeats_itself(told: str) -> bool:
    words = told.lower().split()
    triples = list(zip(words, words[1:], words[2:], strict=False))
    return len(set(triples)) < 0.7 * len(triples)


def _meaningful(text: str) -> set[str]:
    return {word.lower()[:7] for word in _WORD.findall(text) if len(word) >= _LONG}
