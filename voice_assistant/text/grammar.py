"""A regular expression as a grammar (GBNF) that llama.cpp writes by. Pure.

Both know literals, classes, groups, alternatives and repetition, so a translation is a change of spelling. What looks
around or back has no counterpart, and is refused.
"""

from __future__ import annotations

import re

_DIGIT = "0-9"
_WORD = "0-9A-Za-z_À-ÖØ-öø-ɏА-яЁёぁ-ゖァ-ヺ一-鿿가-힣"
"""Less than Python's `\\w`, so that all it allows matches that."""
_SPACE = r" \t"
_CLASSES = {"d": _DIGIT, "w": _WORD, "s": _SPACE}
_CONTROL = {"n": r"\n", "t": r"\t", "r": r"\r"}
_REPEAT = re.compile(r"[*+?]|\{\d+(?:,\d*)?\}")
_GROUP = re.compile(r"\((?:\?:|\?P<\w+>)?")


class Unsupported(ValueError):
    """There is no grammar for this."""


def grammar_of(pattern: str) -> str:
    """A grammar of the texts that `pattern` matches as a whole. Raises `Unsupported`."""
    return f"root ::= {_translated(pattern)}\n"


def grammar_of_lines(line: str, most: int) -> str:
    """A grammar of one to `most` lines, each of which `line` matches as a whole. Raises `Unsupported`."""
    return f'root ::= line ("\\n" line){{0,{most - 1}}}\nline ::= {_translated(line)}\n'


def _translated(pattern: str) -> str:
    parts: list[str] = []
    at, end = 0, len(pattern)
    if pattern.startswith("^"):
        at = 1
    if pattern.endswith("$") and not pattern.endswith(r"\$"):
        end -= 1
    while at < end:
        character = pattern[at]
        if match := _GROUP.match(pattern, at):
            if pattern.startswith("?", match.end()):
                raise Unsupported("it looks around, or sets flags")
            parts.append("(")
            at = match.end()
        elif character in ")|":
            parts.append(character)
            at += 1
        elif character == "[":
            text, at = _class(pattern, at)
            parts.append(text)
        elif parts and (match := _REPEAT.match(pattern, at)):
            parts[-1] += match[0]
            at = match.end() + pattern.startswith(("?", "+"), match.end())  # lazy or not: a grammar has no such thing
        elif character == ".":
            parts.append(r"[^\n]")
            at += 1
        elif character in "^$":
            raise Unsupported("it has an anchor in its middle")
        elif character == "\\":
            parts.append(_escaped(pattern[at + 1]))
            at += 2
        else:
            parts.append(_literal(character))
            at += 1
    return " ".join(parts) or '""'


def _class(pattern: str, at: int) -> tuple[str, int]:
    """The class that begins at `at`, and where it ends."""
    at += 1
    text = "["
    if pattern[at] == "^":
        text, at = "[^", at + 1
    first = True
    while pattern[at] != "]" or first:
        first = False
        character = pattern[at]
        if character == "\\":
            letter = pattern[at + 1]
            if letter in "DWSbB":
                raise Unsupported(f"\\{letter} in a class")
            text += _CLASSES.get(letter) or _CONTROL.get(letter) or _in_class(letter)
            at += 2
        else:
            text += "-" if character == "-" else _in_class(character)
            at += 1
    return text + "]", at + 1


def _escaped(letter: str) -> str:
    if letter in _CLASSES:
        return f"[{_CLASSES[letter]}]"
    if letter in "DWS":
        return f"[^{_CLASSES[letter.lower()]}]"
    if letter in _CONTROL:
        return f'"{_CONTROL[letter]}"'
    if letter.isalnum():
        raise Unsupported(f"\\{letter}")
    return _literal(letter)


def _in_class(character: str) -> str:
    return f"\\{character}" if character in r"\]" else r"\x2D" if character == "-" else character


def _literal(character: str) -> str:
    if character == "\n":
        return r'"\n"'
    return f'"\\{character}"' if character in '"\\' else f'"{character}"'
