"""A wish as it is recognised, in the form that wordings are compared in: figures for numbers, no politeness. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BEFORE = re.compile(
    r"(?:(?:please|now|and|so|then|ok|okay|alright|all right|right|well|hey|hi|hello|listen|computer|assistant|jarvis"
    r"|just|quickly|thanks|um|uh|oh|(?:can|could|would|will) you(?: please| just)?(?: tell me)?"
    r"|i (?:want|need|would like|'d like) you to|i'd like you to|let's|go ahead and|do you know|tell me|i need to know"
    r"|i want to know|i'd like to know|(?:can|could) you tell me|(?:can|could) i (?:ask|know)) )+"
)
_AFTER = re.compile(
    r"(?: (?:please|now|right now|thanks|thank you|for me|would you|will you|can you|could you|okay|ok|then|exactly"
    r"|at the moment|currently|computer|assistant|jarvis))+$"
)


@lru_cache(maxsize=64)
def forms(text: str, language: str = "") -> tuple[str, ...]:
    """`text` in lower case with figures, as it is and without what is said around a wish."""
    said = _figures(_clean(text), language)
    bare = _AFTER.sub("", said)
    begun = _BEFORE.sub("", bare + " ", count=1).strip() if _BEFORE.match(bare + " ") else bare
    return tuple(dict.fromkeys(form for form in (said, bare, begun) if form))


def _clean(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"['’ʼ]", "'", text)
    text = re.sub(r"\b([ap])\.\s?m\b\.?", r"\1m", text)
    text = re.sub(r"(?<=\d)[,](?=\d{3}\b)", "", text)
    text = text.replace("×", " x ").replace("÷", " / ").replace("√", " square root of ").replace("−", "-")
    text = re.sub(r"[^\w'.:%+*/^()\-$€£]+", " ", text)
    text = re.sub(r"\.(?!\w)|(?<!\w)\.(?!\d)|:(?!\w)", " ", text)  # full stops, not those in 3.5 or example.org
    return " ".join(text.split())


def _figures(text: str, language: str) -> str:
    """ "five minutes" -> "5 minutes"."""
    if not re.search(r"[a-z]", text):
        return text
    from text_to_num import alpha2digit

    spoken = language[:2] if language[:2] in ("en", "de", "fr", "es", "it", "pt", "nl") else "en"
    text = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text) if spoken == "en" else text
    figures = " ".join(str(alpha2digit(text, spoken, threshold=0)).split())
    return re.sub(r"\b(?:1st|2nd|3rd)\b", lambda match: _ROWS[match[0]], figures)


_ROWS = {"1st": "first", "2nd": "second", "3rd": "third"}
"""Words more often than numbers: a second of a minute, the first argument of a tool."""
