"""The recordings in a folder, as files: a WAV file each, and beside it a JSON file of the same name with the facts.

Names sort by time and hold it, in UTC, and the binding: a recording whose facts are missing or damaged, because the
disk was full or the power failed, is still a recording. While it grows it is called `NAME.part.wav`.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from .wav import duration_s

PART = ".part.wav"

_TIME = "%Y%m%dT%H%M%S.%f"
_NAME = re.compile(r"(?P<when>\d{8}T\d{6}\.\d{6})Z-(?P<binding>.+)")


@dataclass(frozen=True, slots=True)
class Recording:
    """A finished recording. `text` is what was understood, None when it never came to that."""

    path: Path
    when: datetime
    binding: str
    duration_s: float
    text: str | None = None
    cancelled: bool = False  # the person did not want it
    attempts: int = 0  # how often a text was looked for in vain, after its turn

    @property
    def stem(self) -> str:
        return self.path.stem

    @property
    def clock(self) -> str:
        """Local time of day: "14:02:11"."""
        return f"{self.when.astimezone():%H:%M:%S}"


def new_recording(folder: Path, binding: str, when: datetime) -> Recording:
    """A name for it; no file is made."""
    stem = f"{when.strftime(_TIME)}Z-{re.sub(r'[^A-Za-z0-9_-]+', '_', binding) or '_'}"
    return Recording(folder / f"{stem}.wav", when, binding, 0.0)


def from_name(path: Path) -> Recording | None:
    """What the name of `path` tells, finished or not; None for a file that is not ours."""
    stem = path.name.removesuffix(PART).removesuffix(".wav")
    name = _NAME.fullmatch(stem)
    if name is None:
        return None
    try:
        when = datetime.strptime(name["when"], _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Recording(path.with_name(f"{stem}.wav"), when, name["binding"], 0.0)


def part_of(path: Path) -> Path:
    """What `path` is called while it grows."""
    return path.with_name(path.name.removesuffix(".wav") + PART)


def load_recordings(folder: Path) -> list[Recording]:
    """All finished ones, oldest first."""
    paths = sorted(path for path in folder.glob("*.wav") if not path.name.endswith(PART))
    return [found for path in paths if (found := load_recording(path)) is not None]


def save(recording: Recording) -> None:
    """Write the facts; whole or not at all. Raises `OSError`."""
    facts = {
        "when": recording.when.isoformat(),
        "binding": recording.binding,
        "duration_s": round(recording.duration_s, 3),
        "text": recording.text,
        "cancelled": recording.cancelled,
        "attempts": recording.attempts,
    }
    path = recording.path.with_suffix(".json")
    temporary = path.with_suffix(".json.new")
    temporary.touch(mode=0o600)
    temporary.write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
    temporary.replace(path)


def delete(path: Path) -> None:
    """Sound and facts; what is gone already is fine."""
    for file in (path, path.with_suffix(".json"), path.with_suffix(".json.new")):
        with suppress(OSError):
            file.unlink(missing_ok=True)


def load_recording(path: Path) -> Recording | None:
    """The finished recording in `path`; None for a file that is not ours, or was deleted meanwhile."""
    named = from_name(path)
    if named is None:
        return None
    try:
        if not path.exists():
            return None
        facts = json.loads(path.with_suffix(".json").read_text("utf-8"))
        text = facts["text"]
        return Recording(
            path,
            named.when,
            str(facts["binding"]),
            float(facts["duration_s"]),
            None if text is None else str(text),
            bool(facts.get("cancelled", False)),
            int(facts.get("attempts", 0)),
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        pass
    try:
        return Recording(path, named.when, named.binding, duration_s(path))
    except OSError:
        return None
