"""A PDF as a document, read page by page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ...errors import DocumentError
from ..base import Block, Kind, OutlineEntry
from ..hyphens import join
from ..listed import language_in, main_language
from ..references import ReferenceSection, is_references_heading
from ..searching import find_chapter, not_found
from .file import PdfFile
from .furniture import key_of
from .layout import Part
from .pages import Pages

STEP = 10_000
"""Places of a page: a place tells its page without the pages before being read."""

_SMALL = 60
"""Pages that are looked through for headings where there are no bookmarks."""
_ENDED = re.compile(r"[.!?:;。！？…][\"'”’»)\]]*(?:\[[\d,–\- *]+\])?$")
_LOOSE = re.compile(r"[\W_\ufffe\x02]+")
_BETWEEN = (Kind.CAPTION, Kind.FIGURE, Kind.TABLE, Kind.FOOTNOTE)


class PdfDocument:
    """See `base.Document`."""

    def __init__(self, source: Path | bytes, *, identity: str, name: str = "") -> None:
        self._file = PdfFile(source, name)
        self._name = name or "This PDF"
        self._bookmarks = self._file.bookmarks()
        self._pages = Pages(self._file, self._bookmarks)
        self._outline: Sequence[OutlineEntry] | None = None
        self.identity = identity
        self.pages: int | None = self._file.pages
        self.end = self._file.pages * STEP
        self.author = self._file.metadata.get("Author", "").strip()
        title = self._file.metadata.get("Title", "").strip()
        self.title = title if len(title) > 3 and "." not in title[-5:] else name.rpartition(".")[0]
        self.language = main_language([self._file.text(number) for number in range(min(3, self._file.pages))])

    def blocks(self, start: int = 0) -> Iterator[Block]:
        first = max(start, 0) // STEP
        section = ReferenceSection(inside=self._in_references(first))
        told = False
        for block in _whole(self._placed(first)):
            told = True
            kind = section.kind(block.kind, block.text, block.level)
            if block.place >= start:
                language = self.language
                if kind in (Kind.PARAGRAPH, Kind.HEADING, Kind.ITEM, Kind.QUOTE, Kind.CAPTION, Kind.FOOTNOTE):
                    language = language_in(block.text, self.language)
                yield Block(kind, block.text, block.place, block.page, block.level, language)

        if not told and not start:
            raise DocumentError(f"There is no text in {self._name}.")

    def _placed(self, first: int) -> Iterator[tuple[Block, Part]]:
        for number in range(first, self._file.pages):
            for position, part in enumerate(self._parts(number)[: STEP - 1]):
                yield Block(part.kind, part.text, number * STEP + position, number + 1, part.level), part

    def _parts(self, number: int) -> list[Part]:
        """What is a picture is read."""
        return self._pages.parts(number) or self._pages.scanned_parts(number)

    def _in_references(self, page: int) -> bool:
        """Whether the list of works cited has begun before `page`, and nothing else since."""
        for earlier in range(page - 1, max(page - 40, -1), -1):
            lines = self._file.text(earlier).splitlines()
            for line in reversed(lines):
                if is_references_heading(line):
                    return not any(earlier < marked <= page for _, _, marked in self._bookmarks)
        return False

    def outline(self) -> Sequence[OutlineEntry]:
        if self._outline is None:
            if self._bookmarks:
                self._outline = [OutlineEntry(title, level + 1, page * STEP) for level, title, page in self._bookmarks]
            elif self._file.pages <= _SMALL:
                self._outline = [
                    OutlineEntry(block.text, block.level, block.place)
                    for block in self.blocks()
                    if block.kind is Kind.HEADING
                ]
            else:
                self._outline = []
        return self._outline

    def place_of(self, where: str) -> int:
        wanted = " ".join(where.split())
        page = re.fullmatch(r"(?:(?:page|seite|p\.?|s\.?|página)\s*)?(\d{1,6})", wanted, re.IGNORECASE)
        if page:
            if 1 <= int(page[1]) <= self._file.pages:
                return (int(page[1]) - 1) * STEP
            raise DocumentError(f"There is no page {page[1]}: {self._name} has {self._file.pages} pages.")
        place = find_chapter(wanted, self.outline()) if wanted else None
        if place is not None:
            title = next((entry.title for entry in self.outline() if entry.place == place), "")
            return self._heading(place, title, wanted) if place % STEP == 0 else place
        place = self._find(wanted)
        if place is None:
            raise DocumentError(not_found(wanted, self.outline()))
        return place

    def _heading(self, page: int, *titles: str) -> int:
        """Where on its page the chapter begins that a bookmark names."""
        keys = [key_of(title) for title in titles]
        for block in self.blocks(page):
            if block.place >= page + STEP:
                break
            if block.kind is Kind.HEADING and key_of(block.text) in keys:
                return block.place
        return page

    def _find(self, wanted: str) -> int | None:
        key = _LOOSE.sub("", wanted.casefold())
        for number in range(self._file.pages if key else 0):
            if key in _LOOSE.sub("", self._file.text(number).casefold()):
                for block in self.blocks(number * STEP):
                    if block.place >= (number + 1) * STEP:
                        break
                    if key in _LOOSE.sub("", block.text.casefold()):
                        return block.place
                return number * STEP
        return None

    def close(self) -> None:
        self._file.close()


def _whole(parts: Iterator[tuple[Block, Part]]) -> Iterator[Block]:
    """Paragraphs that go on in the next column or on the next page are one again; pictures and notes come after."""
    open_block: Block | None = None
    last: Part | None = None
    between: list[Block] = []
    for block, part in parts:
        if open_block is not None and last is not None:
            if block.kind is Kind.PARAGRAPH and _continues(open_block.text, last, part):
                text = join(open_block.text, block.text)
                open_block = replace(open_block, text=text)
                last = part
                if last.full and not _ENDED.search(text[-60:]):
                    continue
            elif block.kind in _BETWEEN:
                between.append(block)
                continue
            yield open_block
            yield from between
            open_block, between = None, []
            if last is part:
                continue
        if block.kind in (Kind.PARAGRAPH, Kind.ITEM) and part.full and not _ENDED.search(block.text[-60:]):
            open_block, last = block, part
        else:
            yield block
    if open_block is not None:
        yield open_block
        yield from between


def _continues(text: str, last: Part, part: Part) -> bool:
    if abs(last.height - part.height) > 0.1 * max(last.height, part.height):
        return False
    return part.text[:1].islower() or text[-1:] in "-\ufffe\x02" or not part.indented
