"""Documents across a process border: module-level functions with picklable arguments and results.

A parser of foreign files may crash or hang; in a child process (`concurrency.ProcessWorker`) it takes nobody with
it. The child keeps the document open between calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .base import Block, Document, OutlineEntry


@dataclass(frozen=True, slots=True)
class Source:
    """What to open, as for `open_document`; with `url` an address that the person asked for."""

    content: str | Path | bytes = b""
    name: str = ""
    media: str = ""
    link_targets: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class About:
    title: str
    author: str
    language: str
    identity: str
    pages: int | None
    end: int


_open: dict[tuple[Source, object], Document] = {}


def about(source: Source) -> About:
    document = _document(source)
    return About(
        document.title, document.author, document.language, document.identity, document.pages, document.end
    )  # fmt: skip


def blocks_of(source: Source, start: int = 0) -> Iterator[Block]:
    """For `ProcessWorker.iterate`."""
    yield from _document(source).blocks(start)


def some_blocks(source: Source, start: int = 0, most: int = 20) -> list[Block]:
    """The next blocks from `start`; go on with the place of the last one plus one. Empty at the end."""
    blocks = _document(source).blocks(start)
    return [block for block, _ in zip(blocks, range(most), strict=False)]


def outline_of(source: Source) -> Sequence[OutlineEntry]:
    return list(_document(source).outline())


def cover_of(source: Source) -> bytes:
    """The picture on the cover, as a file of its own; empty where there is none."""
    cover = getattr(_document(source), "cover", None)
    return bytes(cover()) if cover is not None else b""


def place_of(source: Source, where: str) -> int:
    return _document(source).place_of(where)


def close_documents() -> None:
    while _open:
        _open.popitem()[1].close()


def _document(source: Source) -> Document:
    key = source, _version(source.content)
    if key not in _open:
        close_documents()
        if source.url:
            from .fetching import open_url

            _open[key] = open_url(source.url, link_targets=source.link_targets)
        else:
            from .opening import open_document

            _open[key] = open_document(
                source.content, name=source.name, media=source.media, link_targets=source.link_targets
            )
    return _open[key]


def _version(content: str | Path | bytes) -> object:
    """Another one when the file has changed."""
    try:
        return (content.stat().st_mtime_ns, content.stat().st_size) if isinstance(content, Path) else None
    except OSError:
        return None
