"""Pieces that are made, kept on disk until the whole is: what is stopped, or killed, goes on where it was."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import soundfile

from ..audio.types import Audio, Samples
from ..errors import AudioFileError

_DAYS = 30
"""Pieces of a reading that was never finished are deleted after so long."""
_SECONDS_A_DAY = 86_400
DAMAGED = "a finished piece is damaged: run the command again, it makes only what is missing"


@dataclass(frozen=True, slots=True)
class TimedWord:
    """Characters `start` to `end` of its sentence's text, and when they are heard."""

    start: int
    end: int
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class TimedSentence:
    place: int
    text: str
    start_s: float
    end_s: float
    words: tuple[TimedWord, ...] = ()  # of a voice that tells them


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sound up to the sample `end`, from the end of the one before, is in this voice ("" the usual one)."""

    voice: str
    end: int


@dataclass(frozen=True, slots=True)
class MadePiece:
    """All times from the beginning of the piece."""

    samples: int
    rate_hz: int
    sentences: tuple[TimedSentence, ...]
    stretches: tuple[Stretch, ...]
    loudness: dict[str, dict[float, int]]  # by voice: see `audio.loudness.Blocks`

    @property
    def duration_s(self) -> float:
        return self.samples / self.rate_hz


class PieceStore:
    """A folder for one document. What of it cannot be read is as if it had never been made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def made(self, name: str) -> MadePiece | None:
        try:
            told = json.loads(self._facts(name).read_text(encoding="utf-8"))
            piece = MadePiece(
                told["samples"],
                told["rate_hz"],
                tuple(_sentence(sentence) for sentence in told["sentences"]),
                tuple(Stretch(**stretch) for stretch in told["stretches"]),
                {
                    voice: {float(value): count for value, count in blocks.items()}
                    for voice, blocks in told["loudness"].items()
                },
            )
            whole = self._sound(name).stat().st_size == told["bytes"]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return piece if whole else None

    def keep(self, name: str, sound: Audio, piece: MadePiece) -> None:
        """Raises `AudioFileError` when the disk is full. The facts come last: what has them is whole."""
        unfinished = self._folder / f"{name}.unfinished"
        try:
            with unfinished.open("wb") as file:
                soundfile.write(file, np.clip(sound.samples, -1, 1), sound.rate_hz, format="FLAC", subtype="PCM_16")
            size = unfinished.stat().st_size
            unfinished.replace(self._sound(name))
            unfinished.write_text(json.dumps({**asdict(piece), "bytes": size}), encoding="utf-8")
            unfinished.replace(self._facts(name))
        except (OSError, soundfile.LibsndfileError) as error:
            raise AudioFileError(_not_kept(self._folder, error)) from error
        finally:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)

    def samples(self, name: str) -> Samples:
        """Raises `AudioFileError` when it is damaged: it will then be made anew."""
        try:
            samples: Samples = soundfile.read(str(self._sound(name)), dtype="float32")[0]
        except (OSError, soundfile.LibsndfileError) as error:
            self._facts(name).unlink(missing_ok=True)
            raise AudioFileError(DAMAGED) from error
        return samples

    def _sound(self, name: str) -> Path:
        return self._folder / f"{name}.flac"

    def _facts(self, name: str) -> Path:
        return self._folder / f"{name}.json"


@contextmanager
def piece_store(folder: Path, identity: str) -> Iterator[PieceStore]:
    """The pieces of one document, in `folder`. They are deleted when the context ends without an error.

    Raises `AudioFileError`, also when the same document is being made into a file already.
    """
    import filelock

    mine = folder / identity
    try:
        mine.mkdir(parents=True, exist_ok=True, mode=0o700)
        _forget_old(folder, mine)
        lock = filelock.FileLock(mine / "lock", timeout=0)
        lock.acquire()
    except filelock.Timeout:
        raise AudioFileError("this document is being made into a file already: wait until it is done") from None
    except OSError as error:
        raise AudioFileError(_not_kept(mine, error)) from error
    try:
        yield PieceStore(mine)
    except BaseException:
        lock.release()
        raise
    lock.release()
    shutil.rmtree(mine, ignore_errors=True)


def _forget_old(folder: Path, mine: Path) -> None:
    for other in folder.iterdir():
        with suppress(OSError):
            if other != mine and time.time() - other.stat().st_mtime > _DAYS * _SECONDS_A_DAY:
                shutil.rmtree(other, ignore_errors=True)


def _sentence(told: dict[str, object]) -> TimedSentence:
    words = told.pop("words")
    assert isinstance(words, list)
    return TimedSentence(**told, words=tuple(TimedWord(**word) for word in words))  # type: ignore[arg-type]


def _not_kept(folder: Path, error: Exception) -> str:
    return f"what is made cannot be kept in {folder}: {getattr(error, 'strerror', None) or error}"
