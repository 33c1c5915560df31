"""Does the person want to talk to somebody else? "Talk like a pirate!", "Be yourself again." Pure.

Only an utterance that is nothing but such a wish counts: a question about pirates is a question.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from ..persona import Persona

_BEFORE = re.compile(
    r"(?:(?:please|now|and|so|then|but|well|ok|okay|alright|all right|right|hey|hi|hello|listen|computer|assistant|just"
    r"|from now on|this time|for now|again|(?:would|do) you mind"
    r"|(?:can|could|would|will) you|i (?:want|need|would like|d like) you to"
    r"|i want|i would like|i d like|let us|let s|can we|could we|shall we|try to|start(?: to)?"
    r"|you should|you can|go ahead and) )+"
)
_AFTER = re.compile(
    r"(?: (?:please|now|again|instead|from now on|for now|for a while|for me|to me|with me|thanks|thank you|okay"
    r"|any ?more|any ?longer|would|does|will you|would you|can you|today|for today|this time|on))+"
)

_WHO = r"(?:(?:a|an|the|my|our|that|some|your) )?(?P<who>.+?)"
_KIND = r"(?: (?:persona|personality|mode|voice|character|person|style))"

_TALK = (
    r"(?:(?:talk|speak|sound|act|answer|reply|respond|behave|chat|write|sing|continue|go on|explain|talking|speaking)"
    r"|(?:say|do|explain|tell me) (?:it|that|this))(?: to me)?"
)
_LIKE = r"(?:(?:like|as if|as though) you(?: are| re| were)|like|as|in the style of|in the voice of)"
_WANTED = [
    re.compile(pattern)
    for pattern in (
        rf"{_TALK} {_LIKE} {_WHO}{_KIND}?",
        rf"{_TALK} (?:in|with) {_WHO}{_KIND}",
        rf"(?:go full|do|have) {_WHO}{_KIND}?",
        rf"you(?: are| re) (?:now )?{_WHO}{_KIND}? now",
        rf"(?:be|become|play|play the role of|pretend to be|pretend you are|pretend you re|turn into|impersonate"
        rf"|imitate|you are now|you re now) {_WHO}{_KIND}?",
        rf"(?:switch|change|go|move|swap|turn)(?: yourself)?(?: back)?(?: over)? (?:to|into) {_WHO}{_KIND}?",
        rf"(?:change|switch|set) (?:the|your) (?:persona|personality|mode|voice|character) to {_WHO}{_KIND}?",
        rf"(?:let me|i want to|can i|i would like to|i d like to) (?:talk|speak) (?:to|with) {_WHO}{_KIND}?",
        rf"(?:talk to|speak to|speak with|talk with) {_WHO}{_KIND}",
        rf"(?:use|load|activate|choose|select|take|give me|bring back|bring me|put on) {_WHO}{_KIND}",
        r"(?:use|activate|choose|select|i want|i need|i would like|i d like|give me) the (?P<who>.+?)",
        rf"bring back {_WHO}",
        r"(?P<who>.+?) (?:persona|personality|mode|please)",
    )
]
_LIKE_ALONE = re.compile(rf"(?:(?:once )?more )?{_LIKE} {_WHO}")

_SELF = r"(?:like |as )?(?:your ?self|you|normal|normally|usual|usually|before|your (?:normal|usual|old|own|real) self)"
_BACK = [
    re.compile(pattern)
    for pattern in (
        rf"(?:be|become|act|talk|speak|sound|answer|behave)(?: to me)?(?: more)? {_SELF}",
        r"(?:(?:go|switch|change|get|come|be) )?back to (?:normal|yourself|the default|default|the normal one|usual)",
        r"(?:return|reset|revert) to (?:normal|yourself|the default|default)",
        r"stop talking like that|(?:switch|change|go) back|reset (?:the |your )?(?:persona|personality|voice)",
        r"(?:(?:use|switch to|change to|go to) )?(?:the |your )?(?:normal|usual|default|standard|old|own|regular)"
        r" (?:persona|personality|mode|voice|style|self)",
    )
]
_STOP = [
    re.compile(pattern)
    for pattern in (
        rf"(?:stop|quit|no more|enough|cut out) (?:talking|speaking|sounding|acting|answering|behaving)"
        rf"(?: to me)? {_LIKE} {_WHO}{_KIND}?",
        rf"(?:stop|quit|no more|enough) (?:being|playing|pretending to be|imitating|impersonating) {_WHO}{_KIND}?",
        rf"(?:do not|don t|you do not have to|you don t have to|no need to) (?:be|{_TALK} {_LIKE}) {_WHO}{_KIND}?",
        rf"(?:stop|drop|quit|end|leave|no more|(?:that s |that is )?enough(?: of)?)(?: with)?"
        rf" {_WHO}(?:{_KIND}| talk| act| thing)?",
    )
]


@dataclass(frozen=True, slots=True)
class Wish:
    """For the persona `name`; `rest` is what else was said, "" for nothing."""

    name: str
    rest: str = ""


def persona_wish(text: str, personas: Mapping[str, Persona], default: str) -> Wish | None:
    """What `text` asks for, if it is a wish for a persona, or begins with one: "Be Yoda. What is love?" """
    if name := persona_wanted(text, personas, default):
        return Wish(name)
    first, _, rest = _FIRST_SENTENCE.sub("\0", text, count=1).partition("\0")
    if rest.strip() and (name := persona_wanted(first, personas, default)):
        return Wish(name, rest.strip()[0].upper() + rest.strip()[1:])
    return None


def persona_wanted(text: str, personas: Mapping[str, Persona], default: str) -> str | None:
    """The name of the persona that `text` asks for, `default` for "be yourself again", None for any other text."""
    names = dict(_spoken_names(personas))
    words = _words(text)
    for core in dict.fromkeys((words, *_without_fillers(words))):
        if any(pattern.fullmatch(core) for pattern in _BACK):
            return default
        patterns = [(pattern, False) for pattern in _WANTED] + [(pattern, True) for pattern in _STOP]
        if core != words:  # alone, "like a pirate" might answer some question
            patterns.append((_LIKE_ALONE, False))
        for pattern, stop in patterns:
            if (match := pattern.fullmatch(core)) and (name := _named(match["who"], names)):
                return default if stop else name
    return _wanted_elsewhere(words, names, default)


def _wanted_elsewhere(words: str, names: Mapping[str, str], default: str) -> str | None:
    """The same in other languages: whoever speaks one says English wishes in English, and few mean anything in both."""
    for language in _languages():
        bare = language.around.sub("", words)
        known = {**{_plain(name): own for name, own in language.names if own in names.values()}, **names}
        for said in dict.fromkeys((words, bare)):
            if any(pattern.fullmatch(said) for pattern in language.back):
                return default
            wanted = language.wanted if said == words else language.wanted + language.alone
            patterns = [(each, False) for each in wanted] + [(each, True) for each in language.stop]
            for pattern, stop in patterns:
                if (match := pattern.fullmatch(said)) and (name := _named(match["who"], known)):
                    return default if stop else name
    return None


@dataclass(frozen=True, slots=True)
class _Language:
    """Of `persona_switch.toml`."""

    around: re.Pattern[str]
    wanted: tuple[re.Pattern[str], ...]
    alone: tuple[re.Pattern[str], ...]
    back: tuple[re.Pattern[str], ...]
    stop: tuple[re.Pattern[str], ...]
    names: tuple[tuple[str, str], ...]


@cache
def _languages() -> tuple[_Language, ...]:
    tables = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")).values()
    return tuple(map(_language, tables))


def _language(table: Mapping[str, Any]) -> _Language:
    who, around = rf"(?:{table['article']} )?(?P<who>.+?)", table["around"]

    def patterns(name: str) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(text.replace("{who}", who)) for text in table[name])

    return _Language(
        re.compile(rf"^(?:{around} )+|(?: {around})+$"),
        patterns("wanted"),
        patterns("alone"),
        patterns("back"),
        patterns("stop"),
        tuple(table["names"].items()),
    )


_FIRST_SENTENCE = re.compile(r"(?<=\S)[.!?:;]\s+(?=\S)|,? and (?=(?:tell|explain|answer|say|what|who|how|why|give)\b)")


def _words(text: str) -> str:
    """Lower case, no punctuation, single spaces: "Talk like a pirate!" -> "talk like a pirate"."""
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def _without_fillers(words: str) -> Iterator[str]:
    begun = words[match.end() :] if (match := _BEFORE.match(words)) else words
    yield begun
    for match in _AFTER.finditer(begun):
        if match.end() == len(begun):
            yield begun[: match.start()]


def _spoken_names(personas: Mapping[str, Persona]) -> Iterator[tuple[str, str]]:
    for name, persona in personas.items():
        for alias in persona.aliases:
            yield _plain(_words(alias)), name
    for name in personas:  # a name wins over another persona's alias
        yield _plain(_words(name)), name


def _plain(words: str) -> str:
    """ "a story teller" -> "storyteller": recognisers do not agree on where words end."""
    return re.sub(r"^(?:a|an|the) ", "", words).replace(" ", "")


def _named(who: str, names: Mapping[str, str]) -> str | None:
    close = get_close_matches(_plain(who), names, n=1, cutoff=0.84)  # also "pirates", "pirat", "yodda"
    return names[close[0]] if close else None
