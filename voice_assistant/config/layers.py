"""The layers of the config, merged: built in < file < environment < command line. Remembers who said what."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .locate import KeyPath
from .schema import DEFAULT_BINDINGS
from .toml_file import TomlFile

PREFIX = "VOICE_ASSISTANT__"
"""An environment variable VOICE_ASSISTANT__SECTION__KEY sets section.key."""


@dataclass(frozen=True)
class Override:
    """One value from outside the file."""

    keys: KeyPath
    value: Any
    text: str | None  # as it was written
    where: str


@dataclass
class Layers:
    file: TomlFile | None
    overrides: list[Override]  # later ones win
    data: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.data = copy.deepcopy(self.file.data) if self.file is not None else {}
        for override in self.overrides:
            put(self.data, override.keys, override.value)
        bindings = self.data.setdefault("bindings", {})
        if isinstance(bindings, dict):
            for name, built_in in DEFAULT_BINDINGS.items():
                given = bindings.get(name, {})
                if isinstance(given, dict):
                    bindings[name] = copy.deepcopy(built_in) | given

    def override(self, keys: KeyPath) -> Override | None:
        """The override that decided the value at `keys`."""
        lengths = range(len(keys), 0, -1)
        return next((o for n in lengths for o in reversed(self.overrides) if o.keys == keys[:n]), None)

    def where(self, keys: KeyPath) -> str:
        """Who is to blame for `keys`: a variable, a flag, a line, or the built-in config."""
        if (override := self.override(keys)) is not None:
            return override.where
        if self.file is not None and self.file.has(keys[:1]) and not self._only_overridden(keys):
            return self.file.where(keys)
        for override in reversed(self.overrides):
            if override.keys[: len(keys)] == keys or override.keys[:-1] == keys[:-1]:
                return override.where
        return "built-in config" if self.file is None else str(self.file.path)

    def origin(self, keys: KeyPath) -> str | None:
        """Where the value at `keys` was set, None for a default."""
        if (override := self.override(keys)) is not None:
            return override.where
        if self.file is not None and self.file.has(keys):
            return self.file.where(keys)
        return None

    def origins(self) -> dict[str, str]:
        """Where each value that is not a default was set, by dotted key."""
        keys = {override.keys for override in self.overrides}
        if self.file is not None:
            keys |= set(leaves(self.file.data))
        return {".".join(map(str, path)): origin for path in sorted(keys) if (origin := self.origin(path))}

    def _only_overridden(self, keys: KeyPath) -> bool:
        """Whether the innermost table around `keys` comes from overrides alone (a binding made of variables)."""
        assert self.file is not None
        return any(o.keys[: len(keys[:2])] == keys[:2] for o in self.overrides) and not self.file.has(keys[:2])


def from_environment(environ: Mapping[str, str]) -> list[Override]:
    """The overrides in `environ`; an empty value counts as none."""
    found = []
    for name, text in sorted(environ.items()):
        if name.startswith(PREFIX) and text.strip():
            keys = tuple(part.lower() for part in name.removeprefix(PREFIX).split("__"))
            if all(keys):
                found.append(Override(keys, parsed(text), text, name))
    return found


def from_flags(flags: Mapping[str, Any]) -> list[Override]:
    """The overrides of the command line, by dotted key. None is a flag not given; text is taken as from a variable."""
    return [
        Override(tuple(key.split(".")), parsed(value), value, "command line")
        if isinstance(value, str)
        else Override(tuple(key.split(".")), value, None, "command line")
        for key, value in flags.items()
        if value is not None
    ]


def leaves(table: Mapping[str, Any], path: KeyPath = ()) -> Iterator[KeyPath]:
    """The paths of all values that are no tables."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key)


def put(data: dict[str, Any], keys: KeyPath, value: Any) -> None:
    """Set the value at `keys`, unless something on the way is no table (which is reported anyway)."""
    table: Any = data
    for key in keys[:-1]:
        table = table.setdefault(key, {}) if isinstance(table, dict) else None
    if isinstance(table, dict):
        table[keys[-1]] = value


def parsed(text: str) -> Any:
    """`text` as a TOML value; where it is none, the text itself, which spares people a second pair of quotes."""
    try:
        parsed = tomllib.loads(f"value = {text}")
    except (tomllib.TOMLDecodeError, RecursionError):
        return text
    return parsed["value"] if parsed.keys() == {"value"} else text
