"""When which word of a sentence is said, for who highlights it; known where the voice tells it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..audio.types import Audio
from ..text.words_over import words_over
from .wording import Phrase


@dataclass(frozen=True, slots=True)
class WordMark:
    """Characters `begins` to `ends` of the sentence's text are said from `at_s` of the sound on."""

    at_s: float
    begins: int
    ends: int


class WordMarks:
    """Of the sentence `text`, whose sounds come one after the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0  # of the text, behind the phrase
        self._phrase: Phrase | None = None
        self._written: list[tuple[int, int]] = []
        self._over: list[int] = []
        self._said = 0  # words of the phrase so far
        self._told = -1

    def of(self, phrase: Phrase | None, sound: Audio) -> list[WordMark]:
        """The words that begin in `sound`, the next one of `phrase`; empty where it does not tell."""
        if phrase is None or not sound.word_starts_s:
            return []
        if phrase is not self._phrase:
            self._begin(phrase)
        marks = []
        for at_s in sound.word_starts_s:
            word = self._over[self._said] if self._said < len(self._over) else len(self._written)
            self._said += 1
            if self._told < word < len(self._written):  # a word that is said in several begins with the first
                marks.append(WordMark(at_s, *self._written[word]))
                self._told = word
        return marks

    def _begin(self, phrase: Phrase) -> None:
        self._phrase, self._said, self._told = phrase, 0, -1
        offset = self._text.find(phrase.text, self._at)
        if offset < 0:
            self._written, self._over = [], []
            return
        self._at = offset + len(phrase.text)
        self._written = [(offset + word.start(), offset + word.end()) for word in re.finditer(r"\S+", phrase.text)]
        self._over = words_over(phrase.text.split(), phrase.said.split())
