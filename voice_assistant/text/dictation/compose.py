"""From what was recognised to what is typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ...config.schema import DictationConfig
from .addresses import with_addresses
from .commands import parse
from .fillers import without_fillers, without_stutters
from .layout import begins_sentence, fit, lay_out, takes_space
from .numbers import with_figures
from .replacements import replaced
from .spoken import speech
from .steps import Dictated, Insert
from .vocabulary import corrected


def compose(
    transcript_text: str,
    language: str,
    settings: DictationConfig,
    before: str | None = None,
    *,
    after: str | None = None,
    vocabulary: Sequence[str] = (),
    replacements: Mapping[str, str] | None = None,
) -> Dictated:
    """What to type for `transcript_text`, spoken in `language` (ISO 639-1; "" or one without tables is left as it is).

    `before` and `after` are the text in front of and behind the cursor, None where the desktop cannot tell.
    `vocabulary` are words to correct near misses to. Never raises.
    """
    text = unicodedata.normalize("NFC", transcript_text).strip()
    table = speech(language)
    if settings.remove_fillers:
        text = without_fillers(text, language)
    if settings.remove_stutters:
        text = without_stutters(text)
    text = corrected(text, vocabulary, language)
    if settings.numbers == "auto":
        text = with_figures(with_addresses(text, language), language)
    text = replaced(text, replacements or {})
    spoken = table if settings.commands else None
    capital = None if before is None else begins_sentence(before)
    dictated = lay_out(parse(text, spoken), table, language, capital=capital)
    return _fitted(dictated, settings, before, after)


def _fitted(dictated: Dictated, settings: DictationConfig, before: str | None, after: str | None) -> Dictated:
    steps = list(dictated.steps)
    if steps and isinstance(last := steps[-1], Insert):
        text = last.text
        if _goes_on(before or "", text, after or ""):
            text = text[:-1]
        wanted = settings.trailing_space == "always" or (settings.trailing_space == "auto" and before is None)
        steps[-1] = replace(last, text=text + (" " if wanted and takes_space(text) else ""))
    if steps and isinstance(first := steps[0], Insert) and before:
        steps[0] = replace(first, text=fit(first.text, before))
    return Dictated(tuple(steps))


def _goes_on(before: str, text: str, after: str) -> bool:
    """Whether the full stop at the end of `text` was put inside a sentence or inside parentheses."""
    if not text.endswith(".") or text.endswith("..") or text.count(". "):
        return False
    line = before.rpartition("\n")[2]
    if line.count("(") > line.count(")") and not begins_sentence(line):
        return True
    rest = after.partition("\n")[0].strip()
    return bool(rest) and not begins_sentence(before) and (rest[0].islower() or rest[0] in ",.;:!?)")
