"""Changing one value of the config file, as the person would: comments and order stay, and faults are not saved."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ..errors import ConfigError, UsageError
from .layers import parsed
from .load import load_config
from .toml_file import TomlFile


def change(file: Path, key: str, text: str) -> None:
    """Set `key`, such as "you.about", to what `text` says in TOML, or to the text itself.

    The file is made if it is missing. Raises `UsageError` for a key that cannot be, `ConfigError` when the config would
    be wrong with it: the file is then as it was.
    """
    import tomlkit
    from tomlkit.items import Table

    names = _names(key)
    document = tomlkit.parse(TomlFile.read(file).text if file.exists() else "")
    table = document
    for name in names[:-1]:
        inner = table.setdefault(name, tomlkit.table())
        if not isinstance(inner, Table):
            raise UsageError(f"{name} is no section of {file}")
        table = inner  # type: ignore[assignment]
    table[names[-1]] = parsed(text)
    folder = file.parent
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{file.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(tomlkit.dumps(document))
        try:
            load_config(file=Path(temporary))
        except ConfigError as error:
            raise ConfigError(str(error).replace(temporary, str(file))) from None
        if file.exists():
            Path(temporary).chmod(file.stat().st_mode & 0o777)
        Path(temporary).replace(file.resolve())
    finally:
        Path(temporary).unlink(missing_ok=True)


def _names(key: str) -> list[str]:
    """ "tools.permissions.\"files.read\"" as TOML reads it: tools, permissions, files.read."""
    import tomlkit
    from tomlkit.exceptions import ParseError

    names: list[str] = []
    try:
        value: object = tomlkit.parse(f"{key} = 0").unwrap()
        while isinstance(value, dict):
            [(name, value)] = value.items()
            names.append(str(name))
    except (ParseError, ValueError):
        names = []
    if not all(names) or not names:
        raise UsageError(f'"{key}" is no key: write section.name, as in text_to_speech.speed')
    return names
