"""Every recording on disk from its first sample, so that nothing said is lost when something breaks.

`Journal` makes recordings and finds again what was cut short; `recordings.py` is about the files they are in.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

from ..config.schema import RecordingsConfig
from .recordings import PART, Recording, delete, from_name, load_recordings, new_recording, part_of, save
from .types import ENGINE_RATE_HZ, Audio
from .wav import WavWriter, is_being_written, mend, sync

log = logging.getLogger(__name__)

_SYNC_S = 0.5
"""Sound between two syncs to the disk."""

_UNFINISHED_DAYS = 1
"""How long a recording that was cut short or has no text stays where nothing is to be kept."""


class Journal:
    """The recordings in `folder`. `report` gets a line for the screen when one cannot be kept; nothing is raised.

    Used on the event loop's thread; what takes long on a slow disk is done on a thread of its own. Several programs
    may use one folder: what another one is recording is left alone.
    """

    def __init__(self, folder: Path, config: RecordingsConfig, report: Callable[[str], None]) -> None:
        self._folder = folder
        self._config = config
        self._report = report
        self._live: set[Path] = set()  # being recorded
        self._untold: dict[Path, Recording] = {}  # recorded here, and without a text so far
        self._spent: list[Path] = []  # may go when the next one begins
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._syncing: Future[None] | None = None
        self._pruning = Lock()

    def begin(self, binding: str) -> JournalRecording:
        """A new recording; one that goes nowhere when the disk does not take it, which is reported."""
        recording = new_recording(self._folder, binding, datetime.now(UTC))
        if self._config.keep == "off":
            return JournalRecording(self, recording, None)
        self._drop_spent()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._folder.chmod(0o700)
            writer = WavWriter(part_of(recording.path), ENGINE_RATE_HZ)
        except OSError as error:
            self._fail(error)
            return JournalRecording(self, recording, None)
        self._live.add(recording.path)
        return JournalRecording(self, recording, writer)

    def recordings(self) -> list[Recording]:
        """All finished ones, oldest first."""
        return load_recordings(self._folder)

    def recover(self) -> list[Recording]:
        """Finish what was being recorded when its program was killed; oldest first. Empty ones are dropped."""
        found = []
        for part in sorted(self._folder.glob(f"*{PART}")):
            recording = from_name(part)
            if recording is None or recording.path in self._live:
                continue
            try:
                if is_being_written(part):
                    continue
                recording = replace(recording, duration_s=mend(part))
                if recording.duration_s == 0:
                    part.unlink()
                    continue
                self._keep_facts(recording)
                part.replace(recording.path)
                found.append(recording)
            except OSError as error:
                log.warning("cannot recover a recording: %s", error.strerror or error)
        return found

    def untold(self) -> list[Recording]:
        """Finished ones that should have a text and have none, in this run; oldest first."""
        return list(self._untold.values())

    def told(self, recording: Recording) -> None:
        """Keep the facts of `recording`, which has its text now, or was tried once more."""
        if recording.text is None and recording.path in self._untold:
            self._untold[recording.path] = recording
        if recording.path.exists():
            self._keep_facts(recording)
        if recording.text is not None:
            self._untold.pop(recording.path, None)  # last: from here on it may be deleted, facts and all

    def prune(self) -> None:
        """Delete what is too old, and the oldest of what is too much; not the newest, nor what waits for its text."""
        with self._pruning:  # one at a time: the next one finds nothing half deleted
            self._prune()

    def _prune(self) -> None:
        days = self._config.max_days if self._config.keep == "all" else _UNFINISHED_DAYS
        oldest = datetime.now(UTC) - timedelta(days=days)
        room, newest = self._config.max_mb * 1_000_000, True
        for path in sorted(self._folder.glob("*.wav"), reverse=True):
            recording = from_name(path)
            if recording is None or path.name.endswith(PART):
                continue
            with suppress(OSError):
                room -= path.stat().st_size
            if ((room < 0 and not newest) or recording.when < oldest) and path not in self._untold:
                delete(path)
            newest = False

    def close(self) -> None:
        """Wait until the disk has everything."""
        self._drop_spent()
        self._thread.shutdown(wait=True)

    # for its recordings

    def _grown(self, path: Path) -> None:
        if self._syncing is None or self._syncing.done():  # else the disk is slow, and the next sync takes this along
            self._syncing = self._thread.submit(_sync, part_of(path))

    def _finished(self, recording: Recording) -> None:
        self._live.discard(recording.path)
        if recording.duration_s == 0:
            part_of(recording.path).unlink(missing_ok=True)
            return
        self._untold[recording.path] = recording
        self._keep_facts(recording)  # first: what is not complete is still called a part, and found again
        with suppress(FileNotFoundError):  # another program was quicker to recover it, to the same name
            part_of(recording.path).replace(recording.path)
        self._thread.submit(_sync, recording.path)
        self._thread.submit(self.prune)

    def _ended(self, recording: Recording) -> None:
        """It has its text, or is not wanted."""
        try:
            if self._config.keep == "none" and recording.cancelled:
                delete(recording.path)
                return
            if self._config.keep == "none":  # its text is not yet where it should go
                self._spent.append(recording.path)
            if recording.path.exists():
                save(recording)
        finally:
            self._untold.pop(recording.path, None)  # last: from here on it may be deleted, facts and all

    def _drop_spent(self) -> None:
        while self._spent:
            delete(self._spent.pop())

    def _keep_facts(self, recording: Recording) -> None:
        """On a full disk, the sound without its facts is better than nothing."""
        try:
            save(recording)
        except OSError as error:
            log.warning("facts of a recording not kept: %s", error.strerror or error)

    def _fail(self, error: OSError) -> None:
        log.warning("recording not kept: %s", error.strerror or error)
        self._report(f"this recording is not kept on disk ({error.strerror or error}); everything else goes on")


class JournalRecording:
    """One recording while it is made. Never raises: a disk that fails is reported once, and tried again."""

    def __init__(self, journal: Journal, recording: Recording, writer: WavWriter | None) -> None:
        self._journal = journal
        self._recording = recording
        self._writer = writer
        self._synced_s = 0.0
        self._kept = writer is not None
        self._failed = False

    def write(self, audio: Audio) -> None:
        """Add `audio`, at `ENGINE_RATE_HZ`."""
        if self._writer is None:
            return
        try:
            self._writer.write(audio)
        except OSError as error:
            if not self._failed:
                self._journal._fail(error)
            self._failed = True
        if self._writer.duration_s - self._synced_s >= _SYNC_S:
            self._synced_s = self._writer.duration_s
            self._journal._grown(self._recording.path)

    def close(self) -> None:
        """All has been said."""
        if self._writer is not None:
            self._finish()

    def note(self, text: str) -> None:
        """Keep `text` beside the sound: it was understood."""
        self._end(replace(self._recording, text=text))

    def cancel(self) -> None:
        """It is not wanted: nobody will look for its text, and where nothing is to be kept it goes at once."""
        self._end(replace(self._recording, cancelled=True))

    def _end(self, facts: Recording) -> None:
        self.close()
        self._recording = replace(facts, duration_s=self._recording.duration_s)
        if self._kept and self._recording.duration_s > 0:
            try:
                self._journal._ended(self._recording)
            except OSError as error:
                self._journal._fail(error)

    def _finish(self) -> None:
        assert self._writer is not None
        writer, self._writer = self._writer, None
        part = part_of(self._recording.path)
        with suppress(OSError):  # a full disk may have room by now
            writer.flush()
        try:
            self._recording = replace(self._recording, duration_s=writer.duration_s)
            writer.close()
            mend(part)
            self._journal._finished(self._recording)
        except OSError as error:
            self._kept = False  # the sound is there and will be recovered; the disk took no more than that
            log.warning("recording not finished: %s", error.strerror or error)


def _sync(path: Path) -> None:
    with suppress(OSError):  # it may be finished and renamed by now, or deleted
        sync(path)
