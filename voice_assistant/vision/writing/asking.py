"""Questions about the writing in a picture that the writing itself answers, without a model: "read me the label",
"the third ingredient", "what's the total", "spell it", "how sure are you".

Only whole utterances count, and a label must be there to be asked for: what else is asked is for a model.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ...text.wordings import plain
from ..picture import Writing
from .finding import Found, figure, ingredients, labelled, line_at, rows_of, saying, total
from .pieces import DOUBTFUL
from .spelling_out import spelled_out
from .wordings import number_of, patterns, replies

_SURE = 0.95
_SPELLED_AT_ONCE = 40
"""Characters: of a longer text somebody has to say which line."""
_IT = re.compile(r"(?:it|that|this|them|the word|the text|das|es|ça|eso|lo)")


@dataclass(slots=True)
class WritingTalk:
    """Remembers what was told last, so that it can be spelled, and doubted."""

    _writing: Writing | None = None
    _told: Found | None = field(default=None)

    def answer(self, asked: str, writing: Writing, language: str = "en") -> str | None:
        """What `writing` says to what was `asked`; None where that is for a model."""
        if writing is not self._writing:
            self._writing, self._told = writing, None
        for spoken in dict.fromkeys((language[:2], "en")):
            said = plain(asked, spoken)
            for wanted, pattern in patterns(spoken):
                match = pattern.fullmatch(said)
                reply = _ANSWERS[wanted](self, writing, match, spoken) if match else None
                if reply is not None:
                    return reply
        return None

    def _tell(self, found: Found, language: str) -> str:
        self._told = found
        text = found.text if found.text.endswith((".", "!", "?", "。")) else f"{found.text}."
        return f"{text} {replies(language)['doubtful']}" if found.confidence < DOUBTFUL else text

    def _read(self, writing: Writing, match: re.Match[str], language: str) -> str | None:
        if not writing:
            return replies(language)["nothing"]
        self._told = Found(" ".join(line.text for line in writing.lines), writing.lines)
        doubtful = [line.text for line in writing.lines if line.confidence < DOUBTFUL]
        more = f"\n\n{replies(language)['doubtful']}" if doubtful else ""
        return f"{writing.markdown}{more}"

    def _line(self, writing: Writing, match: re.Match[str], language: str) -> str | None:
        number = number_of(match["n"], language)
        found = line_at(writing, number) if number else None
        if found is None:
            return replies(language)["no_line"].format(count=len(rows_of(writing)))
        return self._tell(found, language)

    def _ingredient(self, writing: Writing, match: re.Match[str], language: str) -> str | None:
        listed, number = ingredients(writing), number_of(match["n"], language)
        if not listed:
            return replies(language)["no_ingredients"]
        if not number or abs(number) > len(listed):
            return replies(language)["no_item"].format(count=len(listed))
        return self._tell(listed[number - 1 if number > 0 else number], language)

    def _ingredients(self, writing: Writing, match: re.Match[str], language: str) -> str | None:
        listed = ingredients(writing)
        if not listed:
            return replies(language)["no_ingredients"]
        lines = tuple(dict.fromkeys(line for item in listed for line in item.lines))
        return self._tell(Found(", ".join(item.text for item in listed), lines), language)

    def _count_ingredients(self, writing: Writing, match: re.Match[str], language: str) -> str | None:
        listed = ingredients(writing)
        say = replies(language)
        return say["ingredients"].format(count=len(listed)) if listed else say["no_ingredients"]

    def _count_lines(self, writing: Writing, match: re.Match[str], language: str) -> str | None:
        return replies(language)["lines"].format(count=len(rows_of(writing)))

    def _total(self, writing: Writing, match: re.Match[str], language: str) -> str | None:
        found = total(writing)
        return self._tell(found, language) if found else None

    def _figure(self, writing: Writing, match: re.Match[str], language: str) -> str | None:
        found = figure(writing)
        return self._tell(found, language) if found else None

    def _time(self, writing: Writing, match: re.Match[str], language: str) -> str | None:
        found = figure(writing, time=True)
        return self._tell(found, language) if found else None

    def _look_up(self, writing: Writing, match: re.Match[str], language: str) -> str | None:
        found = labelled(writing, match["what"])
        return self._tell(found, language) if found else None

    def _contains(self, writing: Writing, match: re.Match[str], language: str) -> str | None:
        found, say = saying(writing, match["what"]), replies(language)
        if found is None:
            return say["not_there"].format(what=match["what"]) if writing else None
        self._told = found
        return say["there"].format(what=found.text.rstrip("."))

    def _spell(self, writing: Writing, match: re.Match[str], language: str) -> str | None:
        what = str(match.groupdict().get("what") or "it")
        text = self._told.text if self._told else " ".join(line.text for line in writing.lines)
        if not _IT.fullmatch(what):
            found = self._meant(what, writing, language)
            if found is None:
                return None
            self._told, text = found, found.text
        if len(text) > _SPELLED_AT_ONCE and (self._told is None or len(self._told.lines) > 1):
            return replies(language)["which"]
        return spelled_out(text, language) if text else replies(language)["nothing"]

    def _meant(self, what: str, writing: Writing, language: str) -> Found | None:
        """A line, an ingredient, the value of a label, or a word that is written there."""
        for wanted, pattern in patterns(language):
            match = pattern.fullmatch(what) if wanted in ("line", "ingredient", "total", "figure") else None
            if match and _ANSWERS[wanted](self, writing, match, language) is not None:
                return self._told
        bare = re.sub(r"^(?:the|a|my|der|die|das|le|la|el) ", "", what)
        word = re.sub(r"^(?:word|name|wort|mot|palabra) ", "", bare)
        for line in writing.lines:
            if re.search(rf"\b{re.escape(word)}\b", line.text, re.IGNORECASE):
                if word != bare or ":" not in line.text:
                    return Found(word, (line,))
                return Found(line.text.split(":", 1)[1].strip() or word, (line,))
        return labelled(writing, bare)

    def _sure(self, writing: Writing, match: re.Match[str], language: str) -> str | None:
        if self._told is None or not self._told.lines:
            return self._unsure(writing, match, language)
        if len({line.row for line in self._told.lines}) > 3:
            return self._unsure(writing, match, language)
        sure, say = self._told.confidence, replies(language)
        how = "very_sure" if sure >= _SURE else "quite_sure" if sure >= DOUBTFUL else "not_sure"
        return say[how].format(percent=min(int(sure * 100), 99))

    def _unsure(self, writing: Writing, match: re.Match[str], language: str) -> str | None:
        say = replies(language)
        if not writing:
            return say["nothing"]
        doubtful = [line.text for line in writing.lines if line.confidence < DOUBTFUL]
        if not doubtful:
            return say["all_sure"].format(count=len(rows_of(writing)))
        return say["doubtful_lines"].format(what="; ".join(doubtful))


_ANSWERS: dict[str, Callable[[WritingTalk, Writing, re.Match[str], str], str | None]] = {
    "unsure": WritingTalk._unsure,
    "sure": WritingTalk._sure,
    "spell": WritingTalk._spell,
    "count_ingredients": WritingTalk._count_ingredients,
    "count_lines": WritingTalk._count_lines,
    "ingredient": WritingTalk._ingredient,
    "ingredients": WritingTalk._ingredients,
    "line": WritingTalk._line,
    "total": WritingTalk._total,
    "time": WritingTalk._time,
    "figure": WritingTalk._figure,
    "read": WritingTalk._read,
    "contains": WritingTalk._contains,
    "look_up": WritingTalk._look_up,
}


def answer(asked: str, writing: Writing, language: str = "en") -> str | None:
    """As `WritingTalk.answer`, about a picture of which nothing was told before."""
    return WritingTalk().answer(asked, writing, language)
