"""What a piece of a page is: told by its size, its place, and how it begins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..base import Kind
from ..references import is_references_heading
from .furniture import key_of
from .lines import LEADER, Piece

_CAPTION = re.compile(
    r"(?:figure|fig\.?|table|tab\.|abbildung|abb\.|tabelle|tableau|figura|tabla|tabella|scheme|algorithm|listing|box|plate|"
    r"supplementary (?:figure|table))\s*(?:\d+|[IVX]+|[A-Z]\d*)\s*(?:[.:|–—]|\s(?-i:(?=[A-ZÀ-Þ(])))",
    re.IGNORECASE,
)
_ITEM = re.compile(r"^(?:[•●◦▪■□▶►‣⁃∙*–—-]\s*|(?P<number>\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+)(?=\S)")
_BULLET = re.compile(r"^[•●◦▪■□▶►‣⁃∙]\s*|^[*–—-]\s+")
_NUMBERED = re.compile(r"^(?:(?P<number>(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,3})\.?\s+)(?=[A-ZÀ-Þ])")
_CHAPTER = re.compile(
    r"(?:chapter|part|appendix|kapitel|teil|chapitre|capítulo)\s+(?:\d+|[ivxlc]+|\w{3,8})\b", re.IGNORECASE
)
_KNOWN = re.compile(
    r"(?:abstract|summary|introduction|background|methods|materials and methods|results|discussion|conclusions?|"
    r"acknowledge?ments?|appendix|contents|preface|foreword|zusammenfassung|einleitung|inhalt|inhaltsverzeichnis|"
    r"résumé|introducción|resumen)\s*[:.]?",
    re.IGNORECASE,
)
_NOTE = re.compile(r"^(?:\[?\d{1,3}\]?(?![.)\d]|\s*[=<>])|[*†‡§¶]{1,2})\s*\S")
_MATHS = re.compile(r"[=≈≤≥≠∑∫∏√∂∇∈∉⊂⊆∪∩∀∃→⇒⇔±×÷·∞∝∼≡^|]|[α-ωΑ-Ω]|[\U0001d400-\U0001d7ff]")
_WORD = re.compile(r"[^\W\d_]{4,}")
_EQUATION_NUMBER = re.compile(r"\s*\((?:\d{1,3}|[A-Z]\.?\d{1,2})(?:\.\d{1,2})?[a-z]?\)$")
_SENTENCE = re.compile(r"[^\W\d_]{2,}[^\n]{0,200}[.!?:,;]")


@dataclass(frozen=True, slots=True)
class Told:
    kind: Kind
    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Body:
    """The common lines of a document."""

    height: float = 10.0
    font: str = ""
    mono: bool = False


def told(piece: Piece, body: Body, height: float, marks: Mapping[str, int]) -> Told:
    """`height` is the page's, `marks` are the levels of its bookmarks."""
    text = piece.text
    size = piece.height / body.height if body.height else 1.0
    if piece.mono and not body.mono:
        return Told(Kind.CODE, piece.code)
    if LEADER.search(text):
        return Told(Kind.ITEM, LEADER.sub(", ", text), 1)
    if _CAPTION.match(text) and len(text) > 8:
        return Told(Kind.CAPTION, text)
    level = _heading_level(piece, text, size, body.font, marks)
    if level:
        return Told(Kind.HEADING, text, level)
    if _is_formula(text):
        return Told(Kind.FORMULA, _EQUATION_NUMBER.sub("", text))
    if size < 0.92 and piece.top > height * 0.5 and _NOTE.match(text) and len(text) > 12:
        return Told(Kind.FOOTNOTE, text)
    if _ITEM.match(text) and _WORD.search(text):
        return Told(Kind.ITEM, _BULLET.sub("", text), 1)
    return Told(Kind.PARAGRAPH, text)


def is_scrap(piece: Piece, told: Told, body: Body) -> bool:
    """A few words or figures that stand alone: labels of a picture rather than a text."""
    if told.kind is not Kind.PARAGRAPH or len(piece.lines) > 3:
        return False
    longest = max(len(line.text) for line in piece.lines)
    letters = sum(letter.isalpha() for letter in told.text)
    if letters * 2 < len(told.text.replace(" ", "")):
        return True
    return longest < 40 and not _SENTENCE.search(told.text) and (piece.height < 0.97 * body.height or longest < 25)


def _heading_level(piece: Piece, text: str, size: float, font: str, marks: Mapping[str, int]) -> int:
    """0 for no heading."""
    if len(piece.lines) > 5 or len(text) > 220 or not any(letter.isalpha() for letter in text):
        return 0
    if (marked := marks.get(key_of(text))) and size > 0.9:
        return marked
    ended = text.endswith((".", ",", ";", ":")) and not text.endswith("etc.")
    if len(text) > 120 or (ended and size < 1.25):
        return 0
    alone = len(piece.lines) <= 2 and piece.lines[-1].x1 < piece.right - 0.1 * (piece.right - piece.begun)
    numbered = _NUMBERED.match(text)
    if size >= 1.12 and (len(_WORD.findall(text)) >= 1 or numbered) and not _MATHS.search(text):
        return _depth(numbered) or (1 if size >= 1.5 else 2 if size >= 1.2 else 3)
    if is_references_heading(text) or (_KNOWN.fullmatch(text) and len(piece.lines) == 1):
        return 2
    if _CHAPTER.match(text) and alone and len(text) < 80:
        return 1
    if (piece.bold or (piece.font != font and text[:1].isupper())) and size > 0.9 and alone and _WORD.search(text):
        return _depth(numbered) or 3
    return 0


def _depth(numbered: re.Match[str] | None) -> int:
    return numbered["number"].count(".") + 1 + (1 if numbered["number"] else 0) if numbered else 0


def _is_formula(text: str) -> bool:
    bare = _EQUATION_NUMBER.sub("", text)
    if len(bare) > 300 or not _MATHS.search(bare):
        return False
    words = len(_WORD.findall(bare))
    signs = len(_MATHS.findall(bare))
    return words <= 2 and signs >= 1 and (signs >= 2 or bare != text or "=" in bare) and len(bare) > 4
