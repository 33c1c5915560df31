"""The log of calls: a line of JSON for each, so that it can be seen afterwards what was done."""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .base import Arguments, Outcome

log = logging.getLogger(__name__)

MAX_BYTES = 1_000_000
"""Then the older half goes."""


class CallLog:
    """`file` None keeps nothing. A disk that is full does not end a call."""

    def __init__(self, file: Path | None, *, arguments: bool = False) -> None:
        self._file = file
        self._arguments = arguments

    def note(self, tool: str, outcome: Outcome, duration_s: float, arguments: Arguments) -> None:
        if self._file is None:
            return
        when = datetime.now(UTC).isoformat(timespec="milliseconds")
        entry: dict[str, Any] = {
            "when": when,
            "tool": tool,
            "outcome": outcome.value,
            "duration_s": round(duration_s, 3),
        }
        if self._arguments:
            entry["arguments"] = dict(arguments)
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._shorten(self._file)
            descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "a", encoding="utf-8") as file:
                file.write(json.dumps(entry, ensure_ascii=False, default=str) + "\n")
        except OSError as error:
            log.warning("the log of calls is not written: %s", error.strerror)

    def _shorten(self, file: Path) -> None:
        if file.exists() and file.stat().st_size > MAX_BYTES:
            lines = file.read_bytes().splitlines(keepends=True)
            file.write_bytes(b"".join(lines[len(lines) // 2 :]))


def read_log(file: Path) -> list[dict[str, Any]]:
    """All entries, oldest first; a line that was cut short is left out."""
    entries = []
    if file.exists():
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                entries.append(json.loads(line))
            except ValueError:
                continue
    return entries
