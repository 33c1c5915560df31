"""Recordings as a person sees and names them."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..errors import UsageError

if TYPE_CHECKING:
    from ..audio.recordings import Recording

_TIME = re.compile(r"(?:(\d{4}-\d\d-\d\d)[T ])?(\d{1,2}:\d\d(?::\d\d)?)")


def matching(
    recordings: Sequence[Recording], *, search: str | None = None, everything: bool = False
) -> list[tuple[int, Recording]]:
    """With their numbers, which count all: 1 is the newest. `recordings` are newest first."""
    return [
        (number, recording)
        for number, recording in enumerate(recordings, 1)
        if (everything or recording.text or (recording.text is None and not recording.cancelled))
        and (search is None or search.casefold() in (recording.text or "").casefold())
    ]


def pick(recordings: Sequence[Recording], which: str) -> tuple[int, Recording]:
    """The one meant by a number or a time, and its number. A time may mean several days: then the last one.

    Raises `UsageError`.
    """
    if not recordings:
        raise UsageError("there are no recordings")
    numbered = list(enumerate(recordings, 1))
    if which.isdecimal():
        if not 1 <= int(which) <= len(recordings):
            raise UsageError(f"there is no number {which}: 1 is the newest, {len(recordings)} the oldest")
        return numbered[int(which) - 1]
    time = _TIME.fullmatch(which)
    if time is None:
        raise UsageError(f'"{which}" is neither a number of `voice-assistant history list` nor a time such as 14:02')
    day, clock = time[1], time[2].zfill(5 if time[2].count(":") == 1 else 8)
    found = [
        (number, recording)
        for number, recording in numbered
        if recording.clock.startswith(clock) and day in (None, _day(recording))
    ]
    if not found:
        raise UsageError(f"nothing was recorded at {which}; see `voice-assistant history list`")
    last_day = _day(found[0][1])
    found = [(number, recording) for number, recording in found if _day(recording) == last_day]
    if len(found) > 1 and found[0][1].clock != found[1][1].clock:
        clocks = ", ".join(recording.clock for _, recording in reversed(found))
        raise UsageError(f"there are {len(found)} from {which}: {clocks}")
    return found[0]


def line(recording: Recording, number: int) -> str:
    """One line, cut to the width of a terminal."""
    text = " ".join((recording.text or "").split())
    if not text:
        text = _state(recording)
    shown = f"{number:>4}  {_day(recording)} {recording.clock}  {_length(recording):>7}  {recording.binding:<8}  {text}"
    if sys.stdout.isatty() and len(shown) > (width := shutil.get_terminal_size().columns):
        return shown[: width - 1] + "…"
    return shown


def facts(recording: Recording) -> str:
    return f"{_day(recording)} {recording.clock}, {_length(recording)}, {recording.binding}"


def as_json(recording: Recording, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "when": recording.when.isoformat(),
        "binding": recording.binding,
        "duration_s": recording.duration_s,
        "text": recording.text,
        "cancelled": recording.cancelled,
        "path": str(recording.path),
    }


def _state(recording: Recording) -> str:
    if recording.cancelled:
        return "(cancelled)"
    return "(no text yet)" if recording.text is None else "(no speech)"


def _day(recording: Recording) -> str:
    return f"{recording.when.astimezone():%Y-%m-%d}"


def _length(recording: Recording) -> str:
    minutes, seconds = divmod(recording.duration_s, 60)
    return f"{minutes:.0f}:{seconds:04.1f}" if minutes else f"{seconds:.1f} s"
