"""Does the person want to talk to somebody else? "Talk like a pirate!", "Be yourself again." Pure.

Only an utterance that is nothing but such a wish counts: a question about pirates is a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from ..persona import Persona

_BEFORE = re.compile(
    r"(?:(?:please|now|and|so|then|but|well|ok|okay|alright|all right|right|hey|hi|hello|listen|computer|assistant|just"
    r"|from now on|this time|for now|again|(?:can|could|would|will) you|i (?:want|need|would like|d like) you to"
    r"|i want|i would like|i d like|let us|let s|try to|start(?: to)?|you should|you can|go ahead and) )+"
)
_AFTER = re.compile(
    r"(?: (?:please|now|again|instead|from now on|for now|for a while|for me|to me|with me|thanks|thank you|okay"
    r"|any ?more|any ?longer|would|does|will you|would you|can you|today|this time))+"
)

_WHO = r"(?:(?:a|an|the|my|our|that|some|your) )?(?P<who>.+?)"
_KIND = r"(?: (?:persona|personality|mode|voice|character|person|style))"

_TALK = (
    r"(?:talk|speak|sound|act|answer|reply|respond|behave|chat|write|sing|say it|say that|continue|go on)(?: to me)?"
)
_LIKE = r"(?:like|as|as if you were|as though you were|in the style of|in the voice of)"
_WANTED = [
    re.compile(pattern)
    for pattern in (
        rf"{_TALK} {_LIKE} {_WHO}{_KIND}?",
        rf"(?:be|become|play|play the role of|pretend to be|pretend you are|pretend you re|turn into|impersonate"
        rf"|imitate|you are now|you re now) {_WHO}{_KIND}?",
        rf"(?:switch|change|go|move|swap|turn)(?: yourself)?(?: back)?(?: over)? (?:to|into) {_WHO}{_KIND}?",
        rf"(?:change|switch|set) (?:the|your) (?:persona|personality|mode|voice|character) to {_WHO}{_KIND}?",
        rf"(?:let me|i want to|can i|i would like to|i d like to) (?:talk|speak) (?:to|with) {_WHO}{_KIND}?",
        rf"(?:talk to|speak to|speak with|talk with) {_WHO}{_KIND}",
        rf"(?:use|load|activate|choose|select|take|give me|bring back|bring me|put on) {_WHO}{_KIND}",
        r"(?:use|activate|choose|select|bring back|i want|i need|i would like|i d like) the (?P<who>.+?)",
        r"(?P<who>.+?) (?:persona|personality|mode)",
    )
]
_LIKE_ALONE = re.compile(rf"(?:(?:once )?more )?{_LIKE} {_WHO}")

_SELF = r"(?:like |as )?(?:your ?self|normal|normally|usual|usually|before|your (?:normal|usual|old|own|real) self)"
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
        rf"(?:stop|drop|quit|end|leave|no more|enough(?: of)?)(?: with)? {_WHO}(?:{_KIND}| talk| act| thing)?",
    )
]


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
    return None


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
