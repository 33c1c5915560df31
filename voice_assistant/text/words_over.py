"""Which words of a text are over after so many of the words that it was put in: "$5" is said in two. Pure."""

from __future__ import annotations

from difflib import SequenceMatcher


def words_over(text: list[str], said: list[str]) -> list[int]:
    """How many words of `text` are over after none, one, two, ... of `said`."""
    over = [0]
    for tag, text_from, text_to, said_from, said_to in SequenceMatcher(None, text, said, autojunk=False).get_opcodes():
        for number in range(said_from, said_to):
            part = (number + 1 - said_from) / (said_to - said_from)
            over.append(text_from + int((text_to - text_from) * part + 1e-9))
        if tag == "delete":  # written, and not said: over with what was before
            over[-1] = text_to
    return over
