"""A TOML file written by a person: read with messages that say where the fault is."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import ConfigError
from .locate import KeyPath, key_lines, line_of


@dataclass(frozen=True)
class TomlFile:
    path: Path
    text: str
    data: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> TomlFile:
        """Raises `ConfigError` when the file cannot be read or is no TOML."""
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise ConfigError(f"{path}:{line}: this is no UTF-8 text: save the file as UTF-8") from error
        text = text.replace("\r\n", "\n")
        try:
            return cls(path, text, tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(_broken(path, text, str(error))) from error
        except RecursionError as error:
            raise ConfigError(f"{path}: nested too deeply") from error

    @cached_property
    def _lines(self) -> dict[KeyPath, int]:
        return key_lines(self.text)

    def has(self, keys: KeyPath) -> bool:
        return keys in self._lines

    def where(self, keys: KeyPath) -> str:
        """`file:line` of a key, or of what stands around it; the file alone when nothing of it is there."""
        line = line_of(self._lines, keys)
        return str(self.path) if line is None else f"{self.path}:{line}"


def _broken(path: Path, text: str, message: str) -> str:
    """The parser's message with the line in front, and a hint at the usual mistakes."""
    place = re.search(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$", message)
    lines = text.split("\n")
    line = int(place[1]) if place and place[1] else len(text.rstrip("\n").split("\n"))
    what = message[: place.start()] if place else message
    return f"{path}:{line}: {what[:1].lower()}{what[1:]}{_hint(lines[line - 1] if line <= len(lines) else '')}"


def _hint(line: str) -> str:
    value = line.partition("=")[2].strip()
    if re.match(r"(True|False|None|yes|no|on|off)\b", value):
        return " (write true or false, without capitals; leave the line out for nothing)"
    if value.startswith('"') and "\\" in value:
        return " (a backslash needs a second one, or single quotes around the text)"
    if re.match(r"[^\W\d]", value) and value not in ("true", "false", "inf", "nan"):
        return f' (text needs quotes: "{value.partition("#")[0].strip()}")'
    if line.strip() and "=" not in line and not line.lstrip().startswith("["):
        return " (a line is written: key = value)"
    return ""
