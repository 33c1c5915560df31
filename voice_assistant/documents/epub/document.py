"""An EPUB as a document, read chapter by chapter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...errors import DocumentError
from ..archive import Archive
from ..base import Block, Kind, OutlineEntry
from ..decoding import decoded
from ..listed import Found, main_language, placed
from ..markup import Walker
from ..references import with_references
from ..searching import find_place
from ..trees import html_tree, xml_tree
from .package import read_package

STEP = 100_000
"""Places of a file in the book: a place tells its file without those before being read."""


@dataclass(frozen=True, slots=True)
class _Chapter:
    found: Sequence[Found]
    anchors: dict[str, int]  # which block an id of the file stands before


class EpubDocument:
    """See `base.Document`."""

    def __init__(self, source: Path | bytes, *, identity: str, name: str = "", link_targets: bool = False) -> None:
        self._name = name or "This book"
        self._archive = Archive(source, self._name, "an EPUB book")
        self._package = read_package(self._archive, self._name)
        self._link_targets = link_targets
        self._outline: Sequence[OutlineEntry] | None = None
        self._read: dict[int, _Chapter] = {}
        self.identity = identity
        self.pages: int | None = None
        self.title = self._package.title or name.rpartition(".")[0]
        self.author = self._package.author
        self.language = self._told_language(self._package.language)
        self.end = len(self._package.spine) * STEP

    def blocks(self, start: int = 0) -> Iterator[Block]:
        first, skipped = divmod(max(start, 0), STEP)
        told = False
        for number in range(first, len(self._package.spine)):
            chapter = self._chapter(number)
            behind = skipped if number == first else 0
            pieces = chapter.found[behind : STEP - 1]
            told = told or bool(chapter.found)
            yield from placed(pieces, number * STEP + behind, self.language)
        if not told and not start:
            raise DocumentError(f"There is no text in {self._name}: its pages may be pictures.")

    def outline(self) -> Sequence[OutlineEntry]:
        if self._outline is None:
            self._outline = self._from_contents() or self._from_headings()
        return self._outline

    def place_of(self, where: str) -> int:
        return find_place(where, self.outline(), self.blocks())

    def cover(self) -> bytes:
        """A picture file; empty where there is none."""
        try:
            return self._archive.read(self._package.cover) if self._package.cover in self._archive else b""
        except DocumentError:  # the book can do without
            return b""

    def close(self) -> None:
        self._archive.close()

    def _from_contents(self) -> list[OutlineEntry]:
        numbers = {name.lower(): number for number, name in enumerate(self._package.spine)}
        entries = [entry for entry in self._package.toc if entry.file.lower() in numbers]
        several = Counter(entry.file.lower() for entry in entries)
        outline = []
        for entry in entries:
            number = numbers[entry.file.lower()]
            place = number * STEP
            if entry.fragment and several[entry.file.lower()] > 1:
                place += self._chapter(number).anchors.get(entry.fragment, 0)
            outline.append(OutlineEntry(entry.title, entry.level, place))
        return sorted(outline, key=lambda entry: entry.place)

    def _from_headings(self) -> list[OutlineEntry]:
        return [OutlineEntry(b.text, b.level, b.place) for b in self.blocks() if b.kind is Kind.HEADING]

    def _chapter(self, number: int) -> _Chapter:
        if number not in self._read:
            while len(self._read) > 2:
                del self._read[next(iter(self._read))]
            self._read[number] = self._parsed(self._package.spine[number])
        return self._read[number]

    def _parsed(self, name: str) -> _Chapter:
        try:
            data = self._archive.read(name)
        except DocumentError:  # the rest of the book can still be read
            return _Chapter((), {})
        tree = xml_tree(data)
        if tree is None or not any(True for _ in tree.iter("{*}body")):
            try:
                tree = html_tree(decoded(data))
            except DocumentError:
                return _Chapter((), {})
        anchors: dict[str, int] = {}
        found: list[Found] = []

        def anchor(key: str) -> None:
            anchors.setdefault(key, len(found))

        walker = Walker(link_targets=self._link_targets, anchor=anchor)
        for body in list(tree.iter("{*}body"))[:1]:
            for piece in walker.blocks(body):
                found.append(piece)
        return _Chapter(list(with_references(found)), anchors)

    def _told_language(self, declared: str) -> str:
        for number in range(min(5, len(self._package.spine)) if not declared else 0):
            if language := main_language(piece.text for piece in self._chapter(number).found):
                return language
        return declared
