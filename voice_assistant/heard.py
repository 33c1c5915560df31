"""Which of the words sent to the speaker were really heard, told from how much sound was played. Pure."""

from __future__ import annotations

from dataclasses import dataclass

_CHARACTERS_PER_S = 15.0
"""An unhurried voice; stands in for the length of a sentence that is still being synthesised."""


@dataclass(slots=True)
class _Sentence:
    text: str
    start_s: float
    end_s: float
    complete: bool = False


class SpokenText:
    """Sentences with their place on the speaker's clock (`Speaker.played_s`)."""

    def __init__(self) -> None:
        self._sentences: list[_Sentence] = []
        self._end_s = 0.0

    @property
    def duration_s(self) -> float:
        """How much sound was queued so far."""
        return self._end_s

    @property
    def complete(self) -> bool:
        """No sentence is in the middle of being queued."""
        return not self._sentences or self._sentences[-1].complete

    def begin(self, text: str) -> None:
        """The sound of `text` follows, which begins with the white space before it."""
        self._sentences.append(_Sentence(text, self._end_s, self._end_s))

    def queued(self, duration_s: float) -> None:
        """A piece of the current sentence's sound was queued."""
        self._end_s += duration_s
        self._sentences[-1].end_s = self._end_s

    def end(self) -> None:
        """The current sentence's sound is complete."""
        self._sentences[-1].complete = True

    def heard(self, played_s: float) -> str:
        """The words that were over when `played_s` seconds had been played.

        Within a sentence the words are taken to be spread evenly by their letters; a word counts once its end
        has been played.
        """
        return "".join(_part(sentence, played_s) for sentence in self._sentences).strip()


def _part(sentence: _Sentence, played_s: float) -> str:
    end_s = sentence.end_s
    if not sentence.complete:
        end_s = max(end_s, sentence.start_s + len(sentence.text) / _CHARACTERS_PER_S)
    if played_s >= end_s - 1e-3 and sentence.complete:
        return sentence.text
    if end_s <= sentence.start_s:
        return ""
    heard = (played_s - sentence.start_s) / (end_s - sentence.start_s) * len(sentence.text)
    last = 0
    for position in range(1, len(sentence.text) + 1):
        if position <= heard and _word_ends(sentence.text, position):
            last = position
    return sentence.text[:last]


def _word_ends(text: str, position: int) -> bool:
    """Whether a word ends right before `position`; scripts without spaces (CJK, kana) count by the character."""
    return position == len(text) or text[position].isspace() or text[position - 1] >= "\u2e80"
