"""The history into files of the person's own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError, VoiceAssistantError
from .history_shown import as_json, facts

if TYPE_CHECKING:
    from ..audio.recordings import Recording


def export(recordings: Sequence[Recording], target: Path) -> None:
    """`recordings`, newest first, to `target`: texts oldest first into one .txt or .json, or all into a folder.

    Raises `UsageError` for another kind of file, `VoiceAssistantError` when it cannot be written.
    """
    oldest_first = recordings[::-1]
    try:
        match target.suffix.lower():
            case ".txt" if not target.is_dir():
                _write(target, _as_text(oldest_first))
            case ".json" if not target.is_dir():
                _write(target, _as_json(recordings))
            case _ if target.is_dir() or not target.suffix:
                target.mkdir(parents=True, exist_ok=True)
                for recording in oldest_first:
                    name = f"{recording.when.astimezone():%Y-%m-%d_%H-%M-%S_%f}-{recording.binding}"
                    shutil.copyfile(recording.path, target / f"{name}.wav")
                    if recording.text:
                        _write(target / f"{name}.txt", recording.text + "\n")
                _write(target / "history.json", _as_json(recordings))
            case suffix:
                raise UsageError(f"{target}: cannot write {suffix}; give a .txt, a .json or a folder")
    except OSError as error:
        raise VoiceAssistantError(f"{error.filename or target} cannot be written: {error.strerror or error}") from error


def _as_text(recordings: Sequence[Recording]) -> str:
    return "".join(f"{facts(recording)}\n{recording.text}\n\n" for recording in recordings if recording.text)


def _as_json(recordings: Sequence[Recording]) -> str:
    rows = [as_json(recording, number) for number, recording in enumerate(recordings, 1)]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
