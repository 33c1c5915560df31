"""Bars of reading aloud: one file for each row or two."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

from ..report import Row
from .book import book, page
from .damaged import damaged
from .first_sound import first_sound
from .memory import memory
from .steering import steering
from .whole_book import whole_book


def reading(_: Path | None) -> list[Row]:
    """VOICE_ASSISTANT_BENCH_BOOK_PAGES: how many pages are rendered and transcribed back (8; a book has 500)."""
    pages = int(os.environ.get("VOICE_ASSISTANT_BENCH_BOOK_PAGES", "8"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = {size: book(folder, size) for size in (pages, 500)}
        rows = asyncio.run(first_sound({"a sentence": page()[:80], "a page": page()}, files[500]))
        rows += asyncio.run(steering())
        rows += asyncio.run(memory(files[500]))
        rows += asyncio.run(damaged())
        rows += whole_book(files[pages], folder, pages)
    return rows
