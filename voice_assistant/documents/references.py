"""The list of works cited, found by its heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from .base import Kind

if TYPE_CHECKING:
    from .listed import Found

_TITLES = (
    "references|references and notes|references cited|literature|literature cited|works cited|bibliography|"
    "further reading|literatur|literaturverzeichnis|quellen|quellenverzeichnis|einzelnachweise|références|"
    "références bibliographiques|bibliographie|bibliografía|referencias|referencias bibliográficas|bibliografia|"
    "riferimenti bibliografici|referências|literatuur|参考文献|참고문헌|참고 문헌"
)
_HEADING = re.compile(rf"(?:(?:\d{{1,2}}|[A-Z]|[IVX]{{1,5}})[.)]?\s+)?(?:{_TITLES})\s*[:.]?", re.IGNORECASE)
_ENTRIES = (Kind.PARAGRAPH, Kind.ITEM, Kind.QUOTE)


def is_references_heading(text: str) -> bool:
    return len(text) < 60 and _HEADING.fullmatch(text.strip()) is not None


class ReferenceSection:
    """Whether the blocks that come along are in the list of works cited."""

    def __init__(self, *, inside: bool = False) -> None:
        self._level = 99 if inside else 0  # of its heading; 0 is outside

    def kind(self, kind: Kind, text: str, level: int) -> Kind:
        """What a block of `kind` really is."""
        if kind is Kind.HEADING:
            if is_references_heading(text):
                self._level = max(level, 1)
            elif level <= self._level:
                self._level = 0
        return Kind.REFERENCE if self._level and kind in _ENTRIES else kind


def with_references(found: Iterable[Found]) -> Iterator[Found]:
    section = ReferenceSection()
    for piece in found:
        kind = section.kind(piece.kind, piece.text, piece.level)
        yield piece if kind is piece.kind else replace(piece, kind=kind)
