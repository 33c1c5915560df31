"""Web and mail addresses, telephone numbers, versions."""

from __future__ import annotations

import re

from ..rules import rules
from ..spelling import cardinal, digits

_TOP = "com org net edu gov io ai dev app co uk de fr es eu us ca au ch at nl it info me tv ly gg xyz cn kr jp ru in be"
_HOST = rf"(?:[A-Za-z0-9-]{{1,63}}\.){{1,4}}(?:{'|'.join(sorted(_TOP.split(), key=len, reverse=True))})(?::\d{{2,5}})?"
_SHORT = 16
"""Characters up to which a path is said; nobody can follow a longer one by ear."""


def _word(part: str) -> str:
    part = re.sub(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", " ", part)
    return re.sub(r"\d+", lambda m: cardinal(int(m[0])) if len(m[0]) < 4 else digits(m[0]), part)


def _dotted(text: str) -> str:
    said = " dot ".join(_word(part) for part in text.split("."))
    return said.replace("-", " dash ").replace("_", " underscore ").replace(":", " port ").replace("+", " plus ")


def _web(match: re.Match[str]) -> str:
    host, path = match["host"].removeprefix("www."), match["path"] or ""
    stop = path[len(path.rstrip(".,;:!?)'\"]*_")) :]
    path = path[: len(path) - len(stop)].strip("/")
    said = _dotted(host)
    if path and len(path) <= _SHORT and re.fullmatch(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)?", path):
        said += "".join(f" slash {_dotted(part)}" for part in path.split("/"))
    return said + stop


def _mail(match: re.Match[str]) -> str:
    return f"{_dotted(match[1])} at {_dotted(match[2])}"


def _phone(match: re.Match[str]) -> str:
    groups = re.findall(r"\d+", match[0])
    plus = "plus " if match[0].startswith("+") else ""
    return plus + ", ".join("eight hundred" if group == "800" else digits(group) for group in groups)


def _version(match: re.Match[str]) -> str:
    said = " point ".join(cardinal(int(part)) for part in match["numbers"].split("."))
    return f"version {said}" if match["v"] else said


def _internet(match: re.Match[str]) -> str:
    port = f" port {digits(match[2])}" if match[2] else ""
    return " dot ".join(cardinal(int(part)) for part in match[1].split(".")) + port


ADDRESSES = rules(
    (r"(?i)\b(?:mailto:)?([a-z0-9_%+-]{1,64}(?:\.[a-z0-9_%+-]{1,64}){0,4})"
        r"@((?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,12})\b", _mail),
    (r"(?i)\b(?:https?|ftp|wss?)://(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}(?::\d{1,5})?)(?P<path>[/?#][^\s<>]*)?",
    _web),
    (r"(?i)\b(?P<host>www\.[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})(?P<path>[/?#][^\s<>]*)?", _web),
    (rf"(?<![\w.@/-])(?P<host>{_HOST})\b(?!\.\w)(?P<path>/[^\s<>]*)?", _web),
    (r"(?<![\w.])((?:\d{1,3}\.){3}\d{1,3})(?::(\d{2,5}))?(?![\w.]*\d)", _internet),
    (r"(?<![\w.])\+\d{1,3}(?:[ .-]?\(?\d{1,5}\)?){2,5}(?![\w])", _phone),
    (r"(?<![\w.,-])(?:1[-. ])?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\w-])", _phone),
    (r"(?<![\w.,-])\d{3}-\d{4}(?![\w-])", _phone),
    (r"(?<![\w.,-])0\d{2,4}[ /-]\d{3,}(?:[ -]?\d{2,})*(?![\w-])", _phone),
    (r"(?<![\w.,-])\d{1,7}(?:-\d{1,7}){3,6}(?![\w-])", _phone),
    (r"(?<![\w.,-])(?:\d{4}[ -]){3}\d{4}(?![\w-])", _phone),
    (r"(?<![\w.,])(?P<v>[vV])\s?(?P<numbers>\d{1,5}(?:\.\d{1,5}){0,3})(?![\w.]*\d)", _version),
    (r"(?<![\w.,/-])(?P<v>)(?!\d{1,2}\.\d{1,2}\.(?:19|20)\d\d\b)(?P<numbers>\d{1,5}(?:\.\d{1,5}){2,3})(?![\w/.]*\d)",
    _version),
    (r"(?i)(?P<v>(?!))|(?<=version )(?P<numbers>\d{1,3}\.\d{1,4})(?![\w.]*\d)", _version),
)  # fmt: skip
