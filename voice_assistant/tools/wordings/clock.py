""" "What time is it in Tokyo?" "What day is today?" """

from __future__ import annotations

import re

from ..base import Arguments
from ..spoken import forms

_PLACE = r"(?: (?:in|at|over in) (?P<place>[a-z' -]+?))?"
_TIME = [
    re.compile(pattern + _PLACE + r"(?: (?:now|right now))?")
    for pattern in (
        r"(?:what|what's|what is|which) time(?: is it| it is| do we have| have you got)?",
        r"what(?:'s| is) the (?:current |exact |local )?time(?: of day| now)?",
        r"(?:the |current )?time",
        r"(?:do you )?(?:have|know|got) the time",
        r"(?:say|give me) the time",
        r"how late is it",
        r"(?:wie spät|wieviel uhr|wie viel uhr) (?:ist|haben wir)(?: es)?",
        r"quelle heure est(?:-| )il|il est quelle heure",
        r"qué hora es",
    )
]
_DATE = [
    re.compile(pattern)
    for pattern in (
        r"what(?:'s| is) (?:the date|today's date|the date today|today|the day today|the current date)(?: today)?",
        r"(?:what|which)(?: the)? (?:day|date|month|year|day of (?:the|a) week|day of the month)"
        r"(?: is it| is today| it is| is this"
        r"| do we have| of the week is it| of the month is it)?(?: today)?",
        r"(?:say|give me) (?:the date|today's date)|today's date",
        r"(?:what|which) (?:day|date) (?:is it|is) today",
        r"(?:welcher tag|welches datum|den wievielten)(?: ist| haben wir)(?: heute)?",
        r"quel jour (?:sommes-nous|sommes nous|on est)|quelle est la date(?: d'aujourd'hui)?",
        r"qué día es(?: hoy)?|qué fecha es(?: hoy)?",
    )
]


def time_wanted(text: str, language: str) -> Arguments | None:
    for form in forms(text, language):
        for pattern in _TIME:
            if match := pattern.fullmatch(form.strip("¿")):
                found = {"place": place} if (place := match["place"]) else {}
                return found | _asked_in(form)
    return None


def date_wanted(text: str, language: str) -> Arguments | None:
    for form in forms(text, language):
        if any(pattern.fullmatch(form.strip("¿")) for pattern in _DATE):
            return _asked_in(form)
    return None


def _asked_in(form: str) -> dict[str, str]:
    """The language of the wording, where it is not English."""
    return next(({"language": language} for language, words in _WORDS.items() if words & set(form.split())), {})


_WORDS = {
    "de": {"ist", "haben", "heute"},
    "fr": {"est", "il", "sommes", "quelle", "quel"},
    "es": {"qué", "es"},
}
