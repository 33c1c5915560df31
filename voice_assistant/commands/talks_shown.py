"""Talks as a person sees and names them."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UsageError, VoiceAssistantError

if TYPE_CHECKING:
    from ..talks.files import Talk

_TIME = re.compile(r"(?:(\d{4}-\d\d-\d\d)[T ])?(\d{1,2}:\d\d(?::\d\d)?)")


def matching(talks: Sequence[Talk], search: str | None = None) -> list[tuple[int, Talk]]:
    """With their numbers, which count all: 1 is the newest. `talks` are newest first."""
    wanted = (search or "").casefold()
    return [
        (number, talk)
        for number, talk in enumerate(talks, 1)
        if any(wanted in f"{turn.asked}\n{turn.heard}".casefold() for turn in talk.turns)
    ]


def pick(talks: Sequence[Talk], which: str) -> tuple[int, Talk]:
    """The one meant by a number, a name, or the time at which it began. Raises `UsageError`."""
    if not talks:
        raise UsageError("no talks are kept")
    numbered = list(enumerate(talks, 1))
    if which.isdecimal() and len(which) < 8:
        if not 1 <= int(which) <= len(talks):
            raise UsageError(f"there is no number {which}: 1 is the newest, {len(talks)} the oldest")
        return numbered[int(which) - 1]
    time = _TIME.fullmatch(which)
    for number, talk in numbered:
        if talk.id == which or (time is not None and _began_at(talk, time[1], time[2])):
            return number, talk
    if time is None:
        raise UsageError(f'"{which}" is neither a number of `voice-assistant history talks list` nor a time')
    raise UsageError(f"no talk began at {which}; see `voice-assistant history talks list`")


def _began_at(talk: Talk, day: str | None, clock: str) -> bool:
    clock = clock.zfill(5 if clock.count(":") == 1 else 8)
    return _clock(talk).startswith(clock) and day in (None, _day(talk))


def line(talk: Talk, number: int) -> str:
    """One line, cut to the width of a terminal: when, how many turns, how it began."""
    turns = f"{len(talk.turns)} turn{'' if len(talk.turns) == 1 else 's'}"
    shown = f"{number:>4}  {_day(talk)} {_clock(talk)}  {turns:>9}  {' '.join(talk.turns[0].asked.split())}"
    if sys.stdout.isatty() and len(shown) > (width := shutil.get_terminal_size().columns):
        return shown[: width - 1] + "…"
    return shown


def facts(talk: Talk) -> str:
    return f"{_day(talk)} {_clock(talk)}, {len(talk.turns)} turns, last at {talk.last.astimezone():%Y-%m-%d %H:%M}"


def as_text(talk: Talk) -> str:
    lines = []
    for turn in talk.turns:
        lines.append(f"you: {turn.asked}")
        lines.append(f"{turn.persona or 'assistant'}: {turn.heard or '(silenced)'}\n")
    return "\n".join(lines).rstrip()


def as_json(talk: Talk, number: int, *, whole: bool = False) -> dict[str, Any]:
    """`whole` adds the turns."""
    facts: dict[str, Any] = {
        "number": number,
        "id": talk.id,
        "when": talk.when.isoformat(),
        "last": talk.last.isoformat(),
        "turns": len(talk.turns),
        "begins": talk.turns[0].asked,
        "path": str(talk.path),
    }
    if whole:
        facts["summary"] = talk.summary
        facts["turns"] = [
            {"when": when.isoformat(), "persona": turn.persona, "asked": turn.asked, "heard": turn.heard}
            for turn, when in zip(talk.turns, talk.times, strict=True)
        ]
    return facts


def export(talks: Sequence[Talk], target: Path) -> None:
    """All of them, oldest first. Raises `UsageError` for another kind of file, `VoiceAssistantError` if it fails."""
    oldest_first = list(reversed(list(enumerate(talks, 1))))
    match target.suffix.lower():
        case ".txt" | ".md":
            heading = "## " if target.suffix.lower() == ".md" else ""
            text = "\n".join(f"{heading}{facts(talk)}\n\n{as_text(talk)}\n" for _, talk in oldest_first)
        case ".json":
            rows = [as_json(talk, number, whole=True) for number, talk in oldest_first]
            text = json.dumps(rows, indent=2, ensure_ascii=False) + "\n"
        case suffix:
            raise UsageError(
                f"{target}: cannot write {suffix or 'a file without an ending'}; give a .txt, .md or .json"
            )
    try:
        target.write_text(text, "utf-8")
    except OSError as error:
        raise VoiceAssistantError(f"{target} cannot be written: {error.strerror or error}") from error


def _day(talk: Talk) -> str:
    return f"{talk.when.astimezone():%Y-%m-%d}"


def _clock(talk: Talk) -> str:
    return f"{talk.when.astimezone():%H:%M:%S}"
