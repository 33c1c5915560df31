"""The pages of a PDF, each as parts in reading order."""

from __future__ import annotations

from collections.abc import Sequence

from .file import PdfFile
from .furniture import MARGIN, key_of, keys_of, margin_keys, without_furniture
from .layout import Layout, Part
from .runs import page_runs
from .scans import read_picture

_AROUND = (-2, -1, 1, 2)
_KEPT = 12


class Pages:
    """`bookmarks`: level from 0, title, page from 0."""

    def __init__(self, file: PdfFile, bookmarks: Sequence[tuple[int, str, int]]) -> None:
        self._file = file
        self._layout = Layout()
        self._margins: dict[int, set[str]] = {}
        self._scanned: dict[int, set[str]] = {}
        self._marks: dict[int, dict[str, int]] = {}
        for level, title, page in bookmarks:
            self._marks.setdefault(page, {})[key_of(title)] = level + 1

    def parts(self, number: int) -> list[Part]:
        """Of page `number`, from 0; footnotes last. Empty where it has no text, or is damaged."""
        with self._file.page(number) as opened:
            if opened is None:
                return []
            height = opened[0].get_size()[1]
            runs = page_runs(*opened)
        runs = without_furniture(runs, height, lambda: self._around(number))
        return self._layout.laid_out(number, runs, height, self._marks.get(number, {}))

    def scanned_parts(self, number: int) -> list[Part]:
        """Of a page that is a picture. Raises `DocumentError` where pictures cannot be read."""
        picture = self._file.picture(number)
        if picture is None:
            return []
        height = picture.shape[0]
        all_runs = read_picture(picture)
        before = [self._scanned[near] for near in (number - 1, number - 2) if near in self._scanned]
        self._scanned = {**self._scanned, number: margin_keys(all_runs, height)}
        runs = without_furniture(all_runs, height, lambda: before)
        return self._layout.laid_out(number, runs, height, self._marks.get(number, {}))

    def _around(self, number: int) -> list[set[str]]:
        near = [number + away for away in _AROUND if 0 <= number + away < self._file.pages]
        for page in near:
            if page not in self._margins:
                self._margins[page] = keys_of(self._file.margins(page, MARGIN * 1.2))
        while len(self._margins) > _KEPT:
            del self._margins[next(iter(self._margins))]
        return [self._margins[page] for page in near if page in self._margins]
