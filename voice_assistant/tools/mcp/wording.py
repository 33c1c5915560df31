""" "Use the echo tool with message hello." "Get sum of 3 and 5." For any tool, from its name and its schema alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import SequenceMatcher
from typing import Any

from ..base import Arguments
from ..spoken import forms
from ..wordings.alarms import as_said

_USE = r"(?:use to|use|used to|used|call|run|try|start|ask|invoke|execute)"
_LIKE, _LIKE_IF_SERVED = 0.8, 0.62
"""Recognisers do not know the names of tools: "get some" is "get sum". A server that is named leaves fewer to mean."""


_USED = re.compile(rf"{_USE}(?: the)? (?P<call>.+)")
_SPOKEN_OF = re.compile(r"tools?\b|\b(?:to|two) of\b")
"""Without one of these, or the server's name, nobody calls for a tool: "use the force"."""
_WORDS_MORE = 2
"""A recogniser may hear so many words more than a name has: "regraph tool" is one less, "re multiple" one more."""


def nearly_wanted(
    server: str, name: str, schema: Mapping[str, Any]
) -> Callable[[str, str], tuple[float, Arguments] | None]:
    """As `call_wanted` for "use the ... tool", where the name is not quite that, and how like it is: to 1."""
    words, served = _words(name), _words(server)

    def nearly(said: str, language: str) -> tuple[float, Arguments] | None:
        best: tuple[float, Arguments] | None = None
        for form in forms(said, language):
            match = _USED.fullmatch(form.replace("-", " ").replace("_", " "))
            named = served.replace(" ", "") in form.replace(" ", "")
            if match is None or not (named or _SPOKEN_OF.search(form)):
                continue
            least = _LIKE_IF_SERVED if named else _LIKE
            like, rest = _begins_like(match["call"], words)
            if like >= least and (best is None or like > best[0]):
                best = like, arguments_from(_without_server(rest, served), schema, said)
        return best

    return nearly


def _begins_like(call: str, name: str) -> tuple[float, str]:
    """How like the beginning of `call` is to "`name` tool", and what follows it."""
    spoken = call.split()
    count = len(name.split()) + 1
    found = [
        (_likeness(" ".join(spoken[:end]), f"{name} tool"), " ".join(spoken[end:]))
        for end in range(max(1, count - _WORDS_MORE), min(len(spoken), count + _WORDS_MORE) + 1)
    ]
    return max(found, key=lambda each: each[0], default=(0.0, call))


def _without_server(rest: str, served: str) -> str:
    """ "of file system with path notes" -> "path notes" """
    joined = r" ?".join(map(re.escape, served.replace(" ", "")))
    match = re.match(rf"(?:(?:of|a|off|for|from|on|in|with)(?: the)? )?{joined}(?: server)?(?: |$)", rest)
    rest = rest[match.end() :] if match else rest
    return re.sub(r"^(?:with|to|for|and|on|saying|of|using) ", "", rest)


def call_wanted(server: str, name: str, schema: Mapping[str, Any]) -> Callable[[str, str], Arguments | None]:
    """What tells whether words call for the tool `name` of `server`, and what they give it."""
    words = _words(name)
    served = _words(server)
    named = re.compile(
        rf"{_USE}(?: the)? (?:tool )?{re.escape(words)}(?: tool)?"
        rf"(?: (?:of|from|on|in)(?: the)? {re.escape(served)}(?: server)?)?"
        r"(?:(?: with| to| for| and| on| saying| of| using)? (?P<rest>.+))?"
    )
    plain = re.compile(
        rf"(?:{_USE} )(?:the )?(?:{re.escape(served)} (?:server )?(?:to |for )?)?{re.escape(words)}"
        rf"(?: (?:of|from|on)(?: the)? {re.escape(served)}(?: server)?)?"
        r"(?:(?: with| to| for| and| on| saying| of| using)? (?P<rest>.+))?"
    )
    bare = re.compile(
        rf"(?:{re.escape(served)} )?{re.escape(words)}(?:(?: with| for| on| saying| of| using)? (?P<rest>.+))?"
    )

    def wanted(said: str, language: str) -> Arguments | None:
        for form in forms(said, language):
            form = form.replace("-", " ").replace("_", " ")
            match = named.fullmatch(form) or plain.fullmatch(form)
            if match is None and (" " in words or form.startswith(f"{served} ")):
                match = bare.fullmatch(form)
            if match is not None:
                return arguments_from(match["rest"] or "", schema, said)
        return None

    return wanted


def arguments_from(rest: str, schema: Mapping[str, Any], said: str) -> dict[str, Any]:
    """What `rest` gives the properties: by their names, or by its only reading. The others stay open."""
    properties: dict[str, Any] = dict(schema.get("properties", {}))
    required = [name for name in schema.get("required", ()) if name in properties]
    given = _by_name(rest, properties, said)
    left = [name for name in required if name not in given]
    if not left or not rest:
        return given
    numbers = [name for name in left if properties[name].get("type") in ("number", "integer")]
    figures = re.findall(r"-?\d+(?:\.\d+)?", rest)
    if not given and numbers == left and len(figures) == len(numbers):
        return {name: _value(figure, properties[name]) for name, figure in zip(numbers, figures, strict=True)}
    if not given and len(left) == 1 and (value := _value(as_said(rest, said), properties[left[0]])) is not None:
        return {left[0]: value}
    return given


def _by_name(rest: str, properties: Mapping[str, Any], said: str) -> dict[str, Any]:
    """ "message hello and count 3" """
    names = {_words(name): name for name in properties}
    if not names:
        return {}
    any_name = "|".join(re.escape(words) for words in sorted(names, key=len, reverse=True))
    given = {}
    for match in re.finditer(
        rf"(?:^|\s)(?:the )?(?P<name>{any_name})(?: is| as| to| of|:|=)? (?P<value>.+?)"
        rf"(?=(?: and| with|,)? (?:the )?(?:{any_name}) |$)",
        rest,
    ):
        name = names[match["name"]]
        if (value := _value(as_said(match["value"], said), properties[name])) is not None:
            given[name] = value
    return given


def _value(text: str, schema: Mapping[str, Any]) -> Any:
    """`text` in the type of `schema`; None when it cannot be."""
    if options := schema.get("enum"):
        return next((option for option in options if str(option).lower() in text.lower()), None)
    match schema.get("type"):
        case "number" | "integer" as kind:
            figure = re.search(r"-?\d+(?:\.\d+)?", text)
            return None if figure is None else int(float(figure[0])) if kind == "integer" else float(figure[0])
        case "boolean":
            return not re.search(r"\b(?:no|false|off|not)\b", text.lower())
        case "array" if schema.get("items", {}).get("type") == "string":
            return [part for part in re.split(r",\s*(?:and\s+)?|\s+and\s+", text) if part]
        case "string" | None:
            return text
    return None


def _words(name: str) -> str:
    """ "getTinyImage", "get-sum", "read_graph" as they are said."""
    return " ".join(re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+", " ", name).lower().split())


def _likeness(said: str, name: str) -> float:
    return SequenceMatcher(None, said.replace(" ", ""), name.replace(" ", "")).ratio()
