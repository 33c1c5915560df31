"""From a sentence to what the voices are to say: in which words, in which voice, in how many pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ..config.schema import Config
from ..text.breaths import breath_end
from ..text.clauses import clause_ends, divided
from ..text.durations import spoken_s
from ..text.language import language_of
from ..text.speakable import speakable
from ..text.voices import language_of_voice, voice_for
from .sentence import Sentence

_LONG_S = 2.6
"""A sentence that somebody waits for, and that takes longer to say, begins with a part of it."""
_SOON_S = 2.6
"""If its first clause takes no longer than this, that is the part."""
_LONGEST = 100
"""Characters said in one go, where the sentence has a place to breathe: a voice's memory grows with what it says."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """What one voice says in one breath."""

    text: str  # as it is written
    said: str  # as it is put
    voice: str | None  # None: the engine's own
    quoted: bool = False


class Wording:
    """`voices` are the installed ones with their languages. Remembers the language of the sentence before."""

    def __init__(self, config: Config, voices: Callable[[], Mapping[str, str]] = dict) -> None:
        self._config = config
        self._voices = voices
        self._quote_voice = config.reading.quote_voice
        self._pronunciation: Mapping[str, str] = config.pronunciation
        self._language = ""

    def pronounce(self, words: Mapping[str, str]) -> None:
        """How the words of this document are said, on top of those of the person."""
        self._pronunciation = {**self._config.pronunciation, **words}

    def phrases(self, sentence: Sentence, *, soon: bool = False) -> list[Phrase]:
        """Empty where there is nothing to say. `soon`: somebody waits for the first of it."""
        own = self._voice(sentence)
        found: list[Phrase] = []
        for part, quoted in _by_speaker(sentence if self._quote_voice else None, sentence.text):
            voice = self._quote_voice if quoted else own
            language = language_of_voice(voice) or language_of_voice(own) or "en"
            for text, ends in _pieces(part, language, soon=soon and not found):
                said = speakable(text, language, self._pronunciation)
                if said and said[-1].isalnum() and not ends:
                    said += ","  # what goes on does not sound like an end
                if said:
                    name = None if voice == self._config.text_to_speech.voice else voice
                    found.append(Phrase(text.strip(), said, name, quoted))
        return found

    def _voice(self, sentence: Sentence) -> str:
        settings = self._config.text_to_speech
        if not settings.follow_language:
            return settings.voice
        self._language = sentence.language or language_of(sentence.text, self._language)
        return voice_for(self._language[:2], settings.voice, self._voices(), settings.voices)


def _by_speaker(sentence: Sentence | None, text: str) -> Iterator[tuple[str, bool]]:
    """The parts of `text`, and whether they are quoted."""
    at = 0
    for start, end in sentence.quotes if sentence is not None else ():
        if start > at:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False


def _pieces(text: str, language: str, *, soon: bool) -> list[tuple[str, bool]]:
    """Each with whether it ends what is said in one go."""
    if soon and spoken_s(text) > _LONG_S:
        clauses = clause_ends(text, language)
        short = next((end for end in clauses if spoken_s(text[:end]) <= _SOON_S), None)
        if end := short or breath_end(text, language) or next(iter(clauses), None):
            return [(text[:end], False), *_pieces(text[end:], language, soon=False)]
    *parts, last = divided(text, language, _LONGEST)
    return [*((part, False) for part in parts), (last, True)]
