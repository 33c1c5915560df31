"""Where each document was left, and its bookmarks, by what is in it: a moved file is found again, no title is kept."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from ..paths import state_dir

MOST = 500
"""Documents remembered; the one not read for longest is forgotten."""
MOST_BOOKMARKS = 100
"""Of one document."""


_MARKS = "bookmarks:"


class Places:
    """A small file; what cannot be read is as if there were none, and what cannot be written is not remembered."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def of(self, identity: str) -> tuple[int, int] | None:
        """Place and number of the sentence."""
        return _sentence(self._read().get(identity))

    def bookmarks(self, identity: str) -> list[tuple[int, int]]:
        """Place and number of the sentence of each, in the order in which they were set."""
        kept = self._read().get(_MARKS + identity)
        return [sentence for mark in kept if (sentence := _sentence(mark))] if isinstance(kept, list) else []

    def add_bookmark(self, identity: str, place: int, number: int) -> int:
        """How many there are now. One that is set again is the last."""
        marks = [mark for mark in self.bookmarks(identity) if mark != (place, number)]
        marks = [*marks, (place, number)][-MOST_BOOKMARKS:]
        self._keep(_MARKS + identity, [list(mark) for mark in marks])
        return len(marks)

    def keep(self, identity: str, place: int, number: int) -> None:
        self._keep(identity, [place, number])

    def _keep(self, key: str, value: object) -> None:
        kept = self._read()
        kept.pop(key, None)
        kept[key] = value
        self._write(dict(list(kept.items())[-MOST:]))

    def forget(self, identity: str) -> None:
        kept = self._read()
        if kept.pop(identity, None) is not None:
            self._write(kept)

    def _read(self) -> dict[str, object]:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def _write(self, kept: dict[str, object]) -> None:
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(prefix=f".{self._file.name}.", dir=self._file.parent)
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    json.dump(kept, file)
                Path(name).replace(self._file)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise


def kept_places() -> Places:
    """Those of this person."""
    return Places(state_dir() / "reading.json")


def _sentence(kept: object) -> tuple[int, int] | None:
    match kept:
        case [int(place), int(number)] if place >= 0 and number >= 0:
            return place, number
    return None
