"""What pydantic found wrong, in words for the person who wrote the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ..spelling import did_you_mean, nearest
from .locate import KeyPath

_SECRET = re.compile(r"(api|access|auth)?[_-]?(key|token|secret|password|passwd|bearer)s?", re.IGNORECASE)
_SECRET_PREFIXED = re.compile(r".*(api|access|auth|secret|openai)[_-]?(key|token)", re.IGNORECASE)

_WANTED = {
    "string_type": "text in quotes",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "list_type": "a list in square brackets",
    "tuple_type": "a list in square brackets",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
}
_LIMITS = {"greater_than": "more than", "greater_than_equal": "at least", "less_than": "less than"}
_LIMITS["less_than_equal"] = "at most"


def explain(
    error: ValidationError,
    model: type[BaseModel],
    where: Callable[[KeyPath], str],
    *,
    leave_out: Callable[[KeyPath], bool] = lambda keys: False,
) -> list[str]:
    """One line for each fault: where it is, what is wrong, and the nearest right spelling.

    Unknown keys for which `leave_out` is true are left to somebody else.
    """
    faults = [
        fault
        for fault in error.errors(include_url=False)
        if not (fault["type"] == "extra_forbidden" and leave_out(fault["loc"]))
    ]
    misspelt = {_meant(fault["loc"], model) for fault in faults if fault["type"] == "extra_forbidden"}
    return [
        f"{where(fault['loc'])}: {_message(fault, model)}"
        for fault in faults
        if not (fault["type"] == "missing" and fault["loc"] in misspelt)  # its wrong spelling is reported already
    ]


def is_secret(keys: KeyPath) -> bool:
    """Whether a value at `keys` would be a key or a password for a service (in a binding, a key is one to press)."""
    name = str(keys[-1])
    return keys[0] != "bindings" and bool(_SECRET.fullmatch(name) or _SECRET_PREFIXED.fullmatch(name))


def dotted(keys: KeyPath) -> str:
    """A key path as a person writes it: bindings.ask.keys[0]."""
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)
    return text.removeprefix(".")


def model_at(model: type[BaseModel], keys: KeyPath) -> type[BaseModel] | None:
    """The model of the table that `keys` lead to; None for a value, or a table of free form."""
    kind: Any = model
    for key in keys:
        if _is_model(kind) and key in kind.model_fields:
            kind = kind.model_fields[key].annotation
        else:
            kind = next(_models_in(kind), None) if not _is_model(kind) else None
    return kind if _is_model(kind) else None


def _message(fault: ErrorDetails, model: type[BaseModel]) -> str:
    keys, kind, value, context = fault["loc"], fault["type"], fault["input"], fault.get("ctx", {})
    name = dotted(keys[:-1] if keys[-1:] == ("[key]",) else keys)  # a fault of the key itself, not of its value
    if kind == "extra_forbidden":
        return _unknown(keys, model)
    if kind == "missing":
        return f'{_table(keys[:-1])} needs "{keys[-1]}"'
    if kind in _WANTED:
        return f"{name} must be {_WANTED[kind]}, not {_shown(value)}"
    if kind in _LIMITS:
        limit = next(context[key] for key in ("gt", "ge", "lt", "le") if key in context)
        return f"{name} must be {_LIMITS[kind]} {limit:g}, not {_shown(value)}"
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", str(context["expected"]))
        choice = ", ".join(f'"{word}"' for word in allowed)
        hint = did_you_mean(value, allowed) if isinstance(value, str) else ""
        return f"{name} must be one of {choice}, not {_shown(value)}{hint}"
    if kind in ("string_too_short", "too_short"):
        return f"{name} must not be empty"
    if kind == "value_error":
        return f"{name} {context['error']}"
    return f"{name}: {fault['msg']}"


def _meant(keys: KeyPath, model: type[BaseModel]) -> KeyPath:
    """The right spelling of an unknown key, as far as it can be guessed."""
    around = model_at(model, keys[:-1])
    return (*keys[:-1], nearest(str(keys[-1]), around.model_fields if around is not None else ()) or "")


def _unknown(keys: KeyPath, model: type[BaseModel]) -> str:
    key, table = str(keys[-1]), keys[:-1]
    if is_secret(keys):
        return f"{dotted(keys)}: keys of services do not belong in a file"
    around = model_at(model, table)
    known = list(around.model_fields) if around is not None else []
    place = f" in {_table(table)}" if table else ""
    hint = did_you_mean(key, known)
    if not hint and (elsewhere := _elsewhere(model, key)):
        hint = f' (did you mean "{elsewhere}"?)'
    return f'unknown key "{key}"{place}{hint}'


_FEW = 3


def _elsewhere(model: type[BaseModel], key: str) -> str | None:
    """`section.key`, when a key of this name is in one section, or in so few that the first is likely meant."""
    found = []
    for section in model.model_fields:
        inner = model_at(model, (section,))
        if inner is not None and nearest(key, inner.model_fields) == key:
            found.append(f"{section}.{key}")
    return found[0] if 1 <= len(found) <= _FEW else None


def _table(keys: KeyPath) -> str:
    return f"[{dotted(keys)}]" if keys else "the file"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 40 else "this text"
    if isinstance(value, int | float):
        return str(value)
    return (
        "a list" if isinstance(value, list) else "a table" if isinstance(value, dict) else f"a {type(value).__name__}"
    )


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    for argument in get_args(annotation):
        if _is_model(argument):
            yield argument
        else:
            yield from _models_in(argument)
