"""Text given on the command line, or through a pipe."""

from __future__ import annotations

import sys

from ..errors import UsageError


def given_text(argument: str | None) -> str:
    """`argument`, or standard input when it is "-" or missing. Raises `UsageError` when there is nothing."""
    if argument is None and sys.stdin.isatty():
        raise UsageError("give a text, or pipe one in")
    if argument in (None, "-"):
        data = sys.stdin.buffer.read()
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            raise UsageError("standard input is not UTF-8 text") from error
    else:
        assert argument is not None
        text = argument
    if not text.strip():
        raise UsageError("the text is empty")
    return text
