"""Every recording on disk from its first sample, so that nothing said is lost when something breaks.

A recording is a WAV file, and beside it a JSON file of the same name that says when, for which binding, how long,
and what was understood. Names sort by time. While it grows it is called `NAME.part.wav`.
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ..config.schema import RecordingsConfig
from .types import ENGINE_RATE_HZ, Audio
from .wav import WavWriter, mend

log = logging.getLogger(__name__)

_PART = ".part.wav"
_TIME = "%Y%m%dT%H%M%S.%f"
_NAME = re.compile(r"(?P<when>\d{8}T\d{6}\.\d{6})Z-(?P<binding>.+)")
_SYNC_S = 0.5
"""Sound between two syncs to the disk."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A finished recording. `text` is what was understood, None when it never came to that."""

    path: Path
    when: datetime
    binding: str
    duration_s: float
    text: str | None = None


class Journal:
    """The recordings in `folder`. `report` gets a line for the screen when one cannot be kept; nothing is raised.

    Used on the event loop's thread; what takes long on a slow disk is done on a thread of its own.
    """

    def __init__(self, folder: Path, config: RecordingsConfig, report: Callable[[str], None]) -> None:
        self._folder = folder
        self._config = config
        self._report = report
        self._live: set[Path] = set()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="journal")

    def begin(self, binding: str) -> JournalRecording:
        """A new recording; one that goes nowhere when the disk does not take it, which is reported."""
        when = datetime.now(UTC)
        recording = Recording(self._folder / f"{_stem(when, binding)}.wav", when, binding, 0.0)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._folder.chmod(0o700)
            writer = WavWriter(_part(recording.path), ENGINE_RATE_HZ)
        except OSError as error:
            self._fail(error)
            return JournalRecording(self, recording, None)
        self._live.add(recording.path)
        return JournalRecording(self, recording, writer)

    def recordings(self) -> list[Recording]:
        """All finished ones, oldest first."""
        return [found for path in sorted(self._folder.glob("*.json")) if (found := _load(path)) is not None]

    def recover(self) -> list[Recording]:
        """Finish what was being recorded when the program was killed; oldest first. Empty ones are dropped."""
        found = []
        for part in sorted(self._folder.glob(f"*{_PART}")):
            path = part.with_name(part.name.removesuffix(_PART) + ".wav")
            name = _NAME.fullmatch(path.stem)
            if path in self._live or name is None:
                continue
            try:
                duration_s = mend(part)
                if duration_s == 0:
                    part.unlink()
                    continue
                when = datetime.strptime(name["when"], _TIME).replace(tzinfo=UTC)
                recording = Recording(path, when, name["binding"], duration_s)
                _save(recording)
                part.replace(path)
                found.append(recording)
            except OSError as error:
                log.warning("cannot recover a recording: %s", error.strerror or error)
        return found

    def prune(self) -> None:
        """Delete what is too old, and the oldest of what is too much."""
        oldest = datetime.now(UTC) - timedelta(days=self._config.max_days)
        room = self._config.max_mb * 1_000_000
        for path in sorted(self._folder.glob("*.wav"), reverse=True):
            name = _NAME.fullmatch(path.stem)
            if name is None or path.name.endswith(_PART):
                continue
            with suppress(OSError):
                room -= path.stat().st_size
            if room < 0 or datetime.strptime(name["when"], _TIME).replace(tzinfo=UTC) < oldest:
                _delete(path)

    def close(self) -> None:
        """Wait until the disk has everything."""
        self._thread.shutdown(wait=True)

    # for its recordings

    def _sync(self, path: Path) -> None:
        self._thread.submit(_fsync, path)

    def _finished(self, recording: Recording) -> None:
        self._live.discard(recording.path)
        if recording.duration_s == 0:
            _part(recording.path).unlink(missing_ok=True)
            return
        _save(recording)  # first: what is not complete is still called a part, and found again
        _part(recording.path).replace(recording.path)
        self._sync(recording.path)
        self._thread.submit(self.prune)

    def _understood(self, recording: Recording) -> None:
        if self._config.keep == "none":
            _delete(recording.path)
        elif recording.path.exists():
            _save(recording)

    def _fail(self, error: OSError) -> None:
        log.warning("recording not kept: %s", error.strerror or error)
        self._report(f"this recording is not kept on disk ({error.strerror or error}); everything else goes on")


class JournalRecording:
    """One recording while it is made. Never raises: a disk that fails is reported once, then left alone."""

    def __init__(self, journal: Journal, recording: Recording, writer: WavWriter | None) -> None:
        self._journal = journal
        self._recording = recording
        self._writer = writer
        self._synced_s = 0.0
        self._kept = writer is not None

    def write(self, audio: Audio) -> None:
        """Add `audio`, at `ENGINE_RATE_HZ`."""
        if self._writer is None:
            return
        try:
            self._writer.write(audio)
        except OSError as error:
            self._journal._fail(error)
            self._finish()
            return
        if self._writer.duration_s - self._synced_s >= _SYNC_S:
            self._synced_s = self._writer.duration_s
            self._journal._sync(_part(self._recording.path))

    def close(self) -> None:
        """All has been said."""
        if self._writer is not None:
            self._finish()

    def note(self, text: str) -> None:
        """Keep `text` beside the sound: it was understood. Where nothing is to be kept, both go."""
        self.close()
        self._recording = replace(self._recording, text=text)
        if self._kept:
            try:
                self._journal._understood(self._recording)
            except OSError as error:
                self._journal._fail(error)

    def _finish(self) -> None:
        assert self._writer is not None
        writer, self._writer = self._writer, None
        part = _part(self._recording.path)
        try:
            writer.close()
            self._recording = replace(self._recording, duration_s=mend(part))
            self._journal._finished(self._recording)
        except OSError as error:
            self._kept = False  # the sound is there and will be recovered; the disk took no more than that
            log.warning("recording not finished: %s", error.strerror or error)


def _stem(when: datetime, binding: str) -> str:
    return f"{when.strftime(_TIME)}Z-{re.sub(r'[^A-Za-z0-9_-]+', '_', binding) or '_'}"


def _part(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(".wav") + _PART)


def _save(recording: Recording) -> None:
    facts = {
        "when": recording.when.isoformat(),
        "binding": recording.binding,
        "duration_s": round(recording.duration_s, 3),
        "text": recording.text,
    }
    path = recording.path.with_suffix(".json")
    temporary = path.with_suffix(".json.new")
    temporary.touch(mode=0o600)
    temporary.write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
    temporary.replace(path)


def _load(path: Path) -> Recording | None:
    """None for a file that is not ours, or lost its sound."""
    try:
        facts = json.loads(path.read_text("utf-8"))
        wav = path.with_suffix(".wav")
        if not wav.exists():
            return None
        when = datetime.fromisoformat(facts["when"])
        return Recording(wav, when, facts["binding"], facts["duration_s"], facts["text"])
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _delete(path: Path) -> None:
    for file in (path, path.with_suffix(".json")):
        with suppress(OSError):
            file.unlink(missing_ok=True)


def _fsync(path: Path) -> None:
    with suppress(OSError), path.open("r+b") as file:  # it may be finished and renamed by now, or deleted
        os.fsync(file.fileno())
