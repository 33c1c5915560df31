"""Words with the punctuation that the recogniser wrote around them."""

from __future__ import annotations

import re
from dataclasses import dataclass

OPENING = "\"“„‘'«([{¿¡「『（《"
CLOSING = ".,;:!?…\"”’'»)]}。，、；：！？」』）》"
SENTENCE_END = ".!?…。！？"

_PARTS = re.compile(rf"(?P<lead>[{re.escape(OPENING)}]*)(?P<core>.*?)(?P<trail>[{re.escape(CLOSING)}]*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """One word: `lead` and `trail` are marks, `spaced` tells whether white space stood before it."""

    core: str
    lead: str = ""
    trail: str = ""
    spaced: bool = True

    @property
    def key(self) -> str:
        """The form that tables know it by."""
        return self.core.casefold().replace("’", "'")

    @property
    def ends_sentence(self) -> bool:
        return any(mark in SENTENCE_END for mark in self.trail)


def tokens(text: str, phrases: frozenset[str] = frozenset()) -> list[Token]:
    """The words of `text`. `phrases` are torn out of their surroundings, for scripts without spaces."""
    if phrases:
        either = "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
        pattern = re.compile(rf"({either})")
        chunks = [(piece, i == 0) for chunk in text.split() for i, piece in enumerate(_pieces(pattern, chunk))]
    else:
        chunks = [(chunk, True) for chunk in text.split()]
    return [_token(chunk, spaced) for chunk, spaced in chunks]


def _pieces(pattern: re.Pattern[str], chunk: str) -> list[str]:
    """ "你好逗号我" -> 你好, 逗号, 我; marks stay with what they follow."""
    pieces: list[str] = []
    for piece in filter(None, pattern.split(chunk)):
        marks = len(piece) - len(piece.lstrip(CLOSING))
        if pieces and marks:
            pieces[-1] += piece[:marks]
            piece = piece[marks:]
        if piece:
            pieces.append(piece)
    return pieces


def _token(chunk: str, spaced: bool) -> Token:
    match = _PARTS.fullmatch(chunk)
    assert match is not None  # every part may be empty
    if not match["core"]:
        return Token(chunk, spaced=spaced)
    return Token(match["core"], match["lead"], match["trail"], spaced)


def joined(said: list[Token]) -> str:
    """The text that `tokens` would take apart into `said`."""
    pieces = (f"{' ' if token.spaced else ''}{token.lead}{token.core}{token.trail}" for token in said)
    return "".join(pieces).strip()
