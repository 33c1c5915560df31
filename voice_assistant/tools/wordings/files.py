""" "Read the file shopping list." "Which files do I have?" """

from __future__ import annotations

import re

from ..base import Arguments
from ..spoken import forms
from .alarms import as_said

_READ = [
    re.compile(pattern)
    for pattern in (
        r"(?:read|read out|open and read)(?: me)? (?:the |my )?(?:file|document|note)(?: called| named)? (?P<path>.+)",
        r"(?:read|read out)(?: me)? (?:the |my )?(?P<path>[\w -]+\.(?:txt|md|pdf|docx|odt|epub|html|csv))",
        r"(?:read|read out)(?: me)? (?:the |my )?(?P<path>[\w -]+?) (?:file|document)",
        r"what(?:'s| is| does)(?: in| it say in)? (?:the |my )?(?:file|document)(?: called| named)?"
        r" (?P<path>.+?)(?: say)?",
    )
]
_LIST = re.compile(
    r"(?:what|which) files (?:do i have|are there|can you (?:see|read))"
    r"(?: in (?:the |my )?(?P<folder>[\w -]+?)(?: folder)?)?"
    r"|(?:list|show)(?: me)? (?:the |my |all )?(?:the )?files(?: in (?:the |my )?(?P<folder2>[\w -]+?)(?: folder)?)?"
)


def read_file_wanted(text: str, language: str) -> Arguments | None:
    for form in forms(text, language):
        for pattern in _READ:
            if match := pattern.fullmatch(form):
                return {"path": as_said(match["path"], text)}
    return None


def list_files_wanted(text: str, language: str) -> Arguments | None:
    for form in forms(text, language):
        if match := _LIST.fullmatch(form):
            folder = match["folder"] or match["folder2"]
            return {"folder": as_said(folder, text)} if folder else {}
    return None
