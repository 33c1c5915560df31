"""Dictated text, tidied by a language model, and a check that it did nothing else.

Models answer questions that were dictated to somebody else, obey them, translate them, or lose half of them. Whoever
dictates must never find words in a letter that were not said, so what strays is thrown away.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import pairwise

from ...concurrency import closing
from ...engines.base import LanguageModel, Message, Sampling
from ...persona import Persona
from ..thinking import without_thinking
from .fillers import FILLERS

_SHORTEST, _LONGEST = 0.6, 1.3
"""Bounds of the cleaned text's length, as shares of the original's words."""

_NEW_WORDS = 0.15
_LOST_WORDS = 0.25

_CONTRACTED = re.compile(r"\b(do|does|did|is|are|was|were|ca|wo|would|should|could|have|has|had|must)n'?t\b")
_NEGATIONS = frozenset("not no never none cannot nicht nie kein keine pas jamais nunca".split())


async def clean_up(text: str, language_model: LanguageModel, persona: Persona) -> tuple[str, str | None]:
    """`text` as `persona` tidies it, and None; or `text` itself, and why the model's version was not used.

    Raises `EngineError`: the caller has the text and decides.
    """
    if not text.strip():
        return text, None
    messages = [Message("system", persona.instructions)]
    for example in persona.examples:
        messages += [Message("user", example.user), Message("assistant", example.assistant)]
    messages.append(Message("user", text.strip()))
    sampling = Sampling(persona.temperature, persona.max_tokens)
    written = ""
    stream = without_thinking(language_model.stream(messages, sampling, model=persona.model))
    async with closing(stream):
        async for delta in stream:
            written += delta
            if len(written) > 3 * len(text) + 200:  # it will not come back to the text
                break
    cleaned = written.strip()
    if (reason := strays(text, cleaned)) is not None:
        return text, reason
    before, after = re.match(r"\s*", text), re.search(r"\s*$", text)
    return f"{before[0] if before else ''}{cleaned}{after[0] if after else ''}", None


def strays(original: str, cleaned: str) -> str | None:
    """What `cleaned` did besides tidying `original`, in words for a person; None when it did nothing else."""
    said, written = _words(original), _words(cleaned)
    if not written:
        return "the model wrote nothing" if said else None
    if _scripts(original) != _scripts(cleaned):
        return "the model changed the language"
    said, written = _without_repeats(said), _without_repeats(written)
    length = len("".join(written)) / max(1, len("".join(said)))
    if length > _LONGEST and len(written) > len(said) + 1:
        return "the model added to the text"
    kept, misspelt = _aligned(said, written)
    new, lost = len(written) - kept - misspelt, len(said) - kept - misspelt
    if kept + misspelt < 0.5 * min(len(said), len(written)):
        return "the model wrote something else"
    if length < _SHORTEST or lost > max(1, _LOST_WORDS * len(said)):
        return "the model dropped part of the text"
    if new > max(1, _NEW_WORDS * len(said)):
        return "the model put in words that were not said"
    if _count(said) != _count(written):
        return "the model changed the meaning"
    return None


def _words(text: str) -> list[str]:
    """Words in lower case; each character of a script without spaces is one."""
    text = _CONTRACTED.sub(r"\1 not", text.casefold().replace("’", "'"))
    return re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+(?:'[^\W_]+)?", text)


def _without_repeats(words: list[str]) -> list[str]:
    """Without fillers and "the the": to drop those is what is asked."""
    plain = [word for word in words if word not in FILLERS["en"]]
    return plain[:1] + [word for before, word in pairwise(plain) if word != before]


def _aligned(said: list[str], written: list[str]) -> tuple[int, int]:
    """How many words are the same, in the same order, and how many were only spelt otherwise."""
    kept = misspelt = 0
    for operation, a, b, c, d in SequenceMatcher(None, said, written, autojunk=False).get_opcodes():
        if operation == "equal":
            kept += b - a
        elif operation == "replace":
            old, new = "".join(said[a:b]), "".join(written[c:d])
            if SequenceMatcher(None, old, new, autojunk=False).ratio() >= 0.7:
                misspelt += max(b - a, d - c) if b - a == d - c else min(b - a, d - c)
    return kept, misspelt


def _count(words: list[str]) -> tuple[int, list[str]]:
    """Negations and figures: one of these changes the meaning of all the rest."""
    return sum(word in _NEGATIONS for word in words), sorted(word for word in words if word.isdigit())


def _scripts(text: str) -> frozenset[str]:
    """The scripts that at least a fifth of the letters belong to."""
    ranges = {
        "latin": r"[A-Za-z\u00c0-\u024f]",
        "han": r"[\u3400-\u9fff]",
        "kana": r"[\u3040-\u30ff]",
        "hangul": r"[\uac00-\ud7af]",
        "cyrillic": r"[\u0400-\u04ff]",
        "greek": r"[\u0370-\u03ff]",
        "arabic": r"[\u0600-\u06ff]",
    }
    counts = {name: len(re.findall(pattern, text)) for name, pattern in ranges.items()}
    return frozenset(name for name, count in counts.items() if count and count >= 0.2 * sum(counts.values()))
