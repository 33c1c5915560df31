"""What of a document nobody wants to hear: notes, works cited, the marks that point at them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .base import Block, Kind
from .references import is_references_heading

_NUMBERED = re.compile(
    r"(?:[\s–-]?\[(?:\^?[1-9]\d{0,3}[*†‡]?|[*†‡§]|[a-z]|note \d{1,3}|citation needed|[A-Z][A-Za-z+]{1,8}\d{2}[a-z]?)"
    r"(?:\s?[,;–-]\s?(?:\d{1,4}|[A-Z][A-Za-z+]{1,8}\d{2}[a-z]?|[*†‡a-z]))*\])+"
)
_PARENTHESIS = re.compile(r"\s?\(([^()]{6,400})\)")
_AUTHORS = re.compile(
    r"\s*(?:(?:see(?: also)?|e\.\s?g\.,?|cf\.|vgl\.|siehe|voir|véase|but see|reviewed in|after|from)\s+)?"
    r"(?:(?:van|von|de|den|der|di|la|le|du|da|ter|zu)\s){0,2}[A-ZÀ-Þ][\w.'’-]{1,40}"
    r"(?:[ ,&]{1,2}(?:[\w.'’&-]{1,40})){0,8}?"
    r",?\s(?:19|20)\d\d[a-z]?(?:\s?,\s?(?:(?:19|20)\d\d[a-z]?|[a-z]))*"
    r"(?:[,:]\s?(?:pp?\.|S\.|ch\.|chap\.|fig\.)?\s?\d{1,4}(?:[–-]\d{1,4})?)?\s*"
)
_MONTHS = re.compile(
    r"\s*(?:\w+ly|in|since|until|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|spring|summer|autumn|fall|winter|mai|"
    r"okt|dez|fig|figure|table|section|chapter|equation|version)\w*\b",
    re.IGNORECASE,
)
_BEFORE_STOP = re.compile(r"\s+(?=[.,;:!?](?:\s|$))")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is not told."""

    footnotes: bool = True
    references: bool = True
    citations: bool = True
    figures: bool = False
    captions: bool = False
    tables: bool = False
    code: bool = False
    formulas: bool = False

    def kinds(self) -> frozenset[Kind]:
        chosen = {
            Kind.FOOTNOTE: self.footnotes,
            Kind.REFERENCE: self.references,
            Kind.FIGURE: self.figures,
            Kind.CAPTION: self.captions,
            Kind.TABLE: self.tables,
            Kind.CODE: self.code,
            Kind.FORMULA: self.formulas,
        }
        return frozenset(kind for kind, left_out in chosen.items() if left_out)


def to_be_told(blocks: Iterable[Block], left_out: LeftOut) -> Iterator[Block]:
    """The blocks that are told, with their places, without what is left out of their text."""
    kinds = left_out.kinds()
    heading: Block | None = None  # of works cited: it is told where something under it is
    for block in blocks:
        if block.kind is Kind.HEADING and left_out.references and is_references_heading(block.text):
            heading = block
            continue
        if block.kind in kinds:
            heading = None if block.kind is Kind.REFERENCE else heading
            continue
        if heading is not None and block.kind is not Kind.HEADING:
            yield heading
        heading = None
        if left_out.citations and block.kind not in (Kind.CODE, Kind.FORMULA, Kind.REFERENCE):
            text = without_citations(block.text)
            if not any(letter.isalnum() for letter in text):
                continue
            block = block if text == block.text else replace(block, text=text)
        yield block


def without_citations(text: str) -> str:
    """Without "[12]", "[3, 4]" and "(Smith et al., 2019)"."""
    if "[" not in text and "(" not in text:
        return text
    told = _PARENTHESIS.sub(_told, _NUMBERED.sub("", text))
    return _BEFORE_STOP.sub("", told).strip() if told != text else text


def _told(match: re.Match[str]) -> str:
    parts = match[1].split(";")
    cited = all(_AUTHORS.fullmatch(part) and not _MONTHS.match(part) for part in parts)
    return "" if cited else match[0]
