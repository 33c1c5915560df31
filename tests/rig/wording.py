"""Comparing what was said with what was heard, as the field does it."""

from __future__ import annotations

from collections.abc import Callable

import jiwer
from whisper_normalizer.english import EnglishTextNormalizer

normal_words: Callable[[str], str] = EnglishTextNormalizer()
"""Whisper's own normalisation: no case, no punctuation, numbers as digits."""


def word_errors(said: str, heard: str) -> float:
    """Word error rate after normalisation; 0.01 is one word in a hundred."""
    return float(jiwer.wer(normal_words(said), normal_words(heard)))
