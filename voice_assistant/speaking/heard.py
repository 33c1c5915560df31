"""Which of the words sent to the speaker were really heard, told from how much sound was played. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from ..text.durations import character_s, spoken_s
from ..text.words_over import words_over
from .own_speech import OwnSpeech

_TAIL_S = 0.05
"""A word whose last hundredths are cut off has been heard."""


@dataclass
class _Sentence:
    text: str
    said: str
    start_s: float
    end_s: float
    complete: bool = False
    word_ends_s: list[float] = field(default_factory=list)  # of `said`, where the voice tells them
    untold: bool = False  # of some of its sound it does not

    @cached_property
    def told(self) -> list[int]:
        """How many words of the text are over after each number of words said: "$5" is said in two."""
        return words_over(self.text.split(), self.said.split())


@dataclass
class _Own:
    """What the model says itself."""

    speech: OwnSpeech
    start_s: float
    end_s: float
    complete: bool = True  # another may follow at any time


class SpokenText:
    """Sentences with their place on the speaker's clock (`Speaker.played_s`)."""

    def __init__(self) -> None:
        self._sentences: list[_Sentence | _Own] = []
        self._end_s = 0.0

    @property
    def duration_s(self) -> float:
        """How much sound was queued so far."""
        return self._end_s

    @property
    def complete(self) -> bool:
        """No sentence is in the middle of being queued."""
        return not self._sentences or self._sentences[-1].complete

    def begin(self, text: str, said: str = "") -> None:
        """The sound of `text` follows, which begins with the white space before it; `said` is how it is put."""
        self._sentences.append(_Sentence(text, said or text, self._end_s, self._end_s))

    def begin_own(self, speech: OwnSpeech) -> None:
        """The sound of `speech` follows."""
        self._sentences.append(_Own(speech, self._end_s, self._end_s))

    def own_s(self, played_s: float) -> float:
        """How much of what was played had the model said itself."""
        own = [part for part in self._sentences if isinstance(part, _Own)]
        return sum(max(0.0, min(part.end_s, played_s) - part.start_s) for part in own)

    def queued(self, duration_s: float, word_ends_s: tuple[float, ...] = ()) -> None:
        """A piece of the current sentence's sound was queued, in which words end at `word_ends_s`."""
        sentence = self._sentences[-1]
        if isinstance(sentence, _Own):
            self._end_s += duration_s
            sentence.end_s = self._end_s
            return
        sentence.word_ends_s += [self._end_s + end_s for end_s in word_ends_s]
        sentence.untold |= not word_ends_s
        self._end_s += duration_s
        sentence.end_s = self._end_s

    def end(self) -> None:
        """The current sentence's sound is complete."""
        self._sentences[-1].complete = True

    def heard(self, played_s: float) -> str:
        """The words that were over when `played_s` seconds had been played.

        A voice that does not tell where its words end is taken to spread them by their letters.
        """
        heard = ""
        for sentence in self._sentences:
            part = _part(sentence, played_s)
            apart = isinstance(sentence, _Own) and heard and part and not (heard[-1].isspace() or part[0].isspace())
            heard += f" {part}" if apart else part
        return heard.strip()


def _part(sentence: _Sentence | _Own, played_s: float) -> str:
    if isinstance(sentence, _Own):
        return sentence.speech.heard(min(played_s, sentence.end_s) - sentence.start_s)
    if played_s >= sentence.end_s - 1e-3 and sentence.complete:
        return sentence.text
    if played_s <= sentence.start_s:
        return ""
    if sentence.word_ends_s and not sentence.untold:
        over = bisect_right(sentence.word_ends_s, played_s + _TAIL_S)
        if not sentence.complete or len(sentence.word_ends_s) == len(sentence.told) - 1:
            return _first_words(sentence.text, sentence.told[min(over, len(sentence.told) - 1)])
    return _spread(sentence, played_s)


def _first_words(text: str, count: int) -> str:
    ends = [match.end() for match in re.finditer(r"\S+", text)]
    return text[: ends[count - 1]] if count else ""


def _spread(sentence: _Sentence, played_s: float) -> str:
    end_s = sentence.end_s
    if not sentence.complete:
        end_s = max(end_s, sentence.start_s + spoken_s(sentence.text))
    if end_s <= sentence.start_s:
        return ""
    over = list(accumulate(map(character_s, sentence.text)))
    heard = (played_s - sentence.start_s) / (end_s - sentence.start_s) * (over[-1] if over else 0.0)
    last = 0
    for position in range(1, len(sentence.text) + 1):
        if over[position - 1] <= heard and _word_ends(sentence.text, position):
            last = position
    return sentence.text[:last]


def _word_ends(text: str, position: int) -> bool:
    """Whether a word ends right before `position`; scripts without spaces (CJK, kana) count by the character."""
    return position == len(text) or text[position].isspace() or text[position - 1] >= "\u2e80"
