""" "Set a timer for five minutes." "Wake me at seven." "Remind me in an hour to call Anna." "How much is left?" """

from __future__ import annotations

import re
from collections.abc import Iterator

from ..base import Arguments
from ..spoken import forms
from .in_english import in_english, may_be_in
from .times import LENGTH, MOMENT

_SET = (
    r"(?:(?:set|start|make|create|begin|give me|put|add|i need|i want|i'd like|stell|stelle|mach|mets|pon|ponme)"
    r"(?: me)?(?: up)? )"
)
_A = r"(?:an?|in|in the|and|another|the|my|one|1|new|a new|einen|eine|un|une|una) "
_TIMER = r"(?:timer|countdown|count down|wecker auf|minuteur|temporizador)"
_NAMED = r"(?: (?:called|named|labelled|labeled|with the name|for(?: the| my)?) (?P<name>(?!\d)[\w' -]+?))"
_FOR = r"(?: (?:for|of|to|with|from|über|von|de|für))?"

_TIMERS = [
    re.compile(pattern)
    for pattern in (
        rf"{_SET}?(?:{_A})?{_TIMER}{_FOR} (?P<length>{LENGTH}){_NAMED}?",
        rf"{_SET}?(?:{_A})?{_TIMER}{_NAMED}(?: for| of| to) (?P<length>{LENGTH})",
        rf"{_SET}?(?:{_A})?(?P<length>{LENGTH}) (?P<name2>[\w'-]+ )??{_TIMER}{_NAMED}?",
        rf"{_SET}(?:{_A})?(?P<name>[\w'-]+) {_TIMER}{_FOR} (?P<length>{LENGTH})",
        rf"(?:time|count down|count)(?: me)?{_FOR} (?P<length>{LENGTH})",
    )
]
_ALARM = r"(?:alarm|wake up call|wake-up call|alarm clock|wecker)"
_ALARMS = [
    re.compile(pattern)
    for pattern in (
        rf"{_SET}(?:{_A})?{_ALARM}(?: for| at| to)? (?P<moment>{MOMENT})",
        rf"{_SET}(?:{_A})?(?P<moment>{MOMENT}) {_ALARM}",
        rf"{_SET}(?:{_A})?{_ALARM}(?: for| in| to go off in)? (?P<length>{LENGTH})(?: from now)?",
        rf"{_ALARM}(?: for| at)? (?P<moment>{MOMENT})",
        rf"(?:wake|get) me(?: up)? (?P<moment>{MOMENT})",
        rf"(?:wake|wait|get) me(?: up)? in (?P<length>{LENGTH})",
        rf"weck mich (?:um )?(?P<moment>{MOMENT})",
    )
]
_REMIND = r"(?:remind me|(?:set|make|create|add)(?: me)? a reminder|erinnere mich|rappelle-moi|recuérdame)"
_WHAT = r"(?:to|about|that|of|for|daran) (?P<name>.+?)"
_REMINDERS = [
    re.compile(pattern)
    for pattern in (
        rf"{_REMIND} (?:in )(?P<length>{LENGTH})(?: from now)? {_WHAT}",
        rf"{_REMIND} {_WHAT} in (?P<length>{LENGTH})(?: from now)?",
        rf"{_REMIND} (?:for )?(?P<moment>{MOMENT}) {_WHAT}",
        rf"{_REMIND} {_WHAT} (?P<moment>{MOMENT})",
        rf"in (?P<length>{LENGTH}) remind me {_WHAT}",
        rf"(?P<moment>{MOMENT}) remind me {_WHAT}",
        rf"{_REMIND} in (?P<length>{LENGTH})",
        rf"{_REMIND} (?P<moment>{MOMENT})",
    )
]
_KIND = r"(?P<kind>timer|alarm|reminder|countdown)"
_LEFT = [
    re.compile(pattern)
    for pattern in (
        rf"how (?:much|many) (?:time|longer|minutes|seconds)(?: is| are| do i have| have i got)?(?: there)?(?: still)?"
        rf" (?:left|remaining|to go)(?: on| for| until| in)?(?: (?:the|my|that))?"
        rf"(?: (?P<name>[\w' -]+?))??(?: {_KIND}s?)?",
        rf"how (?:much )?(?:long|longer)(?: is| until| does| till| do i have)?(?: there)?(?: left)?(?: on| for)?"
        rf"(?: the| my)?(?: (?P<name>[\w' -]+?))?? {_KIND}s?"
        r"(?: still)?(?: rings?| goes off| is over| is done| have| take| left| to go)?",
        rf"(?:what|which|how many|are there any|do i have any|list|show|read|are there|what are|tell me about)"
        rf"(?: me)?(?: all)?(?: of)?(?: the| my)? {_KIND}s?"
        r"(?: do i have| are there| are running| are set| have i set| is running| did i set| have i got| i have"
        r"| i set| running| set| left| coming up| active)?(?: running| set)?(?: today| tomorrow)?",
        rf"when (?:is|does|will)(?: the| my)?(?: next)? {_KIND}(?: go off| ring| over| be over| done| due)?",
        r"what (?:did i ask you to remind me (?:of|about)|are my reminders)",
        r"is (?:there|my|the|a)(?: a)?(?: (?P<name>[\w' -]+?))?? (?P<kind>timer|alarm)(?: still)?"
        r" (?:set|running|on|active)",
    )
]
_CANCEL = re.compile(
    rf"(?:cancel|stop|delete|remove|clear|end|kill|turn off|switch off|dismiss|forget|abort|quit|get rid of)"
    rf"(?: (?P<all>all|every|both|all of))?(?: (?:the|my|that|this|of my|of the|your))*"
    rf"(?: (?P<name>[\w' -]+?))?? {_KIND}s?(?: (?:for|called|named|about|to|at) (?P<about>[\w' :-]+?))?"
)


def timer_wanted(text: str, language: str) -> Arguments | None:
    return _matched(text, language, _TIMERS)


def alarm_wanted(text: str, language: str) -> Arguments | None:
    return _matched(text, language, _ALARMS)


def reminder_wanted(text: str, language: str) -> Arguments | None:
    return _matched(text, language, _REMINDERS)


def list_wanted(text: str, language: str) -> Arguments | None:
    return _matched(text, language, _LEFT)


def cancel_wanted(text: str, language: str) -> Arguments | None:
    found = _matched(text, language, [_CANCEL])
    if found is None:
        return None
    name = found.get("about") or found.get("name") or ""
    kind = "timer" if found["kind"] == "countdown" else found["kind"]
    spoken = {"language": found["language"]} if "language" in found else {}
    return {"kind": kind, "name": str(name), "all": "all" in found or (not name and said_plural(text)), **spoken}


def said_plural(text: str) -> bool:
    return re.search(r"(?:timers|alarms|reminders|countdowns)\b", text.lower()) is not None


def _matched(text: str, language: str, patterns: list[re.Pattern[str]]) -> dict[str, str] | None:
    for form, spoken in _forms(text, language):
        for pattern in patterns:
            if match := pattern.fullmatch(form):
                found = {key.rstrip("2"): value.strip() for key, value in match.groupdict().items() if value}
                if "name" in found:
                    found["name"] = as_said(found["name"], text)
                return found | ({"language": spoken} if spoken else {})
    return None


def _forms(text: str, language: str) -> Iterator[tuple[str, str]]:
    """As it was said, and, of another language, in English, with that language."""
    for spoken in may_be_in(language):
        for form in forms(text, spoken):
            if (translated := in_english(form, spoken)) is not None:
                yield translated, spoken
    yield from ((form, "") for form in forms(text, language))


def as_said(words: str, text: str) -> str:
    """`words` in the letters of `text`, where they stand in it: "call anna" -> "call Anna"."""
    at = text.lower().find(words)
    return text[at : at + len(words)] if at >= 0 and len(text.lower()) == len(text) else words
