"""A PDF file through pdfium: pages, their text, bookmarks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ...errors import DocumentError

_PDFIUM = threading.RLock()
"""pdfium is not to be entered twice, whatever the document."""


class PdfFile:
    """Raises `DocumentError` where the file is broken or wants a password."""

    def __init__(self, source: Path | bytes, name: str = "") -> None:
        import pypdfium2

        called = name or "This PDF"
        with _PDFIUM:
            try:
                self._pdf = pypdfium2.PdfDocument(source)
                self.pages = len(self._pdf)
                self.metadata: dict[str, str] = self._pdf.get_metadata_dict(skip_empty=True)
            except (pypdfium2.PdfiumError, OSError, ValueError) as error:
                if "password" in str(error).lower():
                    raise DocumentError(
                        f"{called} is protected with a password: open it in a viewer and print it to a new PDF."
                    ) from error
                raise DocumentError(f"{called} is damaged: it cannot be opened as a PDF.") from error
            if not self.pages:
                raise DocumentError(f"{called} has no pages.")

    @contextmanager
    def page(self, number: int) -> Iterator[tuple[Any, Any] | None]:
        """Page `number`, from 0, and its text; None where it is damaged. Nobody else uses pdfium meanwhile."""
        import pypdfium2

        with _PDFIUM:
            try:
                page = self._pdf[number]
            except pypdfium2.PdfiumError:
                yield None
                return
            try:
                text = page.get_textpage()
            except pypdfium2.PdfiumError:
                page.close()
                yield None
                return
            try:
                yield page, text
            finally:
                text.close()
                page.close()

    def text(self, number: int) -> str:
        """All of a page as it stands in the file: to search in."""
        with self.page(number) as opened:
            return str(opened[1].get_text_range()) if opened else ""

    def margins(self, number: int, share: float) -> str:
        """The text of the uppermost and lowest `share` of a page, line by line."""
        with self.page(number) as opened:
            if opened is None:
                return ""
            page, text = opened
            left, bottom, right, top = page.get_bbox()
            high = (top - bottom) * share
            strips = ((left, top - high, right, top), (left, bottom, right, bottom + high))
            return "\n".join(str(text.get_text_bounded(*strip)) for strip in strips)

    def bookmarks(self, most: int = 2000) -> list[tuple[int, str, int]]:
        """Level from 0, title, page from 0."""
        import pypdfium2

        found: list[tuple[int, str, int]] = []
        with _PDFIUM:
            try:
                for mark in self._pdf.get_toc():
                    target = mark.get_dest()
                    page = target.get_index() if target else None
                    title = " ".join(mark.get_title().split())
                    if page is not None and 0 <= page < self.pages and title:
                        found.append((mark.level, title, page))
                    if len(found) >= most:
                        break
            except (pypdfium2.PdfiumError, ValueError, RecursionError):
                pass
        return found

    def picture(self, number: int, longest: int = 2000) -> Any | None:
        """A page as an image, an array of height, width, 3 bytes; None where it has nothing to show."""
        with self.page(number) as opened:
            if opened is None or not any(True for _ in opened[0].get_objects(max_depth=2)):
                return None
            page = opened[0]
            scale = min(longest / max(*page.get_size(), 1.0), 4.0)
            return page.render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3].copy()

    def close(self) -> None:
        with _PDFIUM:
            self._pdf.close()
