"""Where a long sentence without a comma may be divided when somebody waits for its first sound. Pure.

A reader who is short of breath pauses before the little words that begin a phrase: "The museum on the hill | opens at
nine". That is worse than no pause, and better than a silence.
"""

from __future__ import annotations

import re
from functools import cache

from .durations import spoken_s

SHORTEST_S, LONGEST_S = 1.0, 2.4
"""What may be said before the pause."""
_REST_S = 0.8

# By language, from what is a good place to what is a bearable one.
_BEGINNINGS = {
    "en": (
        "and but or because which while although unless until whereas if when where so that who whose whom than",
        "is are was were has have had will would can could should may might must does did",
        "i he she it we they you this these those how what",
        "in on at of for with from by to as into about over under through between after before during without",
    ),
    "de": (
        "und aber oder sondern denn weil dass wenn ob als während obwohl damit der die das welche welcher",
        "ist sind war waren hat haben hatte wird werden wurde kann können muss soll",
        "ich er sie es wir ihr man dies diese dieser wie was",
        "in an auf von für mit aus bei nach zu zum zur im am durch über unter zwischen vor ohne um",
    ),
    "fr": (
        "et mais ou parce puisque lorsque car qui que dont où quand si comme",
        "est sont était étaient a ont avait avaient sera peut doit",
        "je il elle on nous vous ils elles ce cette ces comment",
        "dans sur à de du des pour avec par en chez vers entre sous sans après avant",
    ),
    "es": (
        "y pero o porque aunque cuando que quien donde si como mientras",
        "es son era eran está están ha han había será puede debe",
        "yo él ella nosotros ellos esto esta este cómo",
        "en de del a al para con por desde hasta sobre entre sin bajo tras",
    ),
}


def breath_end(text: str, language: str = "en") -> int | None:
    """Where to divide `text`, None where there is no place for it."""
    for beginning in _beginnings(language[:2]):
        places = [match.start() for match in beginning.finditer(text) if _fits(text, match.start())]
        if places:
            return places[-1]
    return None


def _fits(text: str, place: int) -> bool:
    return SHORTEST_S <= spoken_s(text[:place]) <= LONGEST_S and spoken_s(text[place:]) >= _REST_S


@cache
def _beginnings(language: str) -> tuple[re.Pattern[str], ...]:
    lines = (words.replace(" ", "|") for words in _BEGINNINGS.get(language, ()))
    return tuple(re.compile(rf"(?<=[^\W\d])\s+(?=(?:{words})\s+\S)", re.IGNORECASE) for words in lines)
