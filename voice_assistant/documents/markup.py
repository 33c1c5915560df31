"""A tree of HTML to blocks: what web pages, books, Markdown and DOCX have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from .base import Kind
from .inline import SKIPPED, Inline, is_hidden, name_of, squeezed
from .listed import Found
from .markup_tables import is_layout, table_blocks

DEEPEST = 150
"""Nested elements beyond this are told as one text."""

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_OTHERS = (
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer"
    " form header hgroup html li main menu nav ol p pre search section summary table tbody td tfoot th thead tr ul"
)
_BLOCKS = _HEADINGS | set(_OTHERS.split())
_LISTS = {"ul", "ol", "menu"}
_NOTES = re.compile(r"\b(?:footnotes?|endnotes?|rearnotes?|doc-footnote|doc-endnotes?|fn|fnote)\b")
_REFERENCES = re.compile(r"\b(?:doc-bibliography|bibliography|references|reflist|biblioentry|doc-biblioentry)\b")
_FORMULA = re.compile(r"\b(?:math block|math display|katex-display|MathJax_Display|mwe-math-element-block|equation)\b")
_TASK = re.compile(r"^\[[ xX]\]\s+")

Anchor = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Around:
    """What a block is inside of."""

    kind: Kind = Kind.PARAGRAPH
    level: int = 0
    number: str = ""  # of the list item, to be said before its text
    depth: int = 0


class Walker:
    """Goes through a tree once. `anchor` is told each id before the block it stands at."""

    def __init__(self, *, link_targets: bool = False, anchor: Anchor | None = None) -> None:
        self._inline = Inline(link_targets)
        self._anchor = anchor

    def blocks(self, tree: Any) -> Iterator[Found]:
        yield from self._element(tree, Around())

    def _element(self, element: Any, around: Around) -> Iterator[Found]:
        name = name_of(element)
        if name in SKIPPED or is_hidden(element):
            return
        if around.depth > DEEPEST:
            yield from self._found(around, squeezed("".join(element.itertext())))
            return
        self._tell_anchor(element)
        around = replace(_within(element, name, around), depth=around.depth + 1)
        if name in _HEADINGS:
            self._tell_anchors(element)
            yield from self._found(replace(around, kind=Kind.HEADING, level=int(name[1])), self._inline.text(element))
        elif name == "pre":
            if code := "".join(element.itertext()).expandtabs(4).strip("\n").rstrip():
                yield Found(Kind.CODE, code)
        elif name == "math" or _FORMULA.search(element.get("class") or ""):
            yield from self._found(replace(around, kind=Kind.FORMULA), self._inline.formula(element))
        elif name == "table" and not is_layout(element):
            self._tell_anchors(element)
            yield from table_blocks(element, self._inline)
        elif name in _LISTS:
            yield from self._list(element, name, around)
        elif name in ("img", "image"):
            if alt := squeezed(element.get("alt") or ""):
                yield Found(Kind.FIGURE, alt)
        else:
            yield from self._mixed(element, around)

    def _list(self, element: Any, name: str, around: Around) -> Iterator[Found]:
        level = around.level + 1 if around.kind is Kind.ITEM else 1
        start = element.get("start") or "1"
        number = int(start[:6]) if start.isdecimal() else 1
        for child in element:
            tag = name_of(child)
            if tag == "li":
                said = f"{number}." if name == "ol" and around.kind is not Kind.FOOTNOTE else ""
                kind = around.kind if around.kind in (Kind.FOOTNOTE, Kind.REFERENCE) else Kind.ITEM
                yield from self._element(child, replace(around, kind=kind, level=level, number=said))
                number += 1
            elif tag in _BLOCKS:
                yield from self._element(child, replace(around, kind=Kind.ITEM, level=level))

    def _mixed(self, element: Any, around: Around) -> Iterator[Found]:
        """Runs of text and of inline elements become blocks, block elements theirs."""
        run = [element.text or ""]
        for child in element:
            if name_of(child) in SKIPPED or is_hidden(child):
                pass
            elif self._is_block(child):
                blocks = list(self._found(around, self._inline.finished(run)))
                yield from blocks
                around = replace(around, number="") if blocks else around
                run = []
                first = True
                for block in self._element(child, around):
                    yield block
                    around = replace(around, number="") if first else around
                    first = False
            else:
                self._tell_anchors(child)
                run.append(self._inline.piece(child, run))
            run.append(child.tail or "")
        yield from self._found(around, self._inline.finished(run))

    def _is_block(self, element: Any) -> bool:
        name = name_of(element)
        if name in _BLOCKS or _FORMULA.search(element.get("class") or ""):
            return True
        if name == "math":
            return bool(element.get("display") == "block")
        if name in ("img", "image"):
            parent = element.getparent()
            beside = [parent.text or "", *(child.tail or "" for child in parent)] if parent is not None else []
            return not squeezed("".join(beside))
        if name in ("picture", "a") and not squeezed("".join(element.itertext())):
            return any(name_of(inner) in ("img", "image") for inner in element.iter())
        return any(name_of(inner) in _BLOCKS for inner in element.iter() if inner is not element)

    def _found(self, around: Around, text: str) -> Iterator[Found]:
        if around.kind is Kind.ITEM:
            text = _TASK.sub("", text)
        if any(letter.isalnum() for letter in text) or (text and around.kind is Kind.FORMULA):
            level = around.level if around.kind in (Kind.HEADING, Kind.ITEM) else 0
            text = f"{around.number} {text}" if around.number and around.kind is Kind.ITEM else text
            yield Found(around.kind, text, level)

    def _tell_anchors(self, element: Any) -> None:
        if self._anchor is not None:
            for inner in element.iter():
                self._tell_anchor(inner)

    def _tell_anchor(self, element: Any) -> None:
        if self._anchor is not None:
            for key in ("id", "name"):
                if target := element.get(key):
                    self._anchor(target)


def _within(element: Any, name: str, around: Around) -> Around:
    marks = " ".join(
        value for key, value in element.attrib.items() if str(key).rpartition("}")[2] in ("type", "role", "class", "id")
    )
    if name in ("aside", "section", "div", "ol", "ul", "li", "p") and _NOTES.search(marks):
        return replace(around, kind=Kind.FOOTNOTE)
    if name in ("section", "div", "ol", "ul", "li") and _REFERENCES.search(marks):
        return replace(around, kind=Kind.REFERENCE)
    if name == "blockquote" and around.kind is Kind.PARAGRAPH:
        return replace(around, kind=Kind.QUOTE)
    if name in ("figcaption", "caption"):
        return replace(around, kind=Kind.CAPTION)
    return around
