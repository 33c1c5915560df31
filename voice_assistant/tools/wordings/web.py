""" "Search the web for the tallest tree." "Read the page example dot org." """

from __future__ import annotations

import re

from ..base import Arguments
from ..spoken import forms
from .alarms import as_said
from .opening import address_in

_WHERE = r"(?:the (?:web|internet|net)|online|google|the world wide web)"
_SEARCH = [
    re.compile(pattern)
    for pattern in (
        rf"(?:search|look|check)(?: on)? {_WHERE} (?:for|to find|about) (?P<query>.+)",
        rf"(?:search|look)(?: up)?(?: for)? (?P<query>.+?) (?:on|in|at) {_WHERE}",
        rf"(?:search|look up|search for|find)(?: for)? (?P<query>.+?) {_WHERE}",
        r"(?:google|web search|do a web search for|search for) (?!(?:is|was|has|had|can|will|said|and|or|it)\b)"
        r"(?P<query>.+)",
        rf"(?:what does|what do) {_WHERE} say about (?P<query>.+)",
        r"(?:suche im (?:internet|netz|web) nach|cherche sur internet|busca en internet) (?P<query>.+)",
    )
]
_PAGE = [
    re.compile(pattern)
    for pattern in (
        r"(?:read|read out|fetch|summari[sz]e)(?: me)? (?:the )?(?:web ?)?(?:page|site|website|article)?(?: at| on)? ?"
        r"(?P<address>\S+(?: (?:dot|slash) \S+)*)",
        r"what(?:'s| is)(?: there)?(?: on| at) (?:the )?(?:web ?)?(?:page|site|website)? ?"
        r"(?P<address>\S+(?: (?:dot|slash) \S+)*)",
    )
]


def search_wanted(text: str, language: str) -> Arguments | None:
    for form in forms(text, language):
        for pattern in _SEARCH:
            if match := pattern.fullmatch(form):
                return {"query": as_said(match["query"], text)}
    return None


def page_wanted(text: str, language: str) -> Arguments | None:
    for form in forms(text, language):
        for pattern in _PAGE:
            if (match := pattern.fullmatch(form)) and (address := address_in(match["address"])):
                return {"address": address}
    return None
