"""What an EPUB says about itself: its files in reading order, its title, its table of contents."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from ...errors import DocumentError
from ..archive import Archive
from ..inline import name_of, squeezed
from ..trees import xml_tree

_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_LOCKS = ("META-INF/rights.xml", "META-INF/license.lcpl", "META-INF/sinf.xml")
_PAGES = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"}
MOST_FILES = 20_000


@dataclass(frozen=True, slots=True)
class TocEntry:
    title: str
    level: int  # from 1
    file: str
    fragment: str


@dataclass(slots=True)
class Package:
    title: str = ""
    author: str = ""
    language: str = ""
    spine: list[str] = field(default_factory=list)  # names in the archive
    toc: Sequence[TocEntry] = ()
    cover: str = ""  # name of a picture in the archive


def read_package(archive: Archive, called: str) -> Package:
    """Raises `DocumentError` for books that are locked or broken."""
    _check_locks(archive, called)
    path = _package_path(archive, called)
    tree = xml_tree(archive.read(path))
    if tree is None:
        raise DocumentError(f"{called} is damaged: its table of files cannot be read.")
    folder = posixpath.dirname(path)
    items = {item.get("id"): item for item in _named(tree, "item") if item.get("href")}
    package = Package(_text(tree, "title"), _text(tree, "creator"), _text(tree, "language")[:2].lower())
    for reference in _named(tree, "itemref"):
        item = items.get(reference.get("idref"))
        if item is None or reference.get("linear") == "no" or "nav" in (item.get("properties") or "").split():
            continue
        name = _joined(folder, item.get("href"))
        is_page = item.get("media-type") in _PAGES or name.lower().endswith((".xhtml", ".html", ".htm"))
        if is_page and name in archive and len(package.spine) < MOST_FILES:
            package.spine.append(name)
    if not package.spine:
        raise DocumentError(f"{called} is damaged: it names no chapters.")
    package.toc = _toc(archive, tree, items, folder)
    package.cover = _cover(tree, items, folder)
    return package


def _cover(tree: Any, items: Mapping[str | None, Any], folder: str) -> str:
    """As EPUB 3 marks it, or as EPUB 2 did by custom."""
    named = {meta.get("content") for meta in _named(tree, "meta") if meta.get("name") == "cover"}
    for key, item in items.items():
        if "cover-image" in (item.get("properties") or "").split() or key in named:
            return _joined(folder, item.get("href"))
    return ""


def _check_locks(archive: Archive, called: str) -> None:
    locked = any(name in archive for name in _LOCKS)
    if "META-INF/encryption.xml" in archive and not locked:
        tree = xml_tree(archive.read("META-INF/encryption.xml"))
        methods = _named(tree, "EncryptionMethod") if tree is not None else []
        locked = any(method.get("Algorithm") not in _FONTS for method in methods)
    if locked:
        raise DocumentError(f"{called} is locked by its seller (DRM): only the seller's own app can open it.")


def _package_path(archive: Archive, called: str) -> str:
    tree = xml_tree(archive.read("META-INF/container.xml"))
    path = (
        next((f.get("full-path") for f in _named(tree, "rootfile") if f.get("full-path")), "")
        if tree is not None
        else ""
    )
    if not path or path not in archive:
        raise DocumentError(f"{called} is damaged: it does not say where its chapters are.")
    return str(path)


def _toc(archive: Archive, tree: Any, items: dict[Any, Any], folder: str) -> Sequence[TocEntry]:
    navs = [item for item in items.values() if "nav" in (item.get("properties") or "").split()]
    ncxs = [item for item in items.values() if item.get("media-type") == "application/x-dtbncx+xml"]
    for item, read in [*((nav, _nav) for nav in navs), *((ncx, _ncx) for ncx in ncxs)]:
        name = _joined(folder, item.get("href"))
        if name in archive:
            page = xml_tree(archive.read(name))
            entries = list(read(page, posixpath.dirname(name))) if page is not None else []
            if entries:
                return entries
    return ()


def _nav(page: Any, folder: str) -> Iterator[TocEntry]:
    navs = [nav for nav in _named(page, "nav") if "toc" in " ".join(map(str, nav.attrib.values()))] or _named(
        page, "nav"
    )
    for nav in navs[:1]:
        for link in _named(nav, "a"):
            level = sum(name_of(parent) in ("ol", "ul") for parent in link.iterancestors())
            yield from _entry(squeezed("".join(link.itertext())), max(level, 1), folder, link.get("href"))


def _ncx(page: Any, folder: str) -> Iterator[TocEntry]:
    for point in _named(page, "navPoint"):
        level = sum(name_of(parent) == "navpoint" for parent in point.iterancestors()) + 1
        label = next((child for child in point if name_of(child) == "navlabel"), None)
        content = next((child for child in point if name_of(child) == "content"), None)
        if label is not None and content is not None:
            yield from _entry(squeezed("".join(label.itertext())), level, folder, content.get("src"))


def _entry(title: str, level: int, folder: str, target: str | None) -> Iterator[TocEntry]:
    file, _, fragment = (target or "").partition("#")
    if title and file:
        yield TocEntry(title, level, _joined(folder, file), unquote(fragment))


def _joined(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(href)))


def _named(tree: Any, name: str) -> list[Any]:
    return [element for element in tree.iter() if name_of(element) == name.lower()]


def _text(tree: Any, name: str) -> str:
    return next((squeezed("".join(element.itertext())) for element in _named(tree, name)), "")
