"""On which line of a TOML text each key stands. Parsers of TOML do not tell (the standard library's does not)."""

from __future__ import annotations

import re
import tomllib

KeyPath = tuple[str | int, ...]
"""The way to a value: keys of tables and indices of arrays, such as ("bindings", "ask", "keys", 0)."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[ \t]*([A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|'[^']*')[ \t]*""")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})' r"|'''.*?'''(?:'{0,2})" r'|"(?:\\.|[^"\\])*"' r"|'[^']*'", re.DOTALL
)
_OTHER = re.compile(r"\d{4}-\d\d-\d\d \d\d:[^,\]}\s#]*|[^,\]}\s#]+")  # numbers, booleans, dates (one with a space)


def key_lines(text: str) -> dict[KeyPath, int]:
    """The line (from 1) on which each key, table and array item first stands. `text` must be valid TOML."""
    scanner = _Scanner(text)
    scanner.document()
    return scanner.lines


def line_of(lines: dict[KeyPath, int], path: KeyPath) -> int | None:
    """The line of `path`, or of the innermost table around it that the text has; None when it has none."""
    for length in range(len(path), 0, -1):
        if (line := lines.get(path[:length])) is not None:
            return line
    return None


class _Scanner:
    """Walks over a text known to be valid, so that it need not look out for errors."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[KeyPath, int] = {}
        self.tables_in: dict[KeyPath, int] = {}  # arrays of tables, with the number of tables so far

    def document(self) -> None:
        table: KeyPath = ()
        while self._skip(_BLANK) is not None and self.at < len(self.text):
            if self.text.startswith("[[", self.at):
                self.at += 2
                array = self._resolve(self._keys(), last_is_array=True)
                self.tables_in[array] = self.tables_in.get(array, 0) + 1
                table = (*array, self.tables_in[array] - 1)
                self._note(table)
                self.at += 2
            elif self.text[self.at] == "[":
                self.at += 1
                table = self._resolve(self._keys())
                self._note(table)
                self.at += 1
            else:
                self._pair(table)

    def _pair(self, table: KeyPath) -> None:
        path = (*table, *self._keys())
        self._note(path)
        self.at += 1  # the equals sign
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        self._skip(_BLANK)
        if self.text[self.at] == "[":
            self._items(path, "]")
        elif self.text[self.at] == "{":
            self._items(path, "}")
        elif not self._skip(_STRING):
            self._skip(_OTHER)

    def _items(self, path: KeyPath, closing: str) -> None:
        """The items of an array, or the pairs of an inline table."""
        self.at += 1
        index = 0
        while self._skip(_BLANK) is not None and self.text[self.at] != closing:
            if self.text[self.at] == ",":
                self.at += 1
            elif closing == "}":
                self._pair(path)
            else:
                self._note((*path, index))
                self._value((*path, index))
                index += 1
        self.at += 1

    def _keys(self) -> KeyPath:
        """A key, or several joined by dots."""
        keys = [self._key()]
        while self.text[self.at] == ".":
            self.at += 1
            keys.append(self._key())
        return tuple(keys)

    def _key(self) -> str:
        raw = (self._skip(_KEY) or "").strip()
        return next(iter(tomllib.loads(f"{raw} = 0"))) if raw[:1] in "\"'" else raw

    def _resolve(self, keys: KeyPath, *, last_is_array: bool = False) -> KeyPath:
        """A header's path, where a name that stands for an array of tables means its latest table."""
        path: KeyPath = ()
        for position, key in enumerate(keys):
            path = (*path, key)
            if path in self.tables_in and not (last_is_array and position == len(keys) - 1):
                path = (*path, self.tables_in[path] - 1)
        return path

    def _note(self, path: KeyPath) -> None:
        line = self.text.count("\n", 0, self.at) + 1
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)

    def _skip(self, pattern: re.Pattern[str]) -> str | None:
        if match := pattern.match(self.text, self.at):
            self.at = match.end()
            return match[0]
        return None
