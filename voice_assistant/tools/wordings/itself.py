""" "Set the volume to 50 percent." "Speak twice as fast." "Which personas are there?" """

from __future__ import annotations

import re

from ..base import Arguments
from ..spoken import forms

_TO = r"(?:(?:set|change|turn|put|make)(?: (?:the|your|my))? )?"
_VOLUME = [
    re.compile(pattern)
    for pattern in (
        rf"{_TO}volume(?: up| down)?(?: to| at)? (?P<percent>\d+(?:\.\d+)?) ?(?:%|percent|per cent)?",
        r"(?:speak|talk) at (?P<percent>\d+) ?(?:%|percent)(?: volume)?",
        r"(?:full|maximum|max) volume|volume (?:to (?:the )?)?(?:full|maximum|max)(?P<full>)",
        r"(?:what(?:'s| is)|how high is|how loud is) the volume(?P<tell>)",
    )
]
_SPEED = [
    re.compile(pattern)
    for pattern in (
        rf"{_TO}(?:speed|speaking speed|speech rate|pace)(?: to| at)? (?P<factor>\d+(?:\.\d+)?)(?: times| x)?",
        r"(?:speak|talk|read) (?P<factor>\d+(?:\.\d+)?) times (?:as )?fast(?:er)?",
        r"(?:speak|talk|read)(?: at)? (?P<double>double (?:the )?speed|twice as fast)",
        r"(?:speak|talk|read)(?: at)? (?P<half>half (?:the )?speed|half as fast)",
        r"(?:speak|talk|read)(?: at)? (?P<usual>(?:the )?(?:normal|usual|your normal|your usual) speed)"
        r"|(?:reset|normal) (?:the |your )?speed",
    )
]
_PERSONAS = re.compile(
    r"(?:what|which)(?: other)? (?:personas|personalities|characters)(?: do you have| are there| can you (?:be|play)"
    r"| have you got)?|(?:list|name)(?: me)? (?:the |all |your )*(?:personas|personalities)|who (?:else )?can you be"
)
_DEVICES = re.compile(
    r"(?:what|which) (?:microphone|speaker|speakers|devices?|audio devices?)(?: and (?:microphone|speakers?))?"
    r" (?:are you using|do you use|is in use|are in use|is used)"
)


def volume_wanted(text: str, language: str) -> Arguments | None:
    for form in forms(text, language):
        for pattern in _VOLUME:
            if match := pattern.fullmatch(form):
                given = match.groupdict()
                if given.get("percent"):
                    return {"percent": float(given["percent"])}
                return {} if "tell" in given else {"percent": 100.0}
    return None


def speed_wanted(text: str, language: str) -> Arguments | None:
    for form in forms(text, language):
        for pattern in _SPEED:
            if match := pattern.fullmatch(form):
                given = match.groupdict()
                if given.get("factor"):
                    return {"factor": float(given["factor"])}
                return {"factor": 2.0 if "double" in given else 0.5 if "half" in given else 1.0}
    return None


def personas_wanted(text: str, language: str) -> Arguments | None:
    return {} if any(map(_PERSONAS.fullmatch, forms(text, language))) else None


def devices_wanted(text: str, language: str) -> Arguments | None:
    return {} if any(map(_DEVICES.fullmatch, forms(text, language))) else None
