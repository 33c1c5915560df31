"""From words to what is watched for: "the number goes over 800", "it says ready", "this changes". Pure."""

from __future__ import annotations

import re

from .conditions import Appears, Asks, Changes, Compares, Condition, Disappears, Finishes, Settles, number_in

_UNIT = (
    r"(?:%|percent|degrees?(?: celsius| fahrenheit)?|euros?|dollars?|pounds?|watts?|volts?|grams?|kilos?|[a-z°%]{1,4})"
)
_N = rf"(?P<n>-?\d+(?:[.,]\d+)*)(?: ?{_UNIT})?"
_GETS = r"(?:is|are|goes|gets|rises|climbs|drops|falls|comes|sinks|jumps|has (?:gone|risen|dropped|fallen)|shows|reads)"
_OVER = r"(?:over|above|past|beyond|higher than|more than|greater than|exceeds)"
_UNDER = r"(?:under|below|lower than|less than|beneath|smaller than)"
_WHAT = r"(?:the |this |that |my )?(?P<what>.+?)"
_SOMETHING = (
    r"(?:it|this|that|something|anything|(?:the|this|that|my) (?:screen|picture|image|scene|view|window|region|page|"
    r"video|camera|display|area|part))"
)
_NUMBER_IS = r"(?:number|value|figure|reading|display|counter|it|count|this|that|amount)"
_DONE = (
    r"(?:finishes|finish|ends|completes|(?:is|are|has|have)(?: been)? (?:finished|done|complete|completed|over|ready|"
    r"through|installed|downloaded|uploaded)|stops running|succeeds|fails)"
)
_JOB = (
    r"(?:(?:the|this|that|my) )?(?P<job>(?:[\w'-]+ ){0,2}?(?:download|upload|installation|install|update|build|compile|"
    r"compilation|export|import|render|rendering|copy|copying|backup|sync|progress(?: bar)?|test|tests|job|script|"
    r"transfer|training|conversion|scan|command|process|deployment|pipeline|print|printing))"
)

_CHANGES = re.compile(
    rf"{_SOMETHING} (?:changes|moves|is different|looks different|happens|has changed)"
    r"|there is (?:any )?(?:a )?(?:movement|change)"
)
_SETTLES = re.compile(
    rf"{_SOMETHING} (?:stops (?:changing|moving)|is still|stands still|comes to rest"
    r"|(?:does not|doesn't) (?:change|move) any ?more)"
)
_FINISH = re.compile(rf"{_JOB} {_DONE}")
_COMPARES = [
    (re.compile(rf"{_WHAT} (?:{_GETS} )?(?:to )?{_OVER} {_N}"), "over"),
    (re.compile(rf"{_WHAT} (?:{_GETS} )?(?:to )?{_UNDER} {_N}"), "under"),
    (re.compile(rf"{_WHAT} (?:reaches|hits|gets to|is at|arrives at|is|shows|reads|goes to|is equal to) {_N}"), "at"),
]
_APPEARS = [
    re.compile(pattern)
    for pattern in (
        r"(?:it|the (?:screen|window|page|display|picture)) (?:says|shows|reads|displays) (?:the words? )?(?P<what>.+)",
        r"(?:you see |i get |there is )?(?:the |a |an )?(?:word|words|text|message|line|writing|name) (?P<what>.+?)"
        r"(?: (?:appears|shows up|comes up|comes|is there|is on the screen|is on screen|pops up|turns up))?",
        r"(?P<what>.+?) (?:appears|shows up|comes up|pops up|turns up|is on the screen)",
    )
]
_DISAPPEARS = re.compile(
    r"(?:the (?:word|words|text|message|line) )?(?P<what>.+?) "
    r"(?:disappears|is gone|goes away|vanishes|has gone|is no longer there)"
)


def understood(said: str) -> Condition:
    """What is not understood is a question for a model that sees."""
    about = " ".join(said.split()).rstrip(".?!")
    text = about.lower()
    if _CHANGES.fullmatch(text):
        return Changes(about)
    if _SETTLES.fullmatch(text):
        return Settles(about)
    if match := _FINISH.fullmatch(text):
        return Finishes(f"The {match['job']}", about)
    for pattern, sign in _COMPARES:
        if match := pattern.fullmatch(text):
            label = "" if re.fullmatch(_NUMBER_IS, match["what"]) else _label(match["what"])
            return Compares(label, sign, number_in(match["n"]), about)  # type: ignore[arg-type]
    if match := _DISAPPEARS.fullmatch(text):
        return Disappears(_bare(match["what"]), about)
    for pattern in _APPEARS:
        if match := pattern.fullmatch(text):
            return Appears(_bare(match["what"]), about)
    return Asks(about)


def _label(what: str) -> str:
    return re.sub(r"^(?:number|value|figure|reading) (?:of|for|next to|beside|at) (?:the )?", "", what)


def _bare(what: str) -> str:
    return re.sub(r"^(?:the (?:word|words|text) )|[\"'“”„«»]", "", what).strip()
