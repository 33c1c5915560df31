"""The talks in a folder, as files: JSON lines, one a turn, appended as it ends, so that a crash loses nothing of it.

A line that was cut short, by a full disk or a power failure, is skipped. Names sort by time and hold it, in UTC.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ..conversation import Exchange

_TIME = "%Y%m%dT%H%M%S.%fZ"
_SUFFIX = ".jsonl"


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk on disk. `summary` stands for its first `summarised` turns."""

    path: Path
    when: datetime
    turns: tuple[Exchange, ...]
    times: tuple[datetime, ...]
    summary: str = ""
    summarised: int = 0

    @property
    def id(self) -> str:
        return self.path.stem

    @property
    def last(self) -> datetime:
        """When it was last spoken in."""
        return self.times[-1] if self.times else self.when


class TalkFile:
    """Where one talk is written. Its file is made with the first turn. Raises `OSError`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def id(self) -> str:
        return self._path.stem

    def add(self, exchange: Exchange, when: datetime) -> None:
        self._append(
            {
                "when": when.isoformat(timespec="milliseconds"),
                "persona": exchange.persona,
                "asked": exchange.asked,
                "heard": exchange.heard,
                **({"seen": exchange.seen} if exchange.seen else {}),
            }
        )

    def summarised(self, summary: str, turns: int) -> None:
        if self._path.exists():
            self._append({"summary": summary, "turns": turns})

    def _append(self, line: dict[str, Any]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            size = file.seek(0, os.SEEK_END)
            torn = b""
            if size:
                file.seek(size - 1)
                torn = b"" if file.read(1) == b"\n" else b"\n"
            file.write(torn + json.dumps(line, ensure_ascii=False).encode() + b"\n")


def new_talk(folder: Path, when: datetime) -> TalkFile:
    return TalkFile(folder / f"{when.astimezone(UTC).strftime(_TIME)}{_SUFFIX}")


def load_talks(folder: Path) -> list[Talk]:
    """All that anything was said in, the one spoken in last at the end."""
    found = (load_talk(path) for path in folder.glob(f"*{_SUFFIX}"))
    return sorted((talk for talk in found if talk is not None), key=lambda talk: (talk.last, talk.id))


def load_talk(path: Path) -> Talk | None:
    """The talk in `path`; None for a file that is not ours, is empty, or was deleted meanwhile."""
    try:
        when = datetime.strptime(path.name.removesuffix(_SUFFIX), _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None
    turns: list[Exchange] = []
    times: list[datetime] = []
    summary, summarised = "", 0
    with suppress(OSError):
        for line in _lines(path):
            with suppress(ValueError, TypeError, KeyError):
                if "summary" in line:
                    summary, summarised = str(line["summary"]), int(line["turns"])
                else:
                    at = datetime.fromisoformat(line["when"])
                    asked, heard = str(line["asked"]), str(line["heard"])
                    turn = Exchange(asked, heard, str(line.get("persona", "")), seen=str(line.get("seen", "")))
                    times.append(at.replace(tzinfo=at.tzinfo or UTC))
                    turns.append(turn)
    if not turns:
        return None
    return Talk(path, when, tuple(turns), tuple(times), summary, min(summarised, len(turns)))


def delete_talk(path: Path) -> None:
    """What is gone already is fine."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def prune(folder: Path, max_days: int, now: datetime) -> None:
    """Delete the talks in which nothing was said for longer than `max_days`."""
    before = now - timedelta(days=max_days)
    for path in folder.glob(f"*{_SUFFIX}"):
        with suppress(OSError):  # a file that was written to lately need not be read
            if path.stat().st_mtime < before.timestamp() and (talk := load_talk(path)) and talk.last < before:
                delete_talk(path)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        for raw in file:
            with suppress(ValueError):
                line = json.loads(raw)
                if isinstance(line, dict):
                    yield line
