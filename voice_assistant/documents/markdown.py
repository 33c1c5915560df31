"""Markdown, with tables, footnotes and formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .listed import Found, ListedDocument
from .markup import Walker
from .trees import html_tree

_FRONT = re.compile(r"\A---[ \t]*\n(?P<fields>(?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_FIELD = re.compile(r"^(title|author|lang|language)\s*:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE | re.IGNORECASE)
_FORMULA = re.compile(
    r"^[ \t]*(?:\$\$(?P<dollars>.{1,4000}?)\$\$|\\\[(?P<brackets>.{1,4000}?)\\\])[ \t]*$", re.MULTILINE | re.DOTALL
)
_FENCED = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,}).*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_NOTE = re.compile(r"^ {0,3}\[\^([^\]\s]{1,40})\]:[ \t]*(.*(?:\n(?: {2,}|\t)\S.*)*)", re.MULTILINE)
_NOTE_MARK = re.compile(r"\[\^([^\]\s]{1,40})\]")


def markdown_document(text: str, *, identity: str, name: str = "", link_targets: bool = False) -> ListedDocument:
    fields: dict[str, str] = {}
    if front := _FRONT.match(text):
        fields = {key.lower(): value for key, value in _FIELD.findall(front["fields"])}
        text = text[front.end() :]
    language = (fields.get("lang") or fields.get("language") or "")[:2].lower()
    return ListedDocument(
        _blocks(text, link_targets), identity=identity, title=fields.get("title") or name,
        author=fields.get("author", ""), language=language,
    )  # fmt: skip


def _blocks(text: str, link_targets: bool) -> Iterator[Found]:
    from markdown_it import MarkdownIt

    parser: Any = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.options.maxNesting = 40
    page = parser.render(_outside_code(text))
    if page.strip():
        yield from Walker(link_targets=link_targets).blocks(html_tree(f"<html><body>{page}</body></html>"))


def _outside_code(text: str) -> str:
    """Formulas and footnotes as HTML, which the parser leaves alone."""
    pieces, notes, at = [], [], 0
    for fence in [*_FENCED.finditer(text), None]:
        piece = text[at : fence.start() if fence else len(text)]
        piece = _FORMULA.sub(_formula, piece)
        notes += _NOTE.findall(piece)
        pieces += [_NOTE_MARK.sub(r"<sup>[\1]</sup>", _NOTE.sub("", piece)), fence[0] if fence else ""]
        at = fence.end() if fence else at
    told = "".join(f'<div class="footnote">\n\n{note}\n\n</div>\n\n' for _, note in notes)
    return "".join(pieces) + (f"\n\n{told}" if told else "")


def _formula(match: re.Match[str]) -> str:
    formula = (match["dollars"] or match["brackets"]).strip().replace("&", "&amp;").replace("<", "&lt;")
    return f'\n<div class="math block">{" ".join(formula.split())}</div>\n'
