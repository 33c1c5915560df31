"""A voice as a model that speaks has one, whose words have a known place in its sound."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from voice_assistant.audio.types import Audio, Samples
from voice_assistant.engines.base import Spoken

RATE_HZ = 24_000
LETTER_S, COMMA_S, STOP_S = 0.06, 0.2, 0.4


def speech(text: str, *, letter_s: float = LETTER_S) -> tuple[Audio, list[float]]:
    """The sound of `text`, and where in it each word ends, in seconds."""
    pieces: list[Samples] = []
    ends: list[float] = []
    length = 0
    for word in text.split():
        letters = sum(character.isalnum() for character in word)
        time = np.arange(round(letters * letter_s * RATE_HZ)) / RATE_HZ
        pieces.append(np.asarray(0.3 * np.sin(2 * np.pi * 200 * time), dtype=np.float32))
        length += len(time)
        ends.append(length / RATE_HZ)
        pause_s = STOP_S if word[-1] in ".!?" else COMMA_S if word[-1] in ",;:" else 0.0
        pieces.append(np.zeros(round(pause_s * RATE_HZ), dtype=np.float32))
        length += len(pieces[-1])
    return Audio(np.concatenate(pieces), RATE_HZ), ends


def over_at(text: str, ends: list[float], at_s: float) -> str:
    """The words of `text` that are over at `at_s`."""
    words = text.split()
    return " ".join(words[: sum(end_s <= at_s for end_s in ends)])


def pieces(text: str, *, every_s: float = 0.1) -> list[Spoken]:
    """`text` as a server streams it: words ahead of their sound, in small pieces."""
    sound, ends = speech(text)
    words = text.split(" ")
    told = [Spoken(word if number == 0 else f" {word}") for number, word in enumerate(words)]
    size = round(every_s * RATE_HZ)
    sounds = [Audio(sound.samples[at : at + size], RATE_HZ) for at in range(0, len(sound.samples), size)]
    streamed: list[Spoken] = []
    for number, (begin, end) in enumerate(pairwise([0.0, *ends])):
        streamed.append(told[number])
        streamed += [Spoken("", piece) for piece in sounds[round(begin / every_s) : round(end / every_s)]]
    return streamed + [Spoken("", piece) for piece in sounds[round(ends[-1] / every_s) :]]
