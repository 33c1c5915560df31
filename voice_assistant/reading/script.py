"""The sentences of a document, forwards and backwards, of which only those around the reader are kept."""

from __future__ import annotations

import asyncio

from ..documents.base import Block, Kind
from ..documents.leaving_out import LeftOut, to_be_told
from .opened import Pages
from .sentence import Sentence, sentences_of

_FIRST, _MORE = 6, 24
"""Blocks read at once: few, where somebody waits for the first sound."""
_KEPT = 400
"""Paragraphs in memory."""
_SKIPPED, _FAR = 200, 20
"""Blocks looked through at once for a heading, and how often."""

Paragraph = list[Sentence]


class Script:
    """Reads pages as they are needed. All methods raise `DocumentError`."""

    def __init__(self, pages: Pages, *, language: str = "", left_out: LeftOut | None = None) -> None:
        self._pages = pages
        self._language = language
        self._left_out = left_out or LeftOut()
        # What is told of the document from `_from` on, up to `_next`, without a hole; no paragraph is empty.
        self._kept: list[Paragraph] = []
        self._from = self._next = 0
        self._ended = False
        self._most = _FIRST
        self._reading = asyncio.Lock()

    async def at(self, place: int, number: int = 0) -> Sentence | None:
        """The sentence there, or the next one; None behind the last."""
        async with self._reading:
            paragraph = await self._paragraph(place)
        if paragraph is None:
            return None
        return paragraph[min(number, len(paragraph) - 1)] if paragraph[0].place == place else paragraph[0]

    async def after(self, sentence: Sentence) -> Sentence | None:
        async with self._reading:
            paragraph = await self._paragraph(sentence.place) or []
            if sentence.number + 1 < len(paragraph):
                return paragraph[sentence.number + 1]
        return await self.paragraph_after(sentence)

    async def before(self, sentence: Sentence) -> Sentence | None:
        """None before the first."""
        async with self._reading:
            paragraph = await self._paragraph(sentence.place) or []
            if paragraph and sentence.number > 0:
                return paragraph[sentence.number - 1]
            before = await self._paragraph_before(sentence.place)
        return before[-1] if before else None

    async def paragraph_after(self, sentence: Sentence) -> Sentence | None:
        """Its first sentence."""
        return await self.at(sentence.place + 1)

    async def paragraph_before(self, sentence: Sentence) -> Sentence | None:
        """The first sentence of this paragraph, or, where that is `sentence`, of the one before."""
        if sentence.number > 0:
            return await self.at(sentence.place)
        async with self._reading:
            before = await self._paragraph_before(sentence.place)
        return before[0] if before else None

    async def heading_after(self, sentence: Sentence) -> Sentence | None:
        """None where there is none, or only very far from here."""
        start = sentence.place + 1
        for _ in range(_FAR):
            blocks = await self._pages.some(start, _SKIPPED)
            if not blocks:
                return None
            if heading := next((block for block in blocks if block.kind is Kind.HEADING), None):
                return await self.at(heading.place)
            start = blocks[-1].place + 1
        return None

    async def heading_before(self, sentence: Sentence) -> Sentence | None:
        """The heading of this part, or, where that is `sentence`, of the one before."""
        end, step = sentence.place, _SKIPPED
        while end > 0:
            start, found = max(0, end - step), None
            following = start
            while following < end and (blocks := await self._pages.some(following, _SKIPPED)):
                headings = [block for block in blocks if block.kind is Kind.HEADING and block.place < end]
                found = headings[-1] if headings else found
                following = blocks[-1].place + 1
            if found is not None:
                return await self.at(found.place)
            end, step = start, step * 8
        return None

    def around(self, sentence: Sentence, before: int, after: int) -> tuple[str, str]:
        """What is at hand of the text before and after `sentence`, so many characters of each at most."""
        earlier, later = "", ""
        for paragraph in reversed([paragraph for paragraph in self._kept if paragraph[0].place <= sentence.place]):
            told = [said.text for said in paragraph if said.place < sentence.place or said.number < sentence.number]
            earlier = f"{' '.join(told)}\n{earlier}" if earlier else " ".join(told)
            if len(earlier) > before:
                break
        for paragraph in (paragraph for paragraph in self._kept if paragraph[0].place >= sentence.place):
            told = [said.text for said in paragraph if said.place > sentence.place or said.number > sentence.number]
            later = f"{later}\n{' '.join(told)}" if later else " ".join(told)
            if len(later) > after:
                break
        return _end(earlier.strip(), before), _beginning(later.strip(), after)

    async def _paragraph(self, place: int) -> Paragraph | None:
        if not self._from <= place <= self._next:
            self._kept, self._from, self._next, self._ended = [], place, place, False
            self._most = _FIRST
        while True:
            # From behind: it is mostly one of the last.
            found = None
            for paragraph in reversed(self._kept):
                if paragraph[0].place < place:
                    break
                found = paragraph
            if found is not None or self._ended:
                return found
            await self._read_on()

    async def _read_on(self) -> None:
        blocks = await self._pages.some(self._next, self._most + 1)
        blocks, following = blocks[: self._most], blocks[self._most :]
        self._most = _MORE
        if not blocks:
            self._ended = True
            return
        self._kept += self._told(blocks, following)
        self._next = blocks[-1].place + 1
        while len(self._kept) > _KEPT:
            self._from = self._kept.pop(0)[0].place + 1

    async def _paragraph_before(self, place: int) -> Paragraph | None:
        await self._paragraph(place)
        step = _MORE
        while True:
            for paragraph in reversed(self._kept):
                if paragraph[0].place < place:
                    return paragraph
            if self._from == 0:
                return None
            await self._read_back(max(0, self._from - step))
            step *= 8  # places may lie far apart

    async def _read_back(self, start: int) -> None:
        earlier = []
        following = start
        while following < self._from and (blocks := await self._pages.some(following, _MORE)):
            earlier += [block for block in blocks if block.place < self._from]
            following = blocks[-1].place + 1
        told = self._told(earlier, [])
        self._kept = [*told, *self._kept]
        self._from = start
        while len(self._kept) > max(_KEPT, len(told) + 1):
            self._next, self._ended = self._kept.pop()[0].place, False

    def _told(self, blocks: list[Block], following: list[Block]) -> list[Paragraph]:
        """What is said of `blocks`; those that are `following` only tell where a quotation goes on."""
        told = list(to_be_told(blocks, self._left_out))
        texts = [block.text for block in (*told[1:], *following[:1])] + [""]
        paragraphs = (
            sentences_of(block, self._language, text) for block, text in zip(told, texts, strict=False)
        )  # fmt: skip
        return [paragraph for paragraph in paragraphs if paragraph]


def _end(text: str, most: int) -> str:
    return text if len(text) <= most else text[-most:].split(None, 1)[-1]


def _beginning(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rsplit(None, 1)[0]
