"""Speech that the model made itself, and which of its words are over at a place in its sound. Pure.

Nobody tells where in the sound a word is. Breaks of the text (full stops, commas) are matched with pauses of the
voice; between two of them words are spread by their letters over what is not silence.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from ..audio.types import Audio, Samples
from ..text.durations import character_s

_FRAME_S = 0.01
_QUIET = 0.02
"""Of the loudest frame: what a voice does between two words is far below."""
_PAUSE_S = 0.1
_SCALES = [0.6, 0.7, 0.8, 0.9, 1.0, 1.1]
_USUAL_SCALE = 0.85
"""Voices are quicker or slower than `durations` has it; how much is seen when all is there, and tried before."""
_KNOWN_S = 8.0
"""After so much voice its pace is known."""
_ENOUGH = 0.6
"""So much of the time that words take must have been spoken by a quick voice."""
_STRONG, _WEAK = set(".!?。！？…"), set(",;:—–，、；：")
_STRONG_MISSED_S, _WEAK_MISSED_S = 0.8, 0.2
"""What it costs to find no pause for such a break, in seconds that breaks and pauses are apart."""


Times = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Mark:
    at_s: float  # in voiced time, or in what the letters take
    missed_s: float  # cost of leaving it out


class OwnSpeech:
    """Grows by `add` until `finish`."""

    def __init__(self) -> None:
        self.text = ""
        self.finished = False
        self._loudness: list[float] = []
        self._rest: Samples = np.zeros(0, dtype=np.float32)
        self._known: tuple[int, int, bool] | None = None
        self._from: list[float] = []
        self._to: list[float] = []
        self._voiced = np.zeros(1)
        self._scales = _SCALES

    def add(self, text: str, sound: Audio | None) -> None:
        """More words, more sound; neither need belong to the other."""
        self.text += text
        if sound is not None:
            samples = np.concatenate([self._rest, sound.samples])
            size = round(_FRAME_S * sound.rate_hz)
            whole = len(samples) // size * size
            frames = samples[:whole].reshape(-1, size)
            self._rest = samples[whole:]
            self._loudness += np.sqrt(np.square(frames).mean(axis=1)).tolist()

    def finish(self) -> None:
        """All of it is there."""
        self.finished = True

    def break_off(self) -> None:
        """No more comes. Words without their sound are not taken for heard."""
        voiced_s = _FRAME_S * sum(_voiced(self._loudness))
        self.finished = voiced_s >= _ENOUGH * sum(map(_letter_s, self.text))

    @property
    def duration_s(self) -> float:
        return len(self._loudness) * _FRAME_S

    def heard(self, at_s: float) -> str:
        """The words that are over `at_s` seconds after its beginning."""
        if self.finished and at_s >= self.duration_s - _FRAME_S:
            return self.text
        if at_s <= 0 or not self._loudness:
            return ""
        self._align()
        frame = min(len(self._voiced) - 1, round(at_s / _FRAME_S))
        said_s = float(np.interp(self._voiced[frame], self._to, self._from))
        over = list(accumulate(map(character_s, self.text)))
        end = bisect_right(over, said_s + 1e-6)
        while end and not _word_ends(self.text, end):
            end -= 1
        return self.text[:end]

    def _align(self) -> None:
        """Find which time of the letters belongs to which of the voice."""
        state = (len(self.text), len(self._loudness), self.finished)
        if state == self._known:
            return
        self._known = state
        voiced = _voiced(self._loudness)
        self._voiced = np.concatenate([[0.0], np.cumsum(voiced) * _FRAME_S])
        letters = list(accumulate(_letter_s(c) for c in self.text))
        # `character_s` gives punctuation a time of its own; in voiced time there is none.
        over = list(accumulate(map(character_s, self.text)))
        total_s, voiced_s = (letters[-1] if letters else 0.0), float(self._voiced[-1])
        pauses = _pauses(voiced, self._voiced)
        scales = [voiced_s / total_s] if self.finished and total_s and voiced_s else self._scales
        found = [(*_matched(_breaks(self.text, letters, scale, voiced_s), pauses), scale) for scale in scales]
        _, anchors, scale = min(found, key=lambda each: each[0] + abs(each[2] - _USUAL_SCALE))
        if voiced_s > _KNOWN_S:
            self._scales = [scale]
        breaks = _breaks(self.text, letters, scale, voiced_s)
        self._from, self._to = [0.0], [0.0]
        for number, pause in anchors:
            position = breaks[number][0]
            self._from.append(over[position])
            self._to.append(pauses[pause].at_s)
        if self._to[-1] < voiced_s or not self.finished:
            last = breaks[anchors[-1][0]][0] + 1 if anchors else 0
            rest_s = (total_s - (letters[last - 1] if last else 0.0)) * scale
            end_s = voiced_s if self.finished else self._to[-1] + rest_s
            self._from.append(over[-1] if over else 0.0)
            self._to.append(max(end_s, self._to[-1] + 1e-6))


def _voiced(loudness: list[float]) -> NDArray[np.bool_]:
    """Which frames are no silence."""
    loud = np.array(loudness or [0.0])
    return np.asarray(loud > _QUIET * loud.max())


def _letter_s(character: str) -> float:
    return 0.0 if character in _STRONG or character in _WEAK else character_s(character)


def _breaks(text: str, letters: list[float], scale: float, voiced_s: float) -> list[tuple[int, _Mark]]:
    """Places after which a voice pauses, with their position in the text. Some may not have come yet."""
    found = []
    for position, character in enumerate(text[:-1]):
        strong = character in _STRONG
        if (strong or character in _WEAK) and (text[position + 1].isspace() or character >= "\u2e80"):
            at_s = letters[position] * scale
            missed_s = 0.0 if at_s > voiced_s else _STRONG_MISSED_S if strong else _WEAK_MISSED_S
            found.append((position, _Mark(at_s, missed_s)))
    return found


def _pauses(voiced: NDArray[np.bool_], clock: Times) -> list[_Mark]:
    """Silences between two stretches of voice; a long one is hardly ever no break."""
    places = np.flatnonzero(voiced)
    gaps = np.diff(places)
    return [
        _Mark(float(clock[places[number] + 1]), min(1.5, float(gaps[number]) * _FRAME_S * 2))
        for number in np.flatnonzero(gaps > round(_PAUSE_S / _FRAME_S))
    ]


def _matched(breaks: list[tuple[int, _Mark]], pauses: list[_Mark]) -> tuple[float, list[tuple[int, int]]]:
    """Pairs of a break and a pause, in order, at the least cost, and that."""
    rows, columns = len(breaks) + 1, len(pauses) + 1
    cost = np.zeros((rows, columns))
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            choices = _choices(breaks, pauses, row, column, cost)
            cost[row, column] = min((price for price, _, _ in choices), default=0.0)
    pairs, row, column = [], 0, 0
    while choices := _choices(breaks, pauses, row, column, cost):
        _, down, right = min(choices)
        if down and right:
            pairs.append((row, column))
        row, column = row + down, column + right
    return float(cost[0, 0]), pairs


def _choices(
    breaks: list[tuple[int, _Mark]], pauses: list[_Mark], row: int, column: int, cost: Times
) -> list[tuple[float, int, int]]:
    choices = []
    if row < len(breaks):
        choices.append((float(cost[row + 1, column]) + breaks[row][1].missed_s, 1, 0))
    if column < len(pauses):
        choices.append((float(cost[row, column + 1]) + pauses[column].missed_s, 0, 1))
    if row < len(breaks) and column < len(pauses):
        apart_s = abs(breaks[row][1].at_s - pauses[column].at_s)
        choices.append((float(cost[row + 1, column + 1]) + apart_s, 1, 1))
    return choices


def _word_ends(text: str, position: int) -> bool:
    """Whether a word ends right before `position`; scripts without spaces count by the character."""
    return position == len(text) or text[position].isspace() or text[position - 1] >= "\u2e80"
