""" "Think hard about why the sky is blue." "What are you working on?" "Stop thinking about it." """

from __future__ import annotations

import re

from ..base import Arguments
from ..spoken import forms
from .alarms import as_said

_HARD = r"(?:hard|deeply|long and hard|carefully|harder|more|well)"
_THIS = r"(?:this|that|it|this question|that question|my question)"
_THINK = [
    re.compile(pattern)
    for pattern in (
        rf"think (?:really |very )?{_HARD} (?:about|on|over) (?P<this>{_THIS})",
        rf"think (?:really |very )?{_HARD}(?: about| on| over)?(?: {_THIS})?:? ?(?P<what>.+)",
        rf"think (?:about|over) (?P<what>.+) (?:{_HARD}|in the background)",
        rf"take your time (?:and think about|to think about|thinking about|with) (?:(?P<this>{_THIS})|(?P<what>.+))",
        r"(?:do (?:some )?research on|research|look into|investigate|work on|find out) (?P<what>.+) in the background",
        r"in the background,? (?:research|look into|investigate|work on|think about|find out) (?P<what>.+)",
    )
]
_JOBS = r"(?:task|tasks|job|jobs|research|background task|background tasks|thinking)"
_LIST = re.compile(
    r"what are you (?:working on|thinking about|doing in the background)(?: in the background)?|are you still thinking"
    rf"(?: about .+)?|(?:list|show)(?: me)? (?:the |your |all )*{_JOBS}|how is (?:the|your|my) {_JOBS} going"
    rf"|(?:which|what) {_JOBS} are (?:there|running)|are you done thinking|is (?:the|your|my) {_JOBS} (?:done|ready)"
)
_CANCEL = re.compile(
    r"(?:stop|quit) thinking(?: about (?P<what>.+))?"
    rf"|(?:cancel|stop|abort|end) (?P<all>all )?(?:the |your |my |this |that )*{_JOBS}(?: (?:about|on) (?P<about>.+))?"
)
_RESULT = re.compile(
    r"(?:what|tell me what) (?:did you|have you) (?:find|found)(?: out)?"
    r"|(?:tell me|what was|what is|what's|give me|say) (?:the|your) (?:answer|result|outcome|results)"
    r"(?: of (?:the|your) (?:research|thinking))?(?: again)?"
    r"|what did you think of|what have you (?:thought|concluded)"
)


def think_wanted(text: str, language: str) -> Arguments | None:
    for form in forms(text, language):
        for pattern in _THINK:
            if match := pattern.fullmatch(form):
                found = match.groupdict()
                return {"question": as_said(found["what"], text)} if found.get("what") else {"question": ""}
    return None


def list_wanted(text: str, language: str) -> Arguments | None:
    return {} if any(map(_LIST.fullmatch, forms(text, language))) else None


def cancel_wanted(text: str, language: str) -> Arguments | None:
    for form in forms(text, language):
        if match := _CANCEL.fullmatch(form):
            what = match["what"] or match["about"] or ""
            return {"about": "" if re.fullmatch(_THIS, what) else what, "all": bool(match["all"])}
    return None


def result_wanted(text: str, language: str) -> Arguments | None:
    return {} if any(map(_RESULT.fullmatch, forms(text, language))) else None
