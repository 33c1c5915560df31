"""Reading the config. Everything that is wrong with it is said at once, one line each."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from .. import paths
from ..errors import ConfigError
from .cross_checks import cross_check
from .explain import explain, is_secret
from .layers import Layers, from_environment, from_flags, put
from .schema import Config
from .toml_file import TomlFile


@dataclass(frozen=True)
class Loaded:
    """A valid config, and where each of its values came from."""

    config: Config
    layers: Layers


def load_config(
    *, flags: Mapping[str, Any] | None = None, environ: Mapping[str, str] = os.environ, file: Path | None = None
) -> Config:
    """The config in force: defaults < file < environment < flags.

    `flags` maps dotted keys ("text_to_speech.speed") to values; None stands for a flag not given. `file` is the
    config file instead of the usual one, which need not exist. Bindings that are not enabled are left out.
    Raises `ConfigError` with one line for each fault.
    """
    return load_layers(flags=flags, environ=environ, file=file).config


def load_layers(
    *, flags: Mapping[str, Any] | None = None, environ: Mapping[str, str] = os.environ, file: Path | None = None
) -> Loaded:
    """As `load_config`, with the origin of each value."""
    layers = Layers(_read(file), [*from_environment(environ), *from_flags(flags or {})])
    config, faults = _validated(layers)
    faults += cross_check(layers)
    if faults or config is None:
        raise ConfigError("\n".join(sorted(dict.fromkeys(faults), key=_place)))
    bindings = {name: binding for name, binding in config.bindings.items() if binding.enabled}
    return Loaded(config.model_copy(update={"bindings": bindings}), layers)


def _read(file: Path | None) -> TomlFile | None:
    """The config file; the usual one may be missing, one that was named may not."""
    try:
        return TomlFile.read(file or paths.config_file())
    except ConfigError as error:
        if file is None and isinstance(error.__cause__, FileNotFoundError):
            return None
        raise


def _place(fault: str) -> tuple[str, int]:
    """Sorts by file and line; what is not from a file comes last."""
    match = re.match(r"(.+?):(\d+): ", fault)
    return (match[1], int(match[2])) if match else ("\uffff", 0)


def _validated(layers: Layers) -> tuple[Config | None, list[str]]:
    try:
        return Config.model_validate(layers.data), []
    except ValidationError as error:
        if _take_as_text(layers, error):
            return _validated(layers)
        return None, explain(error, Config, layers.where, leave_out=is_secret)  # the cross-checks say more on those


def _take_as_text(layers: Layers, error: ValidationError) -> bool:
    """Whether a variable such as ...__DEVICE=5 was read as a number where text is wanted; then it is text now."""
    changed = False
    for fault in error.errors(include_url=False):
        keys, override = fault["loc"], layers.override(fault["loc"])
        numeral = override is not None and override.keys == keys and override.text not in (None, fault["input"])
        if fault["type"] == "string_type" and numeral and override is not None:
            put(layers.data, keys, override.text)
            changed = True
    return changed
