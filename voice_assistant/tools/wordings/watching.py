""" "Tell me when the number goes over 800." "What are you watching?" "Stop watching." """

from __future__ import annotations

import re

from ...vision.watching.conditions import Appears, Asks, Disappears
from ...vision.watching.understanding import understood
from ..base import Arguments
from ..spoken import forms
from .times import LENGTH, length_s

_TELL = (
    r"(?P<tell>tell me|let me know|warn me|alert me|notify me|inform me|say something|speak up|shout|call me|ping me"
    r"|say so|give me a (?:shout|sign|call|heads up)|(?:sag|sage|gib) mir(?: bitte)?(?: bescheid)?|melde dich)"
)
_WHEN = r"(?P<when>when|as soon as|if|once|the moment|whenever|wenn|sobald)"
_AT = (
    r"(?:the|this|that|my)? ?(?:screen|window|camera|picture|display|region|area|page|it|this|that|monitor"
    r"|progress(?: bar)?)"
)
_ASK = r"(?:(?:please|can you|could you|would you|will you|okay|ok|hey|and|now|then|also) )*"
_WATCH = r"(?:watch|keep an eye on|observe|monitor|keep watching)"
_WATCHES = [
    re.compile(pattern)
    for pattern in (
        rf"(?:(?P<watch>{_WATCH}) (?P<at>{_AT})(?: for me)? and )?(?:then )?{_TELL},? {_WHEN} (?P<what>.+)",
        rf"(?P<watch>{_WATCH}) (?P<at>{_AT})(?: for me)? (?:until|till) (?P<what>.+)",
        rf"(?P<watch>{_WATCH}) (?P<at>{_AT}) for (?:any )?(?P<changes>changes?|movements?)",
        r"(?P<watch>watch|look out|watch out|keep an eye out)(?: for me)? (?:for|until) "
        r"(?P<what>(?:the |a |an )?(?:word|text|message) .+)",
        rf"(?P<watch>watch|keep an eye on) (?P<at>{_AT}) for me(?P<changes>)",
    )
]
_WHERE = re.compile(
    r" ?(?:on|in|at|with|through|by|from) (?:the|my|this|that|your)? ?(?P<where>screen|window|camera|region|area|"
    r"part of the screen|desktop|webcam|bildschirm|fenster|kamera)\b"
)
_FOR = re.compile(rf" (?:for (?:the next )?|within (?:the next )?|in the next )(?P<length>{LENGTH})$")
_PLACES = {
    "screen": "screen", "desktop": "screen", "page": "screen", "progress": "screen", "progress bar": "screen",
    "bildschirm": "screen", "window": "window", "fenster": "window", "region": "region", "area": "region",
    "part of the screen": "region", "camera": "camera", "webcam": "camera", "kamera": "camera",
}  # fmt: skip
_SEEN_TO_HAPPEN = re.compile(
    r".+ (?:boils?|opens?|closes?|lights? up|turns? \w+|goes (?:on|off|out|dark|green|red|away)"
    r"|comes? (?:in|back|home|out)|arrives?|wakes? up|falls? (?:asleep|over|down)"
    r"|is (?:full|empty|ready|open|closed|lit|dry|back|there|awake|asleep)"
    r"|starts?|stops?|moves?|leaves the room|sits down|stands up|smiles?|burns?|melts?|rises)"
)
_TIME = re.compile(r"\d ?(?:am|pm|o'clock|uhr|seconds?|minutes?|hours?)\b|\d:\d\d")
_LIST = re.compile(
    r"what are you (?:watching|looking out)(?: for)?"
    r"|are you (?:still )?watching(?: anything| something| it| that| for .+)?"
    r"|(?:which|what) watches are (?:there|running)|list (?:the |my |your |all )*watches|worauf achtest du(?: gerade)?"
)
_STOP = re.compile(
    r"(?:you can |you may )?(?:stop|quit|end) (?:watching|looking out)(?: (?:for )?(?P<about>.+?))?(?: for me)?"
    r"|(?:cancel|stop|end|delete) (?P<all>all )?(?:the |my |your |that |this )*watch(?:es)?"
    r"(?: (?:for|on) (?P<about2>.+))?"
    r"|(?:don't|do not|no need to) watch (?:it|that|this|for it|for that)?(?: any ?more)?|hör auf zu beobachten"
)


def watch_wanted(text: str, language: str) -> Arguments | None:
    """Only what surely is meant to be watched for: "tell me when Napoleon was born" is a question."""
    for form in forms(text, language):
        for pattern in _WATCHES:
            if (match := pattern.fullmatch(re.sub(rf"^{_ASK}", "", form))) and (
                found := _arguments(match.groupdict(), form)
            ):
                return found
    return None


def _arguments(said: dict[str, str | None], form: str) -> Arguments | None:
    what = said.get("what") or "something changes"
    arguments: dict[str, object] = {}
    if match := _FOR.search(what):
        what = what[: match.start()]
        arguments["minutes"] = (length_s(match["length"]) or 0.0) / 60
    place = _PLACES.get(re.sub(r"^(?:the|this|that|my) ", "", said.get("at") or ""))
    if match := _WHERE.search(what):
        place = _PLACES[match["where"]]
        what = (what[: match.start()] + what[match.end() :]).strip()
    elif match := re.match(r"(?:the|this|that|my) (screen|window|region|area|camera|page)\b", what):
        place = _PLACES[match[1]]
    if not what or _TIME.search(what) or not _is_meant(what, said, place):
        return None
    return {**arguments, "what": what} | ({"where": place} if place else {})


def _is_meant(what: str, said: dict[str, str | None], place: str | None) -> bool:
    condition = understood(what)
    if said.get("watch"):
        return True
    if said.get("when") == "if" and isinstance(condition, Appears | Disappears | Asks):
        return False  # "tell me if it says nuts" is about now
    if not isinstance(condition, Asks):
        return True
    return place is not None or _SEEN_TO_HAPPEN.fullmatch(what) is not None


def list_wanted(text: str, language: str) -> Arguments | None:
    return {} if any(map(_LIST.fullmatch, forms(text, language))) else None


def stop_wanted(text: str, language: str) -> Arguments | None:
    for form in reversed(forms(text, language)):  # without what is said around it first
        if match := _STOP.fullmatch(form):
            about = match["about"] or match["about2"] or ""
            everything = bool(match["all"]) or about in ("everything", "all", "all of it", "all of them")
            bare = "" if everything or about in ("it", "that", "this", "them", "the screen", "the camera") else about
            return {"about": bare, "all": everything}
    return None
