"""Plain text: paragraphs out of lines that were broken to fit, headings, verse, lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from .base import Kind
from .hyphens import joined
from .listed import Found

_CHAPTER = re.compile(
    r"(?:chapter|part|book|section|kapitel|teil|chapitre|capítulo|capitolo|prologue|epilogue|preface|introduction)\b"
    r".{0,60}|[IVXLC]{1,7}\.?|第.{1,5}[章回節节].{0,30}",
    re.IGNORECASE,
)
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,}|\*{3,})\s*")
_RULE = re.compile(r"[\W_]+")
_ITEM = re.compile(r"\s*(?:[-*+•–·]\s+|(?P<number>\(?\d{1,3}[.)])\s+)(?=\S)")
_TABLE_ROW = re.compile(r"\s*\|.*\|\s*")
_SENTENCE_END = tuple(".!?…:;,。！？")


def text_blocks(text: str) -> Iterator[Found]:
    lines = text.expandtabs(4).split("\n")
    width = _width(lines)
    for blank, group in groupby(lines, key=lambda line: not line.strip()):
        if not blank:
            yield from _paragraph([line.rstrip() for line in group], width)


def _width(lines: Sequence[str]) -> int:
    """At which the lines were broken; 0 where a line is a paragraph."""
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
    if not lengths:
        return 0
    widest = lengths[int(len(lengths) * 0.95) - 1 if len(lengths) > 20 else -1]
    full = sum(length > widest * 0.75 for length in lengths)
    return widest if widest <= 100 or (full * 2 > len(lengths) and widest <= 140) else 0


def _paragraph(lines: list[str], width: int) -> Iterator[Found]:
    if len(lines) > 1 and _UNDERLINE.fullmatch(lines[1]) and not _RULE.fullmatch(lines[0]):
        yield Found(Kind.HEADING, lines[0].strip(), 1 if "=" in lines[1] else 2)
        lines = lines[2:]
    if len(lines) > 1 and all(_TABLE_ROW.fullmatch(line) for line in lines):
        yield Found(Kind.TABLE, "\n".join(line.strip() for line in lines))
        return
    lines = [line for line in lines if not _RULE.fullmatch(line)]
    if not lines:
        return
    if _is_heading(lines):
        yield Found(Kind.HEADING, " ".join(line.strip() for line in lines), 1)
    elif _ITEM.match(lines[0]) and (len(lines) == 1 or _ITEM.match(lines[1]) or lines[1].startswith(" ")):
        yield from _items(lines)
    elif not width:
        yield from (Found(Kind.PARAGRAPH, " ".join(line.split())) for line in lines)
    elif _is_verse(lines, width):
        yield Found(Kind.PARAGRAPH, "\n".join(" ".join(line.split()) for line in lines))
    else:
        yield from (Found(Kind.PARAGRAPH, joined(part)) for part in _indented(lines))


def _is_heading(lines: Sequence[str]) -> bool:
    text = " ".join(line.strip() for line in lines)
    if len(lines) > 2 or len(text) > 80 or (text.endswith(_SENTENCE_END[:1]) and not _CHAPTER.fullmatch(text)):
        return False
    letters = [letter for letter in text if letter.isalpha()]
    shouted = len(letters) > 3 and all(letter.isupper() for letter in letters if letter.lower() != letter.upper())
    cased = any(letter.lower() != letter.upper() for letter in letters)
    return bool(_CHAPTER.fullmatch(text) and not text.endswith((",", ";"))) or (shouted and cased and len(text) < 60)


def _is_verse(lines: Sequence[str], width: int) -> bool:
    """Lines that end long before the margin, each with a capital."""
    if len(lines) < 2 or max(len(line.strip()) for line in lines) > max(width * 0.8, 30):
        return False
    begun = sum(line.lstrip()[:1].isupper() or not line.lstrip()[:1].isalpha() for line in lines)
    return begun > len(lines) * 0.7


def _items(lines: Sequence[str]) -> Iterator[Found]:
    item: list[str] = []
    level = 1
    for line in [*lines, "- end"]:
        if begun := _ITEM.match(line):
            if item:
                yield Found(Kind.ITEM, joined(item), level)
            level = 1 + min((len(line) - len(line.lstrip())) // 2, 5)
            item = [f"{begun['number'] or ''} {line[begun.end() :]}".strip()]
        else:
            item.append(line)


def _indented(lines: Sequence[str]) -> Iterator[list[str]]:
    """Paragraphs without blank lines between them: each begins further in."""
    part: list[str] = []
    for line in lines:
        further = len(line) - len(line.lstrip()) >= 2
        if part and further and not part[-1].startswith(" ") and len(lines) > 3:
            yield part
            part = []
        part.append(line)
    yield part
