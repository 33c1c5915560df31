from __future__ import annotations

import tomllib
from typing import Any

import pytest

from voice_assistant.config.locate import KeyPath, key_lines, line_of

TEXT = '''\
# [not.a.table] = here
top = 1
"quoted.key" = "a # no comment, [no] = table"
site."example.com".port = 80

[section]  # a comment
text = """
[also.not] = 1
\\""" still "text" ""
"""
raw = \'\'\'
x = 1\'\'\'
day = 1979-05-27 07:32:00
inline = { a = 1, "b c" = { d = [1, 2] } }
many = [
  "one",  # first
  # nothing
  { name = "two" },
]

[section.inner]
key = true

[[list]]
name = "first"
[list.sub]
x = 1
[[list]]
name = "second"
[[list.deep]]
y = 1
[[list.deep]]
y = 2
'''

LINES: dict[KeyPath, int] = {
    ("top",): 2,
    ("quoted.key",): 3,
    ("site",): 4,
    ("site", "example.com", "port"): 4,
    ("section",): 6,
    ("section", "text"): 7,
    ("section", "raw"): 11,
    ("section", "day"): 13,
    ("section", "inline"): 14,
    ("section", "inline", "b c", "d", 1): 14,
    ("section", "many"): 15,
    ("section", "many", 0): 16,
    ("section", "many", 1, "name"): 18,
    ("section", "inner", "key"): 22,
    ("list",): 24,
    ("list", 0, "name"): 25,
    ("list", 0, "sub", "x"): 27,
    ("list", 1): 28,
    ("list", 1, "name"): 29,
    ("list", 1, "deep", 0, "y"): 31,
    ("list", 1, "deep", 1, "y"): 33,
}


@pytest.mark.parametrize(("path", "line"), LINES.items(), ids=str)
def test_each_key_is_found_on_its_line(path: KeyPath, line: int) -> None:
    assert key_lines(TEXT)[path] == line


def paths_of(value: Any, path: KeyPath = ()) -> set[KeyPath]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path} - {()} | {found for key, inner in items for found in paths_of(inner, (*path, key))}


def test_the_scanner_finds_exactly_what_the_parser_finds() -> None:
    assert set(key_lines(TEXT)) == paths_of(tomllib.loads(TEXT))


def test_what_is_not_there_has_the_line_of_what_is_around_it() -> None:
    lines = key_lines(TEXT)
    assert line_of(lines, ("section", "missing")) == 6
    assert line_of(lines, ("list", 1, "missing")) == 28
    assert line_of(lines, ("nowhere",)) is None


@pytest.mark.parametrize("text", ["", "\n\n# only a comment", "a=1", "[a]", "a = []", "a = {}", "a.b = 'c'  "])
def test_small_texts(text: str) -> None:
    assert set(key_lines(text)) == paths_of(tomllib.loads(text))
