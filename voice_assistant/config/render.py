"""The config as commented TOML: the one in force, and the file that a person begins with."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from .layers import Layers
from .locate import KeyPath
from .schema import DEFAULT_BINDINGS, Config


def render(config: Config, layers: Layers) -> str:
    """`config` with a description of each key, and after each value that is not built in where it was set.

    Valid TOML that means the same.
    """

    def line(keys: KeyPath, value: Any) -> str:
        origin = layers.origin(keys)
        return f"{keys[-1]} = {toml_value(value)}" + (f"  # {origin}" if origin else "")

    text = _render(config, line)
    disabled = [name for name in layers.data.get("bindings", {}) if name not in config.bindings]
    return text + "".join(f"\n[bindings.{name}]\nenabled = false\n" for name in sorted(disabled))


def template() -> str:
    """A config file in which everything is there and commented out."""
    head = (
        "# The config of Voice Assistant. Every line is an example that shows what is built in:\n"
        "# take away the # in front of a key (not in front of its description) to change it.\n"
        "# Check it with: voice-assistant config check\n\n"
    )
    config = Config(bindings={})
    text = head + _render(config, lambda keys, value: f"#{keys[-1]} = {toml_value(value)}")
    text += "\n# trigger -> sources -> persona -> sinks. Bindings of these names are merged over the built-in ones,\n"
    text += "# others are added; enabled = false takes one away.\n"
    for name, binding in DEFAULT_BINDINGS.items():
        text += f"\n[bindings.{name}]\n"
        text += "".join(f"#{key} = {toml_value(value)}\n" for key, value in binding.items())
    return text


def toml_value(value: Any) -> str:
    """`value` as TOML on one line."""
    if isinstance(value, BaseModel):
        value = value.model_dump(exclude_none=True, exclude_unset=True)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{toml_value(str(key))} = {toml_value(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    if isinstance(value, str | bool):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value)


Line = Callable[[KeyPath, Any], str]


def _render(config: Config, line: Line) -> str:
    sections = [(name, value) for name, value in config if isinstance(value, BaseModel)]
    text = _fields(config, (), line)
    for name, section in sections:
        text += _section((name,), section, line)
    for name, binding in config.bindings.items():
        text += f"\n[bindings.{name}]\n" + _fields(binding, ("bindings", name), line, described=False)
    return text


def _section(path: KeyPath, section: BaseModel, line: Line) -> str:
    """With the sections in it."""
    text = f"\n[{'.'.join(map(str, path))}]\n" + _fields(section, path, line)
    return text + "".join(_section((*path, name), part, line) for name, part in section if isinstance(part, BaseModel))


def _fields(model: BaseModel, path: KeyPath, line: Line, *, described: bool = True) -> str:
    text = ""
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if isinstance(value, BaseModel) or (not path and name == "bindings"):
            continue
        if described:
            text += _description(field)
        if value is not None:
            text += line((*path, name), value) + "\n"
        elif described:
            text += f"#{name} =\n"
    return text


def _description(field: FieldInfo) -> str:
    return f"# {field.description}\n" if field.description else ""
